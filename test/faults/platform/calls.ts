import assert from 'node:assert/strict';
import {
  commitFile,
  findPullRequest,
  attachToRelease,
  downloadArtifact,
  listRunArtifacts,
  publish,
  readAcceptance,
  readChangedFiles,
  readFolderAt,
  readMergedAcceptance,
  type ActionContext,
  type Patience,
} from '../../../src/github/index.ts';
import { SluiceError } from '../../../src/model/error.ts';
import { headSha, token } from '../../action/gate-scene.ts';
import { startGitHubApi, type GitHubApi } from '../../support/github-api/server.ts';
import type { Fault } from '../fault.ts';
import { together } from './apart.ts';
import { assertPlainLog } from './outcome.ts';
import { quickWays, slowWays, type Way } from './ways.ts';

const patience: Patience = { totalMs: 6000, requestTimeoutMs: 1500, attempts: 4, firstPauseMs: 2 };
const marker = '<!-- sluice:suite=tiny -->';
const path = 'baselines/tiny/a.json';
const mergeSha = 'e'.repeat(40);

/** Something that Sluice asks of GitHub, with all the calls that it may take. */
interface Task {
  name: string;
  operations: string[];
  /** The gate does without it, so that a fault need not be overcome. */
  optional?: true;
  /** Runs it; throws where what it says and what GitHub holds afterwards do not agree. */
  run: (api: GitHubApi, context: ActionContext) => Promise<'done' | 'told'>;
}

/** A sentence with its remedy: what was lost, why, and what to do about it. */
function assertNotice(notice: string): 'told' {
  assertPlainLog(notice, token);
  assert.match(notice, /^\S.{20,}[.)] \S.{10,}\.$/);
  return 'told';
}

const branch = (ref: string, sha: string) => ({ ref, sha, repository: 'octo-org/model' });

function prepare({ repository }: GitHubApi): void {
  const writes = {
    contents: 'write',
    'pull-requests': 'write',
    checks: 'write',
    actions: 'read',
    metadata: 'read',
  } as const;
  repository.tokens.set(token, {
    account: { login: 'github-actions[bot]', type: 'Bot' },
    permissions: writes,
  });
  const first = repository.addCommit(new Map([[path, 'earlier\n']]), 'first');
  const main = repository.addCommit(
    new Map([
      [path, 'earlier\n'],
      ['README.md', 'new'],
    ]),
    'next',
    [first],
  );
  repository.branches.set('main', main);
  repository.branches.set(
    'sluice/baselines',
    repository.addCommit(
      new Map([
        [path, 'earlier\n'],
        ['b', ''],
      ]),
      'other',
      [first],
    ),
  );
  const pull = {
    state: 'open',
    draft: false,
    head: branch('faster', headSha),
    base: branch('main', first),
  } as const;
  repository.pulls.set(7, {
    number: 7,
    ...pull,
    body: 'Sluice: worth it',
    author: { login: 'ada', type: 'User' },
  });
  repository.pulls.set(6, {
    number: 6,
    ...pull,
    state: 'closed',
    mergedAt: '2026-03-01T11:00:00Z',
    mergeCommit: mergeSha,
  });
  for (const number of [6, 7])
    repository.setLabel(number, 'sluice: accept', { login: 'grace', type: 'User' }, '2026-03-01T10:05:00Z');
  repository.roles.set('grace', 'write');
  for (const sha of [headSha, mergeSha]) repository.checkSuites.set(sha, ['2026-03-01T10:00:00Z']);
  repository.releases.push({ id: 5, tag: 'v1.2', body: 'News.' });
}

const textOn = ({ repository }: GitHubApi, name: string): string =>
  repository.commits.get(repository.branches.get(name) ?? '')?.tree.get(path) ?? '';

/** As the record of a run: added once, however often it is asked for. */
const edit = (before = ''): string => (before.includes('mine\n') ? before : `${before}mine\n`);

