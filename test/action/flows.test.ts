import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startArtifactStore, type ArtifactStore } from '../support/artifact-store.ts';
import { forkToken } from '../support/github-api/server.ts';
import { copyAction, type ActionOutcome } from '../support/runner.ts';
import { readZip } from '../support/zip-file.ts';
import { headSha, processSettings, setScene, token, type GateScene } from './gate-scene.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const delayMs = 30;
const slowDelayMs = 3 * delayMs;

let copied: Awaited<ReturnType<typeof copyAction>>;
let scene: GateScene;

beforeAll(async () => {
  copied = await copyAction(repository);
});
afterAll(() => copied.remove());

const outputPath = (name: string) => join(scene.workspace, 'out/sluice', name);
const resultOf = async ({ outputs }: ActionOutcome) =>
  JSON.parse(await readFile(outputs['result-path']!, 'utf8')) as {
    verdict: string;
    mode: string;
    sentence: string;
    reasons: { code: string }[];
    metrics: {
      id: string;
      gated: boolean;
      result: string;
      effect: number | null;
      interval: number[] | null;
    }[];
  };
const reasonsOf = async (outcome: ActionOutcome) => (await resultOf(outcome)).reasons.map(({ code }) => code);
const checks = () =>
  scene.api.repository.checks.map(({ name, headSha, conclusion }) => [name, headSha, conclusion]);

/** Every test in which requests of the bundle met GitHub ends with this. */
const expectNoViolations = () => expect(scene.api.violations).toEqual([]);

describe('the first run of a pull request, with no baseline and no base', () => {
  let store: ArtifactStore;
  let outcome: ActionOutcome;

  beforeAll(async () => {
    scene = await setScene(copied, processSettings(delayMs));
    store = await startArtifactStore();
    outcome = await scene.run({ env: store.env });
  });
  afterAll(async () => {
    await store.close();
    await scene.close();
  });

  test('it is inconclusive for want of a baseline, and green', async () => {
    expect(outcome.log).not.toContain('::error');
    expect(outcome).toMatchObject({ exitCode: 0, outputs: { verdict: 'inconclusive' } });
    expect(await resultOf(outcome)).toMatchObject({ verdict: 'inconclusive', mode: 'baseline' });
    expect(await reasonsOf(outcome)).toEqual(['no-baseline']);
  });

  test('one comment is made on the pull request, and a neutral check run on its head', () => {
    expectNoViolations();
    expect(scene.api.repository.comments).toMatchObject([
      { issueNumber: 7, account: { login: 'github-actions[bot]' } },
    ]);
    expect(scene.comments[0]).toContain('no baseline');
    expect(checks()).toEqual([['sluice / tiny', headSha, 'neutral']]);
  });

  test('comment.md is byte for byte what was posted, on disk and in the artifact', async () => {
    const onDisk = await readFile(outputPath('comment.md'), 'utf8');
    expect(scene.comments).toEqual([onDisk]);
    const files = readZip(await store.download('sluice-tiny'));
    expect(files.get('comment.md')?.toString('utf8')).toBe(onDisk);
  });

  test('the artifact holds verdict, report, summary and run', async () => {
    expect(store.artifacts).toMatchObject([{ name: 'sluice-tiny', finalized: true }]);
    const files = readZip(await store.download('sluice-tiny'));
    const names = [...files.keys()].sort();
    expect(names.filter((name) => name.startsWith('logs/'))).toEqual([
      expect.stringMatching(/^logs\/sluice-[0-9a-f]+-candidate-1\.log$/),
    ]);
    expect(names.filter((name) => !name.startsWith('logs/'))).toEqual([
      'comment.md',
      'junit.xml',
      'report.html',
      'result.json',
      'run-candidate.json',
      'summary.md',
    ]);
    expect(files.get('result.json')).toEqual(await readFile(outputPath('result.json')));
  });

  test('the outputs name the verdict, the files and the comment', async () => {
    const { outputs } = outcome;
    const comment = scene.api.repository.comments[0]!;
    expect(outputs).toMatchObject({
      sentence: (await resultOf(outcome)).sentence,
      'result-path': outputPath('result.json'),
      'report-path': outputPath('report.html'),
      'comment-url': `https://github.com/octo-org/model/pull/7#issuecomment-${comment.id}`,
    });
    expect(await readFile(outputs['report-path']!, 'utf8')).toMatch(/^<!doctype html>/i);
  });

  test('the job summary says what the comment says', async () => {
    expect(outcome.summary).toContain((await resultOf(outcome)).sentence.replace(/\.$/, ''));
  });

  test('nothing is left running, and the post step finds nothing to do', async () => {
    expect(await modelProcesses()).toEqual([]);
    const post = await scene.run({ bundle: 'post', state: outcome.state });
    expect(post).toMatchObject({ exitCode: 0, log: '' });
  });
});

