import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runsOfPairs } from '../../bench/verdict/simulated-runs.ts';
import { simulatePairs } from '../../bench/verdict/simulator/measurement.ts';
import { encodeRun } from '../../src/interop/index.ts';
import type { Run } from '../../src/model/run.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { CommandLine, modelServer } from '../support/command-line.ts';
import type { CommandResult, Workspace } from '../support/command-line.ts';
import { tinySettings } from '../support/tiny-settings.ts';

let sluice: CommandLine;
beforeAll(() => {
  sluice = new CommandLine();
});
afterAll(() => sluice.remove());

const outputs = [
  'result.json',
  'comment.md',
  'summary.md',
  'report.html',
  'junit.xml',
  'run-base.json',
  'run-candidate.json',
];

describe.concurrent('a run with a base', () => {
  test('an unchanged build is never failed, and its files say the same as its verdict', async () => {
    const workspace = sluice.workspace({ 'sluice.yml': tinySettings({ base: {} }) });
    const { exitCode, stdout, stderr } = await workspace.run(['run', '--out', 'out', '--json', '--quiet']);
    const verdict = JSON.parse(stdout) as Verdict;
    expect(['pass', 'inconclusive']).toContain(verdict.verdict);
    expect(exitCode).toBe(verdict.verdict === 'pass' ? 0 : 3);
    expect(stderr).toBe('');
    expect(stdout).toBe(workspace.read('out/result.json'));
    expectDocumented(verdict);
    expect(verdict).toMatchObject({ mode: 'paired', plannedLooks: 1, pairsUsed: 6 });
    for (const name of outputs) expect(workspace.read(`out/${name}`), name).not.toBe('');
    expect(workspace.read('out/comment.md')).toContain('tiny');
    await expectSameWhenJudgedAgain(workspace, exitCode);
    await expectReports(workspace, verdict);
    await workspace.expectClean();
  });

  test('a build that answers more than half with errors fails by its error rate', async () => {
    const settings = tinySettings({
      base: { ERROR_RATE: '0' },
      candidate: { ERROR_RATE: '0.6' },
      settings: {
        pairing: { block: '300ms', 'lead-in': '50ms', 'restart-every': 0, 'maximum-pairs': 8 },
        // Nobody can be told, and that changes nothing.
        export: {
          mlflow: { 'tracking-url': 'http://127.0.0.1:2' },
          wandb: { 'key-env': 'ABSENT' },
          webhook: { url: 'http://127.0.0.1:9', 'secret-env': 'ABSENT' },
        },
      },
    });
    const workspace = sluice.workspace({ 'sluice.yml': settings });
    const { exitCode, stderr } = await workspace.run(['run', '--out', 'out']);
    for (const name of ['MLflow', 'Weights & Biases', 'webhook'])
      expect(stderr).toMatch(new RegExp(`^The result was not told: ${name}.*The verdict stands\\.$`, 'm'));
    const verdict = workspace.json<Verdict>('out/result.json');
    expect(verdict.verdict, evidence(verdict, stderr)).toBe('fail');
    expect(verdict.sentence.toLowerCase()).toContain('error rate');
    expect(verdict.metrics.find(({ id }) => id === 'error-rate')?.reason).toContain('model-error');
    expect(exitCode).toBe(1);
    await expectSameWhenJudgedAgain(workspace, exitCode);
    await workspace.expectClean();
  });

  test('a build that answers nothing but errors never passes', async () => {
    await expectInvalid({ ERROR_RATE: '1' }, /no request to the candidate succeeded/);
  });

  test('a build that never answers a request is invalid', async () => {
    const timeouts = { 'first-byte': '250ms', total: '250ms', grace: '100ms' };
    await expectInvalid({ HANG: '1' }, /no request to the candidate succeeded/, { timeouts });
  });

  test('a generator that is too late makes the run invalid and says so', async () => {
    // No machine sends within a microsecond of the schedule.
    await expectInvalid({}, /generator/i, { generator: { 'send-lag-p99': '0.001ms' } });
  });

  test('a build that dies under load is told with its last lines', async () => {
    const workspace = sluice.workspace({
      'sluice.yml': tinySettings({ base: {}, candidate: { CRASH_AFTER: '30' } }),
    });
    const { exitCode, stdout, stderr } = await workspace.run(['run', '--out', 'out']);
    expect(stderr).toMatch(/^error process-exited: .*candidate.*exited with code 7 during mixed/m);
    expect(stderr).toContain('| request 31');
    expect(stderr).toContain('| fatal: the tensor does not fit');
    expect(stderr).toMatch(/^ {2}remedy: /m);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(workspace.has('out/result.json')).toBe(false);
    await workspace.expectClean();
  });
});

