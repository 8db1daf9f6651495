import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeError, encodeRun } from '../../src/interop/index.ts';
import { SluiceError } from '../../src/model/error.ts';
import { renderResultJson } from '../../src/report/index.ts';
import { startArtifactStore, type ArtifactStore } from '../support/artifact-store.ts';
import type { Token } from '../support/github-api/repository.ts';
import { forkToken, startGitHubApi, type GitHubApi } from '../support/github-api/server.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { makeZip, type ZipEntry } from '../support/make-zip.ts';
import { passInput } from '../support/report-inputs.ts';
import { copyAction, runAction, type ActionOutcome, type ActionRun } from '../support/runner.ts';
import { makeRun } from '../verdict/runs.ts';
import { headSha, processSettings, setScene, token } from './gate-scene.ts';

const repository = join(import.meta.dirname, '../..');
/** SLUICE_ENTRY may name another file to start in place of the bundle, for work between two builds of dist/. */
const otherEntry = process.env['SLUICE_ENTRY'];
const entry: Partial<ActionRun> = otherEntry ? { script: otherEntry } : { bundle: 'publish' };

const runId = 99;
const runUrl = `https://github.com/octo-org/model/actions/runs/${runId}`;
const fork = 'mallory/model';
const marker = '<!-- sluice:suite=tiny -->';
/** The whole log of a job that posted, and had nothing to complain of. */
const posted = /^tiny: https:\/\/\S+\n$/;
const warning = "Measured in the pull request's own workflow run";

/** What examples/workflows/publish.yml grants. */
const publishToken: Token = {
  account: { login: 'github-actions[bot]', type: 'Bot' },
  permissions: { actions: 'read', 'pull-requests': 'write', checks: 'write', metadata: 'read' },
};

let copied: Awaited<ReturnType<typeof copyAction>>;
let store: ArtifactStore;
let workspace: string;
let api: GitHubApi;

beforeAll(async () => {
  copied = await copyAction(repository);
  store = await startArtifactStore();
  workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
});
afterAll(async () => {
  await copied.remove();
  await store.close();
  await rm(workspace, { recursive: true, force: true });
});

beforeEach(async () => {
  api = await startGitHubApi();
  api.repository.tokens.set(token, publishToken);
  addPull(7);
});
afterEach(async () => {
  expect(api.violations).toEqual([]);
  await api.close();
});

interface Pull {
  sha?: string;
  repository?: string;
  state?: 'open' | 'closed';
  base?: string;
  ref?: string;
}

function addPull(number: number, { sha = headSha, state = 'open', base = 'main', ...head }: Pull = {}): void {
  api.repository.pulls.set(number, {
    number,
    state,
    draft: false,
    head: { ref: head.ref ?? 'faster', sha, repository: head.repository ?? fork },
    base: { ref: base, sha: 'b'.repeat(40) },
  });
}

/** The event file of a `workflow_run`. */
const completed = (run: object = {}): object => ({
  action: 'completed',
  repository: { default_branch: 'main' },
  workflow_run: {
    id: runId,
    html_url: runUrl,
    event: 'pull_request',
    conclusion: 'success',
    head_sha: headSha,
    head_branch: 'faster',
    head_repository: { full_name: fork },
    actor: { login: 'mallory' },
    // As GitHub leaves it for forks.
    pull_requests: [],
    ...run,
  },
});

async function post(change: Partial<ActionRun> = {}): Promise<ActionOutcome> {
  const { inputs, env, ...others } = change;
  const outcome = await runAction({
    event: 'workflow_run',
    payload: completed(),
    workspace,
    action: copied.action,
    ...entry,
    ...others,
    inputs: { 'github-token': token, ...inputs },
    env: { GITHUB_API_URL: api.url, ...env },
  });
  return { ...outcome, log: outcome.log.replace(`::add-mask::${token}\n`, '') };
}