async function record(api: GitHubApi, context: ActionContext, into: string): Promise<'done' | 'told'> {
  const change = { branch: 'main', path, message: 'record', edit };
  const { notice } = await commitFile(change, context, token, patience);
  const text = textOn(api, into);
  assert.match(text, /^earlier\n(mine\n)?$/, 'an earlier run is gone, or this one is there twice');
  if (notice !== undefined) return assertNotice(notice);
  assert.equal(text, 'earlier\nmine\n', 'it is said to be recorded and is not');
  return 'done';
}

const publication = {
  suite: 'tiny',
  verdict: 'fail',
  sentence: 'It is slower.',
  comment: `${marker}\nslower`,
  summary: 'slower',
} as const;

async function post(api: GitHubApi, context: ActionContext, joint: boolean): Promise<'done' | 'told'> {
  const pullRequest = { number: 7, baseSha: headSha, baseRef: 'main', headSha, isFork: false, draft: false };
  const render = () => `${marker}\nslower`;
  const asked = joint
    ? ({ ...publication, commenting: 'joint', joint: { marker, render } } as const)
    : ({ ...publication, commenting: 'auto' } as const);
  const { notices, commentUrl, checkUrl } = await publish(
    asked,
    { ...context, pullRequest },
    token,
    patience,
  );
  const own = api.repository.comments.filter(({ account }) => account.type === 'Bot');
  const bodies = own.map(({ body }) => body).filter((body) => body.startsWith(marker));
  assert.ok(bodies.length <= (joint ? 2 : 1), `${bodies.length} comments`);
  notices.forEach(assertNotice);
  if (commentUrl !== undefined)
    assert.ok(bodies.includes(`${marker}\nslower`), 'a comment is told and not there');
  if (checkUrl !== undefined)
    assert.ok(api.repository.checks.length > 0, 'a check run is told and not there');
  if (notices.length > 0) return 'told';
  assert.ok(commentUrl && checkUrl, 'nothing is said to have failed, and something is missing');
  return 'done';
}

const source = {
  id: 99,
  url: 'https://github.com/octo-org/model/actions/runs/99',
  event: 'pull_request',
  headSha,
};