// Alone: beside other gates a machine of two cores is too noisy to decide, and the gate says so.
test('a build that is many times slower fails, and the sentence names the metric', async () => {
  const settings = tinySettings({
    base: { FACTOR: '1', BASE_MS: '15' },
    candidate: { FACTOR: '10', BASE_MS: '15' },
    settings: { pairing: { block: '200ms', 'lead-in': '50ms', 'restart-every': 4, 'maximum-pairs': 10 } },
  });
  const workspace = sluice.workspace({ 'sluice.yml': settings });
  const { exitCode, stdout, stderr } = await workspace.run(['run', '--out', 'out']);
  const verdict = workspace.json<Verdict>('out/result.json');
  expect(verdict, evidence(verdict, stderr)).toMatchObject({ verdict: 'fail', plannedLooks: 2 });
  expect(verdict.sentence).toMatch(/^p50 latency is \d+ % slower/);
  expect(verdict.reasons[0]).toMatchObject({ code: 'regressed' });
  expect(exitCode).toBe(1);
  // The screen wraps its lines.
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(verdict.sentence);
  expect(stdout).toContain('result.json');
  expect(stderr).toMatch(/candidate: ready/);
  expect(workspace.read('out/comment.md')).toContain('p50');
  expect(workspace.read('out/junit.xml')).toContain('<failure');
  await expectSameWhenJudgedAgain(workspace, exitCode);
  await workspace.expectClean();
});

describe.concurrent('a run against a server that runs already', () => {
  test('measures it and leaves it running', async () => {
    const server = spawn(process.execPath, [modelServer], {
      env: { PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [, port] = await told(server.stdout.setEncoding('utf8'), /port (\d+)/);
      const url = `http://127.0.0.1:${port}`;
      const { protocol, load, profiles, pairing, gate } = JSON.parse(tinySettings()) as Record<
        string,
        unknown
      >;
      const settings = {
        version: 1,
        target: { url },
        base: { url },
        protocol,
        load,
        profiles,
        pairing,
        gate,
      };
      const workspace = sluice.workspace({ 'sluice.yml': JSON.stringify(settings) });
      const { exitCode, stderr } = await workspace.run(['run', '--out', 'out', '--quiet']);
      expect([0, 3], stderr).toContain(exitCode);
      expect(workspace.json<Verdict>('out/result.json')).toMatchObject({ mode: 'paired', pairsUsed: 6 });
      expect((await fetch(url)).status).toBe(200);
      await workspace.expectClean();
    } finally {
      server.kill();
    }
  });
});

describe.concurrent('a run that is interrupted', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends by %s with both servers gone', async (signal) => {
    const workspace = sluice.workspace({ 'sluice.yml': tinySettings({ base: {} }) });
    const { child, ended } = workspace.start(['run', '--out', 'out']);
    await told(child.stderr!, /up to 6 pairs/);
    expect(workspace.processes().filter((command) => command.includes('model-server'))).toHaveLength(2);
    child.kill(signal);
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error cancelled: /m);
    await workspace.expectClean();
  });

  test('ends while it still waits for the server', async () => {
    const workspace = sluice.workspace({ 'sluice.yml': tinySettings({ candidate: { READY: 'never' } }) });
    const { child, ended } = workspace.start(['run', '--out', 'out']);
    await told(child.stderr!, /starting/);
    child.kill('SIGTERM');
    const { exitCode, stderr, tookMs } = await ended;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error cancelled: /m);
    // It did not wait for the 20 s of the readiness.
    expect(tookMs).toBeLessThan(15_000);
    await workspace.expectClean();
  });
});

test.concurrent(
  'a run whose log nobody reads any more ends as it would have, with nothing left',
  async () => {
    const settings = tinySettings({ base: {}, candidate: { CRASH_AFTER: '30' } });
    const workspace = sluice.workspace({ 'sluice.yml': settings });
    const { child, ended } = workspace.start(['run', '--out', 'out']);
    await told(child.stderr!, /up to 6 pairs/);
    child.stderr!.destroy();
    expect(await ended).toMatchObject({ exitCode: 2 });
    await workspace.expectClean();
  },
);