describe('a pull request with a base', () => {
  beforeAll(async () => {
    scene = await setScene(copied, processSettings(delayMs, { baseDelayMs: delayMs }));
  });
  afterAll(() => scene.close());
  afterEach(expectNoViolations);
  let first: ActionOutcome;

  test('an equal candidate passes, or is at worst inconclusive, and never fails', async () => {
    first = await scene.run();
    expect(['pass', 'inconclusive']).toContain(first.outputs.verdict);
    expect(first.exitCode).toBe(0);
    expect((await resultOf(first)).mode).toBe('paired');
    expect(checks().at(-1)?.[2]).toBe(first.outputs.verdict === 'pass' ? 'success' : 'neutral');
    // The few requests of these blocks hold no p95, so that output is left empty.
    expect(first.outputs).toMatchObject({
      'p50-change': expect.stringMatching(/^-?\d+\.\d$/),
      'throughput-change': expect.stringMatching(/^-?\d+\.\d$/),
    });
  });

  test('a candidate three times as slow fails, in the same comment', async () => {
    await scene.writeSettings(processSettings(slowDelayMs, { baseDelayMs: delayMs }));
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(outcome.outputs['comment-url']).toBe(first.outputs['comment-url']);
    expect(Number(outcome.outputs['p50-change'])).toBeGreaterThan(75);
    expect(await reasonsOf(outcome)).toContain('regressed');
    expect(outcome.log).toContain('::error');
    expect(scene.comments).toEqual([await readFile(outputPath('comment.md'), 'utf8')]);
    expect(scene.comments[0]).toMatch(/slower/);
    expect(checks().at(-1)).toEqual(['sluice / tiny', headSha, 'failure']);
  });

  test('with `fail-on: none` the verdict is told, and the job stays green', async () => {
    const outcome = await scene.run({ inputs: { 'fail-on': 'none' } });
    expect(outcome).toMatchObject({ exitCode: 0, outputs: { verdict: 'fail' } });
    expect(checks().at(-1)?.[2]).toBe('failure');
  });

  test('settings that cannot be read replace the older verdict by the error and its remedy', async () => {
    await scene.writeSettings({ ...processSettings(delayMs), gate: { tolerence: { p50: '5%' } } });
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(scene.comments).toHaveLength(1);
    expect(scene.comments[0]).toContain('Invalid');
    expect(scene.comments[0]).toContain('config-unknown-key');
    expect(scene.comments[0]).toContain('Did you mean &#96;tolerance&#96;?');
    expect(outcome.summary).toContain('config-unknown-key');
    expect(outcome.log).toMatch(/::error .*config-unknown-key/);
    expect(checks().at(-1)).toEqual(['sluice / tiny', headSha, 'failure']);
  });
});

describe('what GitHub does never changes the verdict', () => {
  // Too slow for its limit, which decides without a base: the shortest way to a failing gate.
  const overLimit = { ...processSettings(delayMs), slo: { latency: { p50: '1ms' } } };

  beforeEach(async () => {
    scene = await setScene(copied, overLimit);
  });
  afterEach(async () => {
    expectNoViolations();
    await scene.close();
  });

  test.each(['push', 'workflow_dispatch'])(
    'on %s there is a check run on the commit and no comment',
    async (event) => {
      const outcome = await scene.run({ event, payload: { repository: { default_branch: 'main' } } });
      expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
      expect(scene.comments).toEqual([]);
      expect(outcome.outputs['comment-url'] ?? '').toBe('');
      expect(checks()).toEqual([['sluice / tiny', 'c'.repeat(40), 'failure']]);
      expect(outcome.summary).toContain('tiny');
    },
  );

  test('with `comment: never` there is a check run and no comment', async () => {
    const outcome = await scene.run({ inputs: { comment: 'never' } });
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(scene.comments).toEqual([]);
    expect(checks()).toHaveLength(1);
  });

  test('with `comment: never` an error is not commented either', async () => {
    await scene.writeSettings({ ...overLimit, target: {} });
    const outcome = await scene.run({ inputs: { comment: 'never' } });
    expect(outcome.exitCode).toBe(2);
    expect(scene.comments).toEqual([]);
    expect(outcome.summary).toContain('target-missing');
  });

  test("a fork's read-only token costs the comment, and the log says so", async () => {
    scene.api.repository.tokens.set(token, forkToken);
    const outcome = await scene.run({ payload: scene.pullRequest('mallory/model') });
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(scene.comments).toEqual([]);
    expect(outcome.log).toMatch(/::notice .*comment was not posted.*fork.*`pull-requests: write`/);
    expect(outcome.log).toMatch(/::notice .*check run was not made.*`checks: write`/);
    expect(outcome.summary).toContain('tiny');
  });

  test('while every call to GitHub fails the verdict stands', async () => {
    // A base of one's own needs nothing from GitHub, not even the committed baselines.
    await scene.writeSettings(processSettings(slowDelayMs, { baseDelayMs: delayMs }));
    scene.api.fail({ operation: '*', times: 1000, kind: { status: 503 } });
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(outcome.log).toMatch(/::notice .*comment was not posted: 503/);
    expect(outcome.log).toMatch(/::notice .*check run was not made: 503/);
    expect(outcome.summary).toContain('slower');
  });
});

