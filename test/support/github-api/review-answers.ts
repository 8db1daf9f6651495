import { addresses, pageOf, refuse, type Answers, type Question } from './answer.ts';
import { accountBody } from './bodies.ts';
import { pullBody } from './repository-answers.ts';
import type { StoredEvent, StoredRelease } from './repository.ts';

/** What people did with a pull request, who they are, and releases. */
export const reviewAnswers: Answers = {
  'issues/list-events-for-timeline': (question) => {
    const events = question.repository.timelines.get(Number(question.parameters['issue_number'])) ?? [];
    return pageOf(question, events, (event) => eventBody(question, event));
  },

  'repos/get-collaborator-permission-level': ({ repository, parameters }) => {
    const login = parameters['username'] ?? '';
    const permission = repository.roles.get(login) ?? 'read';
    const user = { ...accountBody({ login, type: 'User' }), role_name: permission };
    return { status: 200, body: { permission, role_name: permission, user } };
  },

  'checks/list-suites-for-ref': (question) => {
    const { repository, parameters, description } = question;
    const mocked = description.mock('checks/list-suites-for-ref', 200) as {
      check_suites: Record<string, unknown>[];
    };
    const all = repository.checkSuites.get(parameters['ref'] ?? '') ?? [];
    const page = pageOf(question, all, (createdAt) => ({
      ...mocked.check_suites[0],
      status: 'queued',
      conclusion: null,
      app: null,
      pull_requests: [],
      head_sha: parameters['ref'],
      created_at: createdAt,
      updated_at: createdAt,
    }));
    return { ...page, body: { total_count: all.length, check_suites: page.body } };
  },

  'repos/list-pull-requests-associated-with-commit': (question) => {
    const sha = question.parameters['commit_sha'];
    const all = [...question.repository.pulls.values()].filter(
      (pull) => pull.mergeCommit === sha || pull.head.sha === sha,
    );
    return pageOf(question, all, ({ number }) => pullBody(question, number, question.operationId));
  },

  'repos/get-release-by-tag': (question) => {
    const release = question.repository.releases.find(({ tag }) => tag === question.parameters['tag']);
    return release ? { status: 200, body: releaseBody(question, release) } : refuse(404, 'Not Found');
  },

  'repos/update-release': (question) => {
    const id = Number(question.parameters['release_id']);
    const release = question.repository.releases.find((each) => each.id === id);
    if (release === undefined) return refuse(404, 'Not Found');
    release.body = String(question.body['body'] ?? release.body);
    return { status: 200, body: releaseBody(question, release) };
  },
};

function eventBody(question: Question, event: StoredEvent): Record<string, unknown> {
  const { api } = addresses(question);
  const id = Date.parse(event.createdAt) / 1000;
  return {
    id,
    node_id: `E_${id}`,
    url: `${api}/issues/events/${id}`,
    actor: accountBody(event.actor),
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: event.createdAt,
    performed_via_github_app: null,
    ...(event.label !== undefined && { label: { name: event.label, color: 'ededed' } }),
  };
}

function releaseBody(question: Question, { id, tag, body }: StoredRelease): Record<string, unknown> {
  const { api, web } = addresses(question);
  return {
    url: `${api}/releases/${id}`,
    html_url: `${web}/releases/tag/${tag}`,
    assets_url: `${api}/releases/${id}/assets`,
    upload_url: `${api}/releases/${id}/assets{?name,label}`,
    tarball_url: null,
    zipball_url: null,
    id,
    node_id: `RE_${id}`,
    tag_name: tag,
    target_commitish: 'main',
    name: tag,
    body,
    draft: false,
    prerelease: false,
    created_at: '2026-01-01T00:00:00Z',
    published_at: '2026-01-01T00:00:00Z',
    author: accountBody({ login: 'octocat', type: 'User' }),
    assets: [],
  };
}