const tasks: Task[] = [
  {
    name: 'check run and comment',
    operations: ['checks/create', 'issues/list-comments', 'issues/create-comment'],
    run: (api, context) => post(api, context, false),
  },
  {
    name: 'comment that is there',
    operations: ['issues/list-comments', 'issues/update-comment'],
    run: (api, context) => {
      api.repository.addComment(7, { login: 'github-actions[bot]', type: 'Bot' }, `${marker}\nolder`);
      return post(api, context, false);
    },
  },
  {
    name: 'comment of all suites',
    operations: ['checks/list-for-ref', 'issues/update-comment', 'issues/delete-comment'],
    run: (api, context) => {
      for (const text of ['one', 'two'])
        api.repository.addComment(7, { login: 'github-actions[bot]', type: 'Bot' }, `${marker}\n${text}`);
      return post(api, context, true);
    },
  },
  {
    name: 'whose token it is',
    operations: ['users/get-authenticated'],
    run: (api, context) => {
      api.repository.addComment(7, { login: 'eve', type: 'User' }, `${marker}\nhers`);
      return post(api, context, false).then((ended) => {
        assert.ok(
          api.repository.comments.some(({ body }) => body.endsWith('hers')),
          'another comment is gone',
        );
        return ended;
      });
    },
  },
  {
    name: 'record of a run',
    operations: ['repos/get-content', 'repos/create-or-update-file-contents'],
    run: (api, context) => record(api, context, 'main'),
  },
  {
    name: 'record on a protected branch',
    operations: [
      'git/get-ref',
      'git/create-ref',
      'git/update-ref',
      'repos/merge',
      'repos/get-content',
      'pulls/list',
      'pulls/create',
    ],
    run: (api, context) => {
      api.repository.protectedBranches.set('main', 'Changes must be made through a pull request.');
      return record(api, context, 'sluice/baselines');
    },
  },
  {
    name: 'notes of a release',
    operations: ['repos/get-release-by-tag', 'repos/update-release'],
    async run({ repository }, context) {
      const section = {
        tag: 'v1.2',
        marker: '<!-- a -->',
        section: '<!-- a -->\nfail\n<!-- b -->',
        endMarker: '<!-- b -->',
      };
      const { notice } = await attachToRelease(section, context, token, patience);
      const body = repository.releases[0]?.body ?? '';
      assert.match(body, /^News\.(\n\n<!-- a -->\nfail\n<!-- b -->)?$/);
      if (notice !== undefined) return assertNotice(notice);
      return 'done';
    },
  },
  {
    name: 'acceptance of a pull request',
    operations: [
      'pulls/get',
      'issues/list-events-for-timeline',
      'repos/get-collaborator-permission-level',
      'checks/list-suites-for-ref',
    ],
    async run(_, context) {
      const question = { label: 'sluice: accept', pullRequest: 7, sha: headSha };
      const answer = await readAcceptance(question, context, token, patience);
      assert.notEqual(answer.kind, 'none', 'a label that is set was not seen');
      if (answer.kind === 'void') return assertNotice(answer.reason);
      return 'done';
    },
  },
  {
    name: 'acceptance of a merged pull request',
    operations: ['repos/list-pull-requests-associated-with-commit'],
    async run(_, context) {
      const question = { label: 'sluice: accept', branch: 'main' };
      const answer = await readMergedAcceptance(question, { ...context, sha: mergeSha }, token, patience);
      assert.notEqual(answer.kind, 'none', 'a label that is set was not seen');
      if (answer.kind === 'void') return assertNotice(answer.reason);
      return 'done';
    },
  },
  {
    name: 'changed files',
    optional: true,
    operations: ['repos/compare-commits-with-basehead'],
    async run({ repository }, context) {
      const sha = repository.branches.get('main') ?? '';
      const before = repository.commits.get(sha)?.parents[0] ?? '';
      const files = await readChangedFiles({ ...context, sha, before }, token, patience);
      if (files === undefined) return 'told';
      assert.deepEqual(files, ['README.md']);
      return 'done';
    },
  },
  {
    name: 'baselines of the base',
    operations: ['repos/get-content', 'git/get-commit'],
    async run({ repository, calls }, context) {
      const commit = repository.branches.get('main') ?? '';
      const read = (folder: string) =>
        asError(() => readFolderAt({ commit, folder }, context, token, patience));
      const [found, none] = [await read('baselines/tiny'), await read('baselines/none')];
      // A 404 for the folder of a commit that is there is no fault: GitHub says so where there is no baseline.
      const isGone = calls.some(
        ({ operation, status }) => operation === 'repos/get-content' && status === 404,
      );
      if (found !== 'told' && !isGone) assert.equal(found[0]?.text, 'earlier\n');
      if (none !== 'told') assert.deepEqual(none, []);
      return found === 'told' || none === 'told' ? 'told' : 'done';
    },
  },
  {
    name: 'pull request of a finished run',
    operations: ['pulls/list'],
    async run(_, context) {
      const run = { ...source, headBranch: 'faster', headRepository: 'octo-org/model', readOnly: true };
      const found = await asError(() => findPullRequest(run, context, token, patience));
      if (found === 'told') return found;
      assert.equal(found.kind, 'found');
      return 'done';
    },
  },
  {
    name: 'artifacts of a finished run',
    optional: true,
    operations: ['actions/list-workflow-run-artifacts', 'actions/download-artifact'],
    async run({ repository, url }, context) {
      // What the stand-in hands out there is no archive; how it is fetched is what counts here.
      repository.artifacts.push({
        id: 1,
        runId: 99,
        name: 'sluice-tiny',
        bytes: 9,
        expired: false,
        url: `${url}/blob`,
      });
      const listed = await asError(() => listRunArtifacts(99, context, token, patience));
      if (listed === 'told') return listed;
      assert.deepEqual(listed, [{ id: 1, name: 'sluice-tiny', bytes: 9 }]);
      const brief = { ...patience, attempts: 1 };
      return asError(() => downloadArtifact(listed[0]!, 1000, context, token, brief)).then(() => 'told');
    },
  },
];

