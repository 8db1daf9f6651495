import { addresses, pageOf, refuse, type Answers, type Question } from './answer.ts';
import type { StoredRunArtifact } from './repository.ts';

/** Artifacts of workflow runs: the list, and the redirection to the blob. */
export const artifactAnswers: Answers = {
  'actions/list-workflow-run-artifacts': (question) => {
    const name = question.query.get('name');
    const all = question.repository.artifacts.filter(
      (artifact) =>
        artifact.runId === Number(question.parameters['run_id']) && (name === null || artifact.name === name),
    );
    const page = pageOf(question, all, (artifact) => artifactBody(artifact, question));
    return { ...page, body: { total_count: all.length, artifacts: page.body } };
  },

  'actions/download-artifact': ({ repository, parameters }) => {
    const id = Number(parameters['artifact_id']);
    const artifact = repository.artifacts.find((candidate) => candidate.id === id);
    if (artifact === undefined) return refuse(404, 'Not Found');
    if (artifact.expired) return refuse(410, 'Artifact has expired');
    return { status: 302, body: undefined, headers: { location: artifact.url } };
  },
};

function artifactBody(artifact: StoredRunArtifact, question: Question): Record<string, unknown> {
  const url = `${addresses(question).api}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.bytes,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    created_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-04-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}