describe.concurrent('a run against committed baselines', () => {
  const pairing = { block: '100ms', 'lead-in': '20ms' };
  // Far more than its 24 blocks take, since the start counts too and is slow on a busy machine.
  const budget = ['--budget', '30s'];
  const folder = 'baselines/tiny';

  test('grows from no baseline to one that catches a collapse', async () => {
    const workspace = sluice.workspace({ 'sluice.yml': tinySettings({ settings: { pairing } }) });
    const [first, second] = await Promise.all([
      workspace.run(['run', '--mode', 'baseline', ...budget, '--out', 'out/first', '--json']),
      workspace.run(['measure', ...budget, '--out', 'out/second.json']),
    ]);
    expect(first.exitCode, first.stderr).toBe(3);
    const firstVerdict = JSON.parse(first.stdout) as Verdict;
    expectDocumented(firstVerdict);
    expect(firstVerdict).toMatchObject({ verdict: 'inconclusive', mode: 'baseline' });
    expect(firstVerdict.reasons.map(({ code }) => code)).toContain('no-baseline');
    expect(second.exitCode, second.stderr).toBe(0);
    expect(second.stdout).toContain('out/second.json');
    expect(workspace.has('baselines')).toBe(false);

    const added = await workspace.run(['baseline', 'add', 'out/first/run-candidate.json']);
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    expect(added.stdout).toMatch(new RegExp(`^${folder}/\\w+\\.json now holds 1 run\\.$`, 'm'));
    const addedAgain = await workspace.run(['baseline', 'add', 'out/second.json']);
    expect(addedAgain.stdout).toMatch(/now holds 2 runs\.$/m);

    const [unchanged, collapsed] = await Promise.all([
      workspace.run(['run', '--mode', 'baseline', ...budget, '--out', 'out/third', '--json']),
      workspace.run(['run', ...budget, '--set', 'target.process.env.FACTOR=50', '--out', 'out/fourth']),
    ]);
    const verdict = JSON.parse(unchanged.stdout) as Verdict;
    expect(['pass', 'inconclusive']).toContain(verdict.verdict);
    expect(unchanged.exitCode).toBe(verdict.verdict === 'pass' ? 0 : 3);
    const reasons = verdict.reasons.map(({ message }) => message).join('\n');
    expect(reasons).toMatch(/catch a collapse, .* with 2 earlier runs/);
    expect(collapsed.exitCode, collapsed.stdout).toBe(1);
    const { sentence } = workspace.json<Verdict>('out/fourth/result.json');
    expect(sentence).toMatch(/^p50 latency is .* slower/);

    const history = ['out/first/run-candidate.json', 'out/second.json'];
    const candidate = 'out/third/run-candidate.json';
    const stored = await workspace.run(['compare', '--base', ...history, '--candidate', candidate, '--json']);
    expect(stored.exitCode).toBe(unchanged.exitCode);
    // The committed file keeps fewer digits than the runs.
    expect(outcomesOf(JSON.parse(stored.stdout) as Verdict)).toEqual(outcomesOf(verdict));
    await workspace.expectClean();
  });

  test('a run that holds no block is not added', async () => {
    const workspace = sluice.workspace({ 'run.json': encodeRun({ ...simulatedRun(), blocks: [] }) });
    const { exitCode, stderr } = await workspace.run(['baseline', 'add', 'run.json']);
    expect(stderr).toMatch(/^error nothing-measured: /m);
    expect(exitCode).toBe(2);
    expect(workspace.has('baselines')).toBe(false);
  });

  test.each([
    ['a baseline that is cut short', '{\n  "schema": "sluice.baseline/1",\n'],
    ['a baseline with the marks of a merge conflict', '{\n<<<<<<< HEAD\n'],
    ['an empty baseline', ''],
  ])('%s stays as it is when a run is added', async (_, damaged) => {
    const run = simulatedRun();
    const name = `baselines/${run.suite}/${run.provenance.environment.fingerprint}.json`;
    const workspace = sluice.workspace({ 'run.json': encodeRun(run), [name]: damaged });
    const { exitCode, stderr } = await workspace.run(['baseline', 'add', 'run.json']);
    expect(stderr).toMatch(/^error baseline-unreadable: /m);
    expect(stderr).toContain(name);
    expect(exitCode).toBe(2);
    await workspace.expectClean();
  });
});

