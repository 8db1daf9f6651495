import { mkdir, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startArtifactStore, type ArtifactStore } from '../support/artifact-store.ts';
import { copyAction, type ActionOutcome } from '../support/runner.ts';
import { readZip } from '../support/zip-file.ts';
import {
  checksOf,
  headSha,
  processSettings,
  reasonsOf,
  resultOf,
  setScene,
  type GateScene,
} from './gate-scene.ts';

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
const checks = () => checksOf(scene);

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

  test('the log folds into sections, and ends with the verdict', async () => {
    const commands = outcome.log.match(/^::(?:end)?group::.*/gm) ?? [];
    expect(commands.slice(0, 3)).toEqual([
      '::group::Sluice: start',
      '::endgroup::',
      '::group::Sluice: mixed',
    ]);
    expect(commands.filter((command) => command === '::endgroup::')).toHaveLength(commands.length / 2);
    expect(outcome.log.split('::endgroup::').at(-1)).toMatch(/^\s*~ Inconclusive tiny\n/);
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