/** The value, or `told` for an error of the platform that names fact and remedy. */
async function asError<T>(work: () => Promise<T>): Promise<T | 'told'> {
  try {
    return await work();
  } catch (thrown) {
    assert.ok(thrown instanceof SluiceError, String(thrown));
    assert.match(thrown.code, /^github-(api|permission)$/);
    assertPlainLog(thrown.fact, token);
    assert.match(thrown.remedy, /^\S.{10,}\.$/);
    return 'told';
  }
}

async function runTask(
  task: Task,
  operation: string,
  kind: Way['kind'] | undefined,
  times = 0,
): Promise<'done' | 'told'> {
  const api = await startGitHubApi();
  try {
    prepare(api);
    if (kind) api.fail({ operation, times, kind });
    const context: ActionContext = {
      event: 'push',
      repository: { owner: 'octo-org', repo: 'model' },
      sha: headSha,
      runId: 1,
      runUrl: '',
      apiUrl: api.url,
      defaultBranch: 'main',
      ref: 'refs/heads/main',
    };
    const ended = await task.run(api, context);
    assert.ok(
      kind === undefined || api.calls.some((call) => call.operation === operation),
      `${operation} was never called`,
    );
    const unexpected = api.violations.filter((text) => !text.includes('/blob is not described'));
    assert.deepEqual(unexpected, []);
    return ended;
  } finally {
    await api.close();
  }
}

/** Each operation of each task in each way: once, where trying again has to help, and for good. */
function fault(name: string, ways: () => Way[], injected: string, width: number): Fault {
  return {
    name,
    side: 'platform',
    mostSeconds: 300,
    injected,
    expected:
      'done as without it where trying again helps; else a notice, or `github-api` or `github-permission`, with fact and remedy. What is told and what GitHub holds agree: nothing twice, nothing lost',
    async run() {
      // The stand-in prepares its validators at the first call of each kind.
      for (const task of tasks) {
        const healthy = await runTask(task, '', undefined);
        if (!task.optional) assert.equal(healthy, 'done', task.name);
      }
      const cases = tasks.flatMap((task) =>
        task.operations.flatMap((operation) =>
          ways().flatMap((way) => [1, 1000].map((times) => ({ task, operation, way, times }))),
        ),
      );
      const ended = await together(cases, width, async ({ task, operation, way, times }) => {
        const what = `${task.name}: ${operation}, ${way.name}, ${times} times`;
        try {
          const outcome = await runTask(task, operation, way.kind, times);
          const helps = times === 1 && way.passes && !task.optional;
          if (helps) assert.equal(outcome, 'done');
          return outcome;
        } catch (thrown) {
          throw new Error(`${what}: ${String(thrown)}`, { cause: thrown });
        }
      });
      const done = ended.filter((outcome) => outcome === 'done').length;
      return `${cases.length} combinations of call, way and number: ${done} done in spite of it, ${cases.length - done} told`;
    },
  };
}

const count = new Set(tasks.flatMap(({ operations }) => operations)).size;

export const calls: Fault[] = [
  fault(
    'each call in each way',
    quickWays,
    `each of ${count} calls to GitHub, in ${quickWays().length} ways (statuses with and without \`Retry-After\`, resets, garbage, empty, cut and mistyped answers, redirects), once and for good`,
    4,
  ),
  fault(
    'each call without an answer',
    () => slowWays,
    `each of ${count} calls gets no answer, or half of one, once and for good`,
    24,
  ),
];
