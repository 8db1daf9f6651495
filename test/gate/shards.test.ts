import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { readRun } from '../../src/gate/compare.ts';
import { reportInputOf, subjectOfPlan, writeRun } from '../../src/gate/outputs.ts';
import { judgeShards } from '../../src/gate/shards/judge-shards.ts';
import { measureShard } from '../../src/gate/shards/measure-shard.ts';
import { readShards } from '../../src/gate/shards/read-shards.ts';
import { decodeRun } from '../../src/interop/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import { renderTerminal } from '../../src/report/index.ts';
import { modelServer } from '../support/command-line.ts';
import { attributesOf, pointsIn } from '../support/otlp-json.ts';
import type { MetricsMessage } from '../support/otlp-json.ts';
import { replay } from '../support/replay-server.ts';
import { tinySettings } from '../support/tiny-settings.ts';
import { makeRun } from '../verdict/runs.ts';

const oneRow = { classes: { text: { rows: [{ text: 'a text' }] } } };
const options = { signal: new AbortController().signal, tell: () => undefined };

/** A folder with settings for the server of that address. */
function workspaceFor(url: string, more = {}): string {
  const workspace = mkdtempSync(join(tmpdir(), 'sluice-shards-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  const settings = {
    target: { url },
    slo: { latency: { p50: '30s' }, 'error-rate': '50%' },
    pairing: { block: '150ms', 'lead-in': '50ms', 'maximum-pairs': 6 },
    shards: { pause: '100ms' },
    ...more,
  };
  writeFileSync(join(workspace, 'sluice.yml'), tinySettings({ settings }));
  return workspace;
}

async function startServer(): Promise<string> {
  const env = { ...process.env, PORT: '0' };
  const child = spawn(process.execPath, [modelServer], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const chunk of child.stdout) {
    const port = /port (\d+)/.exec(String(chunk))?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  throw new Error('the server ended');
}

/** One shard into a folder of its own, as a job would; undefined where this machine was too busy to be there in time. */
async function measureInto(folder: string, plan: Plan): Promise<string[] | undefined> {
  const { shard, ...others } = plan;
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const onMeasured = (run: Run) => void written.push(writeRun(join(folder, 'run-candidate.json'), run));
  try {
    await measureShard({ ...others, shard: shard! }, { ...options, onMeasured });
    return written;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'shard-late' });
    return undefined;
  }
}

test('two shards of one load are merged and judged as one gate, and what is not whole is named', async () => {
  const collector = await replay([], { 'POST /v1': { status: 200, answer: '{}' } });
  const exports = { export: { otlp: { endpoint: collector.url, sampled: '100%' } } };
  const workspace = workspaceFor(await startServer(), exports);
  const startAt = new Date(Date.now() + 2_000).toISOString();
  const planOf = (index: number) =>
    loadPlan({ workspace, mode: 'slo', shard: `${index}/2`, startAt, out: `out-${index}` });
  const folderOf = (index: number) => join(workspace, 'shards', `shard-${index}`);
  const all = await Promise.all([1, 2].map((index) => measureInto(folderOf(index), planOf(index))));
  const written = all.filter((each) => each !== undefined);

  expectToldApart(collector.received, written);

  const judging = judgeShards(loadPlan({ workspace, mode: 'slo' }), 'shards', options);
  if (written.length === 0) return expect(judging).rejects.toMatchObject({ code: 'shards-missing' });
  const judged = await judging;
  const { verdict, candidate } = judged;
  const report = renderTerminal(reportInputOf(subjectOfPlan(judged.plan), judged, judged.plan), {
    colour: false,
    columns: 200,
  });
  expect(report).toMatch(/, [12] shards?, whose clocks are known to [\d.]+ ms, Sluice /);
  expect(candidate.shards).toHaveLength(written.length);
  for (const { validity, classes } of candidate.blocks) {
    // 40 requests a second for 150 ms, however busy this machine was.
    if (validity.valid) expect(classes['text']?.attempted).toBe(6);
    else expect(validity.reason).toMatch(/^shard [12] of 2 |^it was measured by no shard$/);
  }
  const whole = candidate.blocks.filter(({ validity }) => validity.valid).length;
  if (whole === 6) expect(verdict.verdict).toBe('pass');
  if (whole === 0) expect(verdict.verdict).toBe('invalid');
  // Written when each block ended, and no whole run.
  const measured = candidate.blocks.filter(({ classes }) => Object.keys(classes).length > 0);
  expect(written.flat().length).toBeGreaterThanOrEqual(measured.length);
  const [[first = ''] = []] = written;
  expect(() => readRun(first)).toThrow(expect.objectContaining({ code: 'shards-unequal' }));
});

