import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeRun } from '../../../src/interop/index.ts';
import { renderResultJson } from '../../../src/report/index.ts';
import { headSha, processSettings, token } from '../../action/gate-scene.ts';
import type { Token } from '../../support/github-api/repository.ts';
import { startGitHubApi, type GitHubApi } from '../../support/github-api/server.ts';
import { makeZip, type ZipEntry } from '../../support/make-zip.ts';
import { passInput } from '../../support/report-inputs.ts';
import { makeRun } from '../../verdict/runs.ts';
import type { FaultBench, ObservedStep } from '../bench.ts';

export const marker = '<!-- sluice:suite=tiny -->';
const fork = 'mallory/model';
const runId = 99;

const publishToken: Token = {
  account: { login: 'github-actions[bot]', type: 'Bot' },
  permissions: { actions: 'read', 'pull-requests': 'write', checks: 'write', metadata: 'read' },
};

const payload = {
  action: 'completed',
  repository: { default_branch: 'main' },
  workflow_run: {
    id: runId,
    html_url: `https://github.com/octo-org/model/actions/runs/${runId}`,
    event: 'pull_request',
    conclusion: 'success',
    head_sha: headSha,
    head_branch: 'faster',
    head_repository: { full_name: fork },
    actor: { login: 'mallory' },
    pull_requests: [],
  },
};

/** What a passing gate leaves behind, as an artifact holds it. */
export function artifactFiles(): ZipEntry[] {
  return [
    { name: 'comment.md', data: `${marker}\nnot read` },
    { name: 'result.json', data: renderResultJson(passInput()) },
    { name: 'run-candidate.json', data: encodeRun({ ...makeRun('candidate'), suite: 'tiny' }) },
    { name: 'run-base.json', data: encodeRun({ ...makeRun('base'), suite: 'tiny' }) },
  ];
}

/** How the store hands out the archive. */
export type Serve = (response: ServerResponse, zip: Buffer) => void;

export const serveWhole: Serve = (response, zip) => response.end(zip);

/** A GitHub with a fork's finished run, its artifact and its pull request. */
export async function startFinishedRun(
  bench: FaultBench,
  zip: Buffer,
  serve = serveWhole,
): Promise<GitHubApi> {
  const store = createServer((_, response) => serve(response, zip));
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const api = await startGitHubApi();
  bench.atEnd(async () => {
    store.closeAllConnections();
    store.close();
    await api.close();
  });
  const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}/sluice-tiny.zip`;
  const { repository } = api;
  repository.tokens.set(token, publishToken);
  repository.artifacts.push({ id: 1, name: 'sluice-tiny', runId, bytes: zip.length, expired: false, url });
  repository.pulls.set(7, {
    number: 7,
    state: 'open',
    draft: false,
    head: { ref: 'faster', sha: headSha, repository: fork },
    base: { ref: 'main', sha: 'b'.repeat(40) },
  });
  return api;
}

/** The step `publish` after that run. Set the bench's scene first: any settings will do, none are read. */
export function runPublish(bench: FaultBench, api: GitHubApi): Promise<ObservedStep> {
  return bench.main({
    bundle: 'publish',
    event: 'workflow_run',
    payload,
    env: { GITHUB_API_URL: api.url },
  });
}

/** The archive of a passing gate, and a scene to post it from. */
export async function setPublishScene(bench: FaultBench): Promise<Buffer> {
  await bench.setScene(processSettings(20));
  return makeZip(artifactFiles());
}