let uploads = 0;
/** Puts an archive into the store and its entry into GitHub's list. */
async function upload(zip: Buffer, name = 'sluice-tiny', change: { bytes?: number; runId?: number } = {}) {
  uploads += 1;
  const blob = `${name}-${uploads}`;
  await store.put(blob, zip);
  const artifact = { id: uploads, name, runId, bytes: zip.length, expired: false };
  api.repository.artifacts.push({ ...artifact, url: await store.addressOf(blob), ...change });
}

type Json = Record<string, unknown>;

/** The files that a passing gate leaves behind, with `verdict` and `run` changed and `files` added or replaced. */
function filesOf(change: { verdict?: Json; run?: Json; files?: Record<string, string> } = {}): ZipEntry[] {
  const run = { ...makeRun('candidate'), suite: 'tiny', ...change.run };
  const result = { ...(JSON.parse(renderResultJson(passInput())) as Json), ...change.verdict };
  const files = {
    'comment.md': `${marker}\nPOISONED`,
    'summary.md': 'POISONED',
    'report.html': '<script>POISONED</script>',
    'result.json': JSON.stringify(result),
    'run-candidate.json': encodeRun(run),
    'run-base.json': encodeRun({ ...makeRun('base'), suite: String(run.suite) }),
    ...change.files,
  };
  return Object.entries(files).map(([name, data]) => ({ name, data }));
}

const comments = () => api.repository.comments.map(({ issueNumber, body }) => ({ issueNumber, body }));
const checks = () =>
  api.repository.checks.map(({ name, headSha: sha, conclusion }) => [name, sha, conclusion]);
const expectNothingPosted = () => expect([comments(), checks()]).toEqual([[], []]);

test("a fork's gate, which may only read, is told by the second workflow", async () => {
  const scene = await setScene(copied, processSettings(30));
  try {
    scene.api.repository.tokens.set(token, forkToken);
    const gate = await scene.run({ payload: scene.pullRequest(fork), env: store.env });
    expect(gate).toMatchObject({ exitCode: 0, outputs: { verdict: 'inconclusive' } });
    expect(scene.comments).toEqual([]);
    const artifact = { id: 1, name: 'sluice-tiny', runId, bytes: 1, expired: false };
    api.repository.artifacts.push({ ...artifact, url: await store.addressOf('sluice-tiny') });

    const outcome = await post();
    expect(outcome.log).toMatch(posted);
    expect(outcome.exitCode).toBe(0);
    expect(comments()).toEqual([{ issueNumber: 7, body: expect.stringContaining('no baseline') }]);
    expect(comments()[0]?.body.startsWith(marker)).toBe(true);
    expect(comments()[0]?.body).toContain(warning);
    expect(checks()).toEqual([['sluice (unverified) / tiny', headSha, 'neutral']]);
    const result = JSON.parse(await readFile(gate.outputs['result-path']!, 'utf8')) as { sentence: string };
    expect(outcome.summary).toContain(result.sentence.replace(/\.$/, ''));
  } finally {
    await scene.close();
  }
});