describe('the committed baselines', () => {
  const file = (name: string) => join('baselines/tiny', name);
  let honest: { name: string; text: string };

  /** A history of three runs at the usual delay, as `sluice baseline add` writes it. */
  beforeAll(async () => {
    scene = await setScene(copied, processSettings(delayMs));
    const cli = (...args: string[]) =>
      run(process.execPath, [join(copied.action, 'dist/cli/index.js'), ...args], { cwd: scene.workspace });
    await cli('measure', '--quiet', '--out', 'run.json');
    for (let i = 0; i < 3; i += 1) await cli('baseline', 'add', 'run.json');
    const [name = ''] = await readdir(join(scene.workspace, 'baselines/tiny'));
    honest = { name, text: await readFile(join(scene.workspace, file(name)), 'utf8') };
    await scene.close();
  });

  // Seven times the usual delay: the screen against earlier runs sees a collapse and nothing finer.
  beforeEach(async () => {
    scene = await setScene(copied, processSettings(7 * delayMs, { budget: '6s' }));
  });
  afterEach(async () => {
    expectNoViolations();
    await scene.close();
  });

  /** The same file with all latencies a hundred times as long: against it any candidate looks fast. */
  function tampered(): string {
    const document = JSON.parse(honest.text) as { runs: { metrics: Record<string, unknown>[] }[] };
    for (const metrics of document.runs.flatMap((entry) => entry.metrics)) {
      for (const [id, row] of Object.entries(metrics)) {
        if (!id.startsWith('latency.')) continue;
        const [logMean, value, ...counts] = row as number[];
        metrics[id] = [logMean! + Math.log(100), value! * 100, ...counts];
      }
    }
    return JSON.stringify(document);
  }

  const write = async (text: string) => {
    await mkdir(join(scene.workspace, 'baselines/tiny'), { recursive: true });
    await writeFile(join(scene.workspace, file(honest.name)), text);
  };

  test("a pull request's own file is not what it is judged by: git has the base's", async () => {
    const git = async (...args: string[]) => (await run('git', args, { cwd: scene.workspace })).stdout.trim();
    const commit = async () => {
      await git('add', '--all');
      await git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message=a');
      return git('rev-parse', 'HEAD');
    };
    await git('init', '--quiet');
    await write(honest.text);
    scene.baseSha = await commit();
    await write(tampered());
    await commit();
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(await reasonsOf(outcome)).toContain('regressed');
    expect(scene.api.calls.map(({ operation }) => operation)).not.toContain('repos/get-content');
  });

  test('in a clone without the base commit they come through the API', async () => {
    await write(tampered());
    scene.baseSha = scene.api.repository.addCommit(new Map([[file(honest.name), honest.text]]), 'base');
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(await reasonsOf(outcome)).toContain('regressed');
  });

  test('an unreadable one on the base is an error that names it, not a first run', async () => {
    scene.baseSha = scene.api.repository.addCommit(new Map([[file(honest.name), '{"schema":']]), 'base');
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(scene.comments[0]).toContain('baseline-unreadable');
    // A joiner of no width keeps GitHub from taking parts of the name for a commit.
    expect(scene.comments[0]?.replaceAll('\u2060', '')).toContain(honest.name);
  });
});

describe('a main step that is ended', () => {
  beforeEach(async () => {
    scene = await setScene(copied, processSettings(delayMs, { baseDelayMs: delayMs }));
  });
  afterEach(async () => {
    expectNoViolations();
    await scene.close();
  });

  /** Ends the main step by the signal, once both servers are up and under load. */
  async function endedBy(signal: 'SIGINT' | 'SIGKILL') {
    const temporary = join(scene.workspace, 'runner-temp');
    await mkdir(temporary);
    const cancel = new AbortController();
    const outcome = await scene.run({
      signal: cancel.signal,
      onLog: (text) => text.includes('mixed') && cancel.abort(signal),
      env: { RUNNER_TEMP: temporary },
    });
    return { outcome, env: { RUNNER_TEMP: temporary } };
  }

  test('after a cancellation nothing runs, and no verdict is posted over an older one', async () => {
    const { outcome } = await endedBy('SIGINT');
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(outcome.log).toContain('cancelled');
    expect(await modelProcesses()).toEqual([]);
    expect(scene.comments).toEqual([]);
  });

  test('after SIGKILL the post step ends what was left', async () => {
    const { outcome, env } = await endedBy('SIGKILL');
    expect(outcome).toMatchObject({ exitCode: null, endedBy: 'SIGKILL' });
    expect(await modelProcesses()).toHaveLength(2);
    const post = await scene.run({ bundle: 'post', state: outcome.state, env });
    expect(post.exitCode).toBe(0);
    expect(post.log).toMatch(/::notice title=Sluice cleaned up::Removed: process \d+, process \d+/);
    expect(await modelProcesses()).toEqual([]);
  });
});

/** Pids of the servers that were started from this scene's workspace. */
async function modelProcesses(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('model.js') && folder === scene.workspace) found.push(pid);
  }
  return found;
}