/** A collector knows what each shard measured, and that it is one of several. */
function expectToldApart(received: readonly { path: string; body: string }[], written: string[][]): void {
  const messages = received
    .filter(({ path }) => path === '/v1/metrics')
    .map(({ body }) => JSON.parse(body) as MetricsMessage);
  const told = messages.map((message) => {
    const { 'sluice.shard': part, 'service.instance.id': instance } = attributesOf(
      message.resourceMetrics[0]!.resource,
    );
    const requests = pointsIn(message).reduce((sum, { count }) => sum + Number(count), 0);
    return { part, instance, requests };
  });
  const measured = written.map((files) => {
    const { shard, blocks } = decodeRun(readFileSync(files.at(-1)!, 'utf8'), 'candidate');
    return {
      part: `${shard!.index}/${shard!.of}`,
      instance: `shard-${shard!.index}-of-${shard!.of}`,
      requests: blocks.reduce((sum, { classes }) => sum + (classes['text']?.attempted ?? 0), 0),
    };
  });
  expect(told.sort((a, b) => String(a.part).localeCompare(String(b.part)))).toEqual(measured);
}

test('a shard goes on at the agreed times when the clock of its machine is set, and says what it leaves out', async () => {
  const workspace = workspaceFor(await startServer(), {
    shards: { pause: '600ms' },
    profiles: { pr: { budget: '60s', scenarios: ['single', 'edge-cases', 'mixed'] } },
    workload: { ...oneRow, 'edge-cases': { builtin: ['empty'] } },
  });
  const startAt = new Date(Date.now() + 2_000).toISOString();
  const plan = loadPlan({ workspace, mode: 'slo', shard: '1/2', startAt });
  const realNow = Date.now;
  let setByMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + setByMs);
  onTestFinished(() => void vi.restoreAllMocks());
  const onMeasured = () => void (setByMs = 90_000);
  const [run] = await measureShard({ ...plan, shard: plan.shard! }, { ...options, onMeasured });
  const { blocks, shard, warnings } = run!;
  expect(blocks.length).toBeGreaterThan(1);
  const late = blocks.map(({ order, startedAtEpochMs, whole }) => {
    const { atMs } = shard!.timetable.find((slot) => slot.order === order)!;
    return startedAtEpochMs + shard!.clock.offsetMs - whole!.measuredFromMs - Date.parse(startAt) - atMs;
  });
  // What a busy machine loses, and not what the clock was set by.
  for (const lateMs of late) expect(Math.abs(lateMs)).toBeLessThan(5_000);
  expect(warnings).toEqual([expect.stringMatching(/^edge-cases is left out in shards: /)]);
});

test('in a folder the runs of shards are found by the names that the action and the command line give them', () => {
  const workspace = workspaceFor('http://127.0.0.1:9');
  const written = ['shard-3.json', 'shard-3-base.json', 'eu/run-candidate.json', 'eu/run-base.json'];
  const run = makeRun('candidate', { blocks: 0 });
  for (const name of [...written, 'run.json', 'result.json']) writeRun(join(workspace, name), run);
  expect(readShards([workspace]).map(({ name }) => name)).toEqual(written.toSorted());
});

test('a shard whose time is over, or a day ahead, says so', async () => {
  const workspace = workspaceFor('http://127.0.0.1:9');
  const refusal = async (inMs: number) => {
    const startAt = new Date(Date.now() + inMs).toISOString();
    const { shard, ...plan } = loadPlan({ workspace, shard: '1/2', startAt });
    const running = measureShard({ ...plan, shard: shard! }, { ...options, onMeasured: () => undefined });
    return running.catch((thrown: unknown) => (thrown as { code: string }).code);
  };
  expect(await refusal(86_400_000)).toBe('input-invalid');
  expect(await refusal(-120_000)).toBe('shard-late');
});

test('a folder without runs of shards is told, and so is one that is not there', async () => {
  const workspace = workspaceFor('http://127.0.0.1:9');
  const plan = loadPlan({ workspace });
  const codeOf = (folder: string) =>
    judgeShards(plan, folder, options).catch((thrown: unknown) => (thrown as { code: string }).code);
  const older = join(workspace, plan.output.directory, 'result.json');
  mkdirSync(dirname(older), { recursive: true });
  writeFileSync(older, '{}');
  expect(await codeOf('.')).toBe('shards-missing');
  // An older verdict would be uploaded beside the error.
  expect(existsSync(older)).toBe(false);
  expect(await codeOf('nowhere')).toBe('run-unreadable');
});