/** A run file without a measurement. */
function simulatedRun(): Run {
  const measurement = {
    seed: 1,
    model: 'cpu',
    noise: 'quiet',
    blockSeconds: 1,
    blocks: 6,
    starts: 1,
  } as const;
  return runsOfPairs('cpu', simulatePairs(measurement)).candidate;
}

const outcomesOf = ({ verdict, metrics }: Verdict) => ({
  verdict,
  metrics: metrics.map(({ id, class: className, result }) => [id, className, result]),
});

async function expectInvalid(candidate: Record<string, string>, why: RegExp, load = {}): Promise<void> {
  const settings = tinySettings({ base: { ERROR_RATE: '0', HANG: '0' }, candidate });
  const { load: usual, ...others } = JSON.parse(settings) as { load: object };
  const workspace = sluice.workspace({
    'sluice.yml': JSON.stringify({ ...others, load: { ...usual, ...load } }),
  });
  const { exitCode, stdout, stderr } = await workspace.run(['run', '--out', 'out', '--json']);
  expect(exitCode, stderr).toBe(2);
  const verdict = JSON.parse(stdout) as Verdict;
  expect(verdict.verdict).toBe('invalid');
  expect(verdict.sentence).toMatch(why);
  expect(workspace.read('out/junit.xml')).toContain('<error');
  await workspace.expectClean();
}

/** What a failed assertion shows: whether the machine was too noisy or the gate wrong can be told from it. */
function evidence({ looks, reasons, metrics, warnings }: Verdict, stderr: string): string {
  const gated = metrics.filter((metric) => metric.gated);
  return `${JSON.stringify({ looks, reasons, gated, warnings }, null, 1)}\n${stderr}`;
}

/** The fields of `model/verdict.ts`, in their order and no others: the public JSON. */
function expectDocumented(verdict: Verdict): void {
  const drawn = ['characteristics', 'changes'];
  expect(Object.keys(verdict).filter((key) => !drawn.includes(key))).toEqual([
    'schema',
    'verdict',
    'mode',
    'sentence',
    'looks',
    'plannedLooks',
    'pairsUsed',
    'metrics',
    'slo',
    'reasons',
    'warnings',
  ]);
  expect(verdict.schema).toBe('sluice.verdict/1');
  for (const metric of verdict.metrics) {
    // Which way of comparing was taken stands only where there was a choice.
    expect(Object.keys(metric).filter((key) => key !== 'estimator')).toEqual([
      'id',
      'class',
      'result',
      'gated',
      'base',
      'candidate',
      'effect',
      'interval',
      'tolerance',
      'mde',
      'pAdjusted',
      'units',
      'reason',
    ]);
  }
}

/** Judged from the files it is the same verdict as judged live, to the last digit. */
async function expectSameWhenJudgedAgain(workspace: Workspace, exitCode: number | null): Promise<void> {
  const files = ['--base', 'out/run-base.json', '--candidate', 'out/run-candidate.json'];
  const again = await workspace.run(['compare', ...files, '--json']);
  expect(again.stdout).toBe(workspace.read('out/result.json'));
  expect(again).toMatchObject({ exitCode, stderr: '' });
}

async function expectReports(workspace: Workspace, verdict: Verdict): Promise<void> {
  const report = (format: string): Promise<CommandResult> =>
    workspace.run([
      'report',
      '--run',
      'out/run-candidate.json',
      '--base',
      'out/run-base.json',
      '--format',
      format,
    ]);
  const [html, markdown, json, junit] = await Promise.all(['html', 'md', 'json', 'junit'].map(report));
  for (const each of [html, markdown, json, junit]) expect(each).toMatchObject({ exitCode: 0, stderr: '' });
  expect(html!.stdout).toMatch(/^<!doctype html>/i);
  expect(markdown!.stdout).toContain('tiny');
  expect(JSON.parse(json!.stdout)).toEqual(verdict);
  expect(junit!.stdout).toMatch(/^<\?xml[^]*<testsuite/);
}

/** Resolves when the stream has said it, with what it said. */
function told(stream: NodeJS.ReadableStream, words: RegExp): Promise<RegExpExecArray> {
  let text = '';
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: string) => {
      text += chunk;
      const match = words.exec(text);
      if (match) resolve(match);
    });
    stream.on('close', () => reject(new Error(`It never said ${words}, but: ${text}`)));
  });
}