describe('what is posted', () => {
  test("a pass is said to be unverified, and is neutral under a name that is not the gate's", async () => {
    await upload(makeZip(filesOf()));
    const outcome = await post();
    expect(outcome).toMatchObject({ exitCode: 0, log: expect.stringMatching(posted) });
    expect(comments()).toEqual([{ issueNumber: 7, body: expect.stringMatching(/Pass[^]*own workflow run/) }]);
    expect(checks()).toEqual([['sluice (unverified) / tiny', headSha, 'neutral']]);
    expect(api.repository.checks[0]).toMatchObject({
      detailsUrl: runUrl,
      output: { title: "Pass, as measured by the pull request's own workflow run" },
    });
    expect(outcome.summary).toContain(warning);
  });

  test.each([
    ['fail', 'failure'],
    ['inconclusive', 'neutral'],
    ['invalid', 'failure'],
  ])('%s becomes %s', async (verdict, conclusion) => {
    await upload(makeZip(filesOf({ verdict: { verdict } })));
    expect((await post()).exitCode).toBe(0);
    expect(checks()).toEqual([['sluice (unverified) / tiny', headSha, conclusion]]);
  });

  test('it is made from data: no markdown and no HTML of the artifact', async () => {
    await upload(makeZip(filesOf()));
    const { summary } = await post();
    expect(JSON.stringify([comments(), api.repository.checks, summary])).not.toContain('POISONED');
  });

  test('a gate that ended in an error is told as one, with its remedy', async () => {
    const error = new SluiceError('image-not-found', { fact: 'No image a:b.', remedy: 'Build <b>it</b>.' });
    await upload(makeZip([{ name: 'error.json', data: encodeError('tiny', error) }]));
    expect(await post()).toMatchObject({ exitCode: 0, log: expect.stringMatching(posted) });
    expect(comments()[0]?.body).toMatch(/image-not-found/);
    expect(comments()[0]?.body).toContain(warning);
    expect(comments()[0]?.body).not.toContain('<b>');
    expect(checks()).toEqual([['sluice (unverified) / tiny', headSha, 'failure']]);
  });

  test('a second run updates the one comment, and another suite has its own', async () => {
    await upload(makeZip(filesOf()));
    await post();
    await upload(makeZip(filesOf({ verdict: { verdict: 'fail', sentence: 'It is slower.' } })));
    await upload(makeZip(filesOf({ run: { suite: 'large' } })), 'sluice-large');
    await post();
    expect(comments().map(({ body }) => body.split('\n')[0])).toEqual([
      marker,
      '<!-- sluice:suite=large -->',
    ]);
    expect(comments()[0]?.body).toContain('It is slower.');
  });

  test('with `comment: never` there is the check run alone', async () => {
    await upload(makeZip(filesOf()));
    expect((await post({ inputs: { comment: 'never' } })).exitCode).toBe(0);
    expect(comments()).toEqual([]);
    expect(checks()).toHaveLength(1);
  });

  test('`artifact-name` chooses one', async () => {
    await upload(makeZip(filesOf()), 'sluice-tiny');
    await upload(makeZip(filesOf({ run: { suite: 'mine' } })), 'of-my-own');
    await post({ inputs: { 'artifact-name': 'of-my-own' } });
    expect(checks()).toEqual([['sluice (unverified) / mine', headSha, 'neutral']]);
  });

  test("a branch of Dependabot's, whose token may only read, is told as a fork's is", async () => {
    addPull(8, { repository: 'octo-org/model', ref: 'dependabot/x' });
    await upload(makeZip(filesOf()));
    const own = { head_repository: { full_name: 'octo-org/model' }, head_branch: 'dependabot/x' };
    await post({ payload: completed({ ...own, actor: { login: 'dependabot[bot]' } }) });
    expect(comments()).toMatchObject([{ issueNumber: 8 }]);
  });
});

describe('whose pull request it is, the platform says and not the artifact', () => {
  test('a number, a commit and a repository in the artifact are not read', async () => {
    addPull(8, { repository: 'octo-org/model', ref: 'victim', sha: 'd'.repeat(40) });
    const forged = { pullRequest: 8, number: 8, headSha: 'd'.repeat(40), repository: 'other/repository' };
    await upload(makeZip(filesOf({ verdict: forged, run: forged, files: { 'pr-number.txt': '8' } })));
    expect((await post()).exitCode).toBe(0);
    expect(comments()).toMatchObject([{ issueNumber: 7 }]);
    expect(checks()).toMatchObject([[expect.anything(), headSha, expect.anything()]]);
  });

  test('another fork of the same branch name is another pull request', async () => {
    addPull(7, { repository: 'mallory/model-2' });
    addPull(8, { repository: fork });
    await upload(makeZip(filesOf()));
    await post();
    expect(comments()).toMatchObject([{ issueNumber: 8 }]);
  });

  test.each<[string, () => void, object, string]>([
    ['closed meanwhile', () => addPull(7, { state: 'closed' }), {}, 'closed meanwhile'],
    ['of a fork that was deleted', () => undefined, { head_repository: null }, 'closed meanwhile'],
    ['at another commit by now', () => addPull(7, { sha: 'e'.repeat(40) }), {}, 'is at eeee'],
    ['proposed to two bases', () => addPull(8, { base: 'next' }), {}, 'pull requests 7, 8'],
    [
      'of this repository itself',
      () => undefined,
      { head_repository: { full_name: 'octo-org/model' } },
      'posts by itself',
    ],
    ['no pull request but a push', () => undefined, { event: 'push' }, 'started by `push`'],
  ])('one that is %s gets nothing, and the log says why', async (_, arrange, run, told) => {
    arrange();
    await upload(makeZip(filesOf()));
    const outcome = await post({ payload: completed(run) });
    expect(outcome.exitCode).toBe(0);
    expect(outcome.log).toMatch(/^::(notice|warning) title=Sluice::/);
    expect(outcome.log).toContain(told);
    expectNothingPosted();
  });

  test('without an artifact nothing is posted, and the log says what was looked for', async () => {
    await upload(makeZip(filesOf()), 'sluice-tiny', { runId: 98 });
    const outcome = await post();
    expect(outcome.exitCode).toBe(0);
    expect(outcome.log).toMatch(/^::warning .*no artifact `sluice-\*`/);
    expectNothingPosted();
  });
});

describe('an artifact that is not what a gate writes is refused, and the job fails', () => {
  const large = 'x'.repeat(17 * 1024 * 1024);
  const base = filesOf();
  const runText = String(base.find(({ name }) => name === 'run-candidate.json')?.data);

  test.each<[string, () => ZipEntry[], string]>([
    [
      'a file that says it is small and is not',
      () => [
        { name: 'result.json', data: large, claims: { bytes: 100 } },
        ...base.filter(({ name }) => name !== 'result.json'),
      ],
      'does not unpack to 100 bytes',
    ],
    ['a run of 17 MiB', () => filesOf({ files: { 'run-candidate.json': large } }), 'run-candidate.json has'],
    ['a result of 2 MiB', () => filesOf({ verdict: { x: large.slice(0, 2 ** 21) } }), 'result.json has'],
    [
      'a path that leads elsewhere',
      () => base.map((file) => ({ ...file, name: `../${file.name}` })),
      'neither',
    ],
    ['a result of another schema', () => filesOf({ verdict: { schema: 'x/1' } }), 'schema'],
    ['a result that is no JSON', () => filesOf({ files: { 'result.json': '{"schema":NaN}' } }), 'not JSON'],
    [
      'a number beyond all bounds',
      () => filesOf({ files: { 'run-candidate.json': runText.replace(/"seed":\d+/, '"seed":1e999') } }),
      'seed',
    ],
    ['a suite that is no name', () => filesOf({ run: { suite: 'x / y\n# z' } }), 'name of its suite'],
    ['nothing at all', () => [], 'neither'],
  ])('%s', async (_, files, told) => {
    await upload(makeZip(files()));
    const outcome = await post();
    expect(outcome.exitCode).toBe(1);
    expect(outcome.log).toMatch(/^::error title=Sluice%3A artifact-invalid::[^\n]*\n$/);
    expect(outcome.log).toContain(told);
    expectNothingPosted();
  });

  test('no archive, and one that is larger than the list says', async () => {
    await upload(Buffer.from('no archive at all, but long enough to be one'));
    expect((await post()).log).toContain('does not end as a ZIP archive');
    await upload(Buffer.alloc(65 * 1024 * 1024), 'sluice-tiny', { bytes: 1 });
    expect((await post()).log).toContain('over the 67108864 that are read');
    await upload(makeZip(filesOf()), 'sluice-tiny', { bytes: 2 ** 40 });
    expect((await post()).log).toContain('over the 67108864 that are read');
    expectNothingPosted();
  });

  test('one that is refused does not cost the others', async () => {
    await upload(makeZip([]), 'sluice-a');
    await upload(makeZip(filesOf()), 'sluice-b');
    expect((await post()).exitCode).toBe(1);
    expect(checks()).toHaveLength(1);
  });
});

describe('texts of the artifact are shown as text', () => {
  const active = [
    /<(script|img|svg)/i,
    /\]\(https?:\/\/evil/,
    /(?<!\w)@octocat/,
    /(^|\s)#123\b/,
    /POISONED|https?:\/\/evil|www\.evil/,
    /^(::|##\[)/m,
  ];

  test('in sentence, reasons, warnings, class names, provenance and errors', async () => {
    const texts = hostileTexts.map(({ text }) => text.slice(0, 9000));
    const [first] = passInput().verdict.metrics;
    const verdict = {
      verdict: 'fail',
      sentence: texts.join(' ').slice(0, 9000),
      reasons: texts.map((message) => ({ code: message.slice(0, 100), message })),
      warnings: texts,
      metrics: texts.map((text) => ({
        ...first,
        class: text.slice(0, 200) || 'x',
        result: 'regressed',
        reason: text,
      })),
    };
    const run = makeRun('candidate');
    run.warnings = texts;
    run.errorExamples = texts.map((text) => ({
      kind: 'model-error',
      className: text,
      httpStatus: 500,
      message: text,
    }));
    run.provenance.target.name = texts.join(' ').slice(0, 9000);
    await upload(makeZip(filesOf({ verdict, run: { ...run, suite: 'tiny' } })));
    const outcome = await post();
    expect(outcome).toMatchObject({ exitCode: 0, log: expect.stringMatching(posted) });
    const [comment] = comments();
    expect(comment?.body.length).toBeLessThan(65_536);
    expect(comment?.body).toContain(warning);
    const { summary } = api.repository.checks[0]!.output;
    for (const text of [comment?.body ?? '', summary ?? '', outcome.summary]) {
      // What stands in code is shown as it is.
      const outside = text.replace(/`[^`\n]*`/g, '');
      for (const pattern of active) expect(outside).not.toMatch(pattern);
    }
  });
});

describe('the entry', () => {
  test.each(['pull_request_target', 'pull_request', 'push'])('under %s it refuses', async (event) => {
    const outcome = await post({ event, payload: { repository: {}, ...(event !== 'push' && pullPayload) } });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.log).toContain('::error title=Sluice%3A event-unsupported::');
    expect(outcome.log).toContain(event);
    expect(api.calls).toEqual([]);
  });
  const pullPayload = {
    pull_request: {
      number: 7,
      base: { ref: 'main', sha: 'b'.repeat(40) },
      head: { ref: 'faster', sha: headSha, repo: { full_name: fork } },
    },
  };

  test.each<[string, Token['permissions'], RegExp]>([
    [
      'actions: read',
      { 'pull-requests': 'write', checks: 'write' },
      /error title=Sluice%3A github-permission.*`actions: read`/,
    ],
    ['pull-requests: write', { actions: 'read', checks: 'write' }, /error .*`pull-requests: write`/],
    ['checks: write', { actions: 'read', 'pull-requests': 'write' }, /error .*token lacks `checks: write`/],
  ])('a token without `%s` fails the job, and the permission is named', async (_, permissions, told) => {
    api.repository.tokens.set(token, { ...publishToken, permissions });
    await upload(makeZip(filesOf()));
    const outcome = await post();
    expect(outcome.exitCode).toBe(1);
    expect(outcome.log).toMatch(told);
  });

  test.each([
    [{ comment: 'always' }, 'input-invalid'],
    [{ 'artifact-name': 'a/b' }, 'input-invalid'],
    [{ 'github-token': '' }, 'input-invalid'],
  ])('inputs %o are refused', async (inputs, code) => {
    const outcome = await post({ inputs });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.log).toContain(code);
    expect(api.calls).toEqual([]);
  });

  test('a disturbed GitHub is asked again', async () => {
    api.fail({ operation: 'actions/download-artifact', times: 1, kind: { status: 502 } });
    await upload(makeZip(filesOf()));
    expect((await post()).exitCode).toBe(0);
    expect(comments()).toHaveLength(1);
  });
});
