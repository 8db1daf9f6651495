import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, afterAll, expect, onTestFinished, test } from 'vitest';
import type { MetricsPlan } from '../../src/model/target.ts';
import { openMetricsReader, openSampler, recordTelemetry, sourcesOf } from '../../src/telemetry/index.ts';
import type { TelemetryRecorder } from '../../src/telemetry/index.ts';
import { serverSource } from '../../src/telemetry/server-source.ts';

/**
 * A server process that tells of itself as vLLM does, in a text as long as a real one, and of how it is asked: how many pages,
 * and the most at once. `/slow` takes 400 ms, `/other` has other names.
 */
const server = `
let [pages, now, most] = [0, 0, 0];
const histogram = Array.from({ length: 900 }, (_, i) => 'vllm:request_latency_seconds_bucket{engine="0",le="' + i + '.0",model_name="meta/some-model"} ' + i + '.0').join('\\n');
require('node:http').createServer(async (request, response) => {
  if (request.url === '/asked') return response.end(JSON.stringify({ pages, most }));
  pages += 1;
  now += 1;
  most = Math.max(most, now);
  if (request.url === '/slow') await new Promise((resolve) => setTimeout(resolve, 400));
  now -= 1;
  if (request.url === '/other') return response.end('my_queue 4\\n');
  response.end(histogram + '\\nvllm:num_requests_waiting{engine="0"} 3\\nvllm:prompt_tokens_total{engine="0"} ' + 1000 * pages + '\\n');
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

const child = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
let baseUrl = '';
beforeAll(async () => {
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  baseUrl = `http://127.0.0.1:${Number(port)}`;
});
afterAll(() => void child.kill('SIGKILL'));

const asked = async (): Promise<{ pages: number; most: number }> =>
  (await (await fetch(`${baseUrl}/asked`)).json()) as { pages: number; most: number };

/** A sampler of the server, and its process, that samples as fast as it is told to. */
function sample(plan: MetricsPlan, { proxy = false } = {}) {
  const notes: string[] = [];
  const onNote = (text: string) => void notes.push(text);
  const endpoint = { baseUrl, ...(proxy ? { proxy: { host: '127.0.0.1', port: 9 } } : {}) };
  const reader = openMetricsReader({ endpoint, path: plan.path, onNote });
  const recorder: TelemetryRecorder = recordTelemetry();
  const sampler = openSampler({
    sources: sourcesOf({
      metrics: { reader, plan },
      pid: child.pid!,
      onNote,
      onPreset: (preset) => recorder.name(preset),
    }),
    recorder,
    onNote,
    repeat(work) {
      const timer = setInterval(work, 20);
      return () => clearInterval(timer);
    },
  });
  onTestFinished(async () => {
    await reader.close();
    await sampler.close();
  });
  return { sampler, recorder, notes };
}

/** A server that answers late, as on a busy machine, is asked less often. */
const patience = { timeout: 10_000 };

const samples = (recorder: TelemetryRecorder) => recorder.telemetry!.atMs.length;
const known = (values: (number | null)[] | undefined) => values?.filter((value) => value !== null) ?? [];

test('a server and its process are sampled from start to stop, and not in between', async () => {
  const { sampler, recorder, notes } = sample({ path: '/metrics' });
  expect(recorder.telemetry).toBeUndefined();
  sampler.start();
  await expect
    .poll(() => known(recorder.telemetry?.series['server.prompt-tokens']).length, patience)
    .toBeGreaterThan(2);
  await sampler.stop();
  const count = samples(recorder);
  const { pages } = await asked();
  await sleep(100);
  expect(samples(recorder)).toBe(count);
  expect((await asked()).pages).toBe(pages);
  sampler.start();
  await expect.poll(() => samples(recorder), patience).toBeGreaterThan(count + 3);
  await sampler.stop();
  const { series, preset, originEpochMs, atMs } = recorder.telemetry!;
  expect(preset).toBe('vllm');
  expect(notes).toEqual(["The server's metrics at /metrics have the names of vllm."]);
  expect(new Set(known(series['server.waiting']))).toEqual(new Set([3]));
  const tokens = known(series['server.prompt-tokens']);
  expect(tokens[0]).toBe(0);
  expect(tokens.slice(1).every((value, i) => value > tokens[i]! && value % 1000 === 0)).toBe(true);
  expect(Math.abs(originEpochMs + atMs.at(-1)! - Date.now())).toBeLessThan(10_000);
  expect(known(series['runner.busy']).every((share) => share >= 0 && share <= 1)).toBe(true);
  if (process.platform === 'linux') {
    expect(known(series['target.processes'])).toContain(1);
    expect(known(series['target.memory']).every((bytes) => bytes > 20e6 && bytes < 1e9)).toBe(true);
    expect(known(series['target.threads']).every((threads) => threads > 3)).toBe(true);
    expect(known(series['target.files'])[0]).toBeGreaterThan(5);
    expect(known(series['target.cpu']).every((cores) => cores >= 0)).toBe(true);
  }
});

test('a page that is slow is never asked for twice at once, and rarely, and stop waits for it', async () => {
  const { sampler, recorder } = sample({ path: '/slow' });
  const before = await asked();
  sampler.start();
  await expect.poll(() => known(recorder.telemetry?.series['server.waiting']).length, patience).toBe(1);
  await sleep(100);
  await sampler.stop();
  const after = await asked();
  expect(after.pages - before.pages).toBe(1);
  expect(after.most).toBe(1);
});

test('names that nobody knows cost one note, and names that the settings map are read', async () => {
  const notes: string[] = [];
  const onNote = (text: string) => void notes.push(text);
  const reader = openMetricsReader({ endpoint: { baseUrl }, path: '/other', onNote });
  onTestFinished(() => reader.close());
  const before = await asked();
  const source = serverSource({ reader, plan: { path: '/other' }, onNote, onPreset: onNote, clock: () => 0 });
  source.begin?.();
  for (let i = 0; i < 30; i++) {
    expect(source.read()).toEqual({});
    await source.settled?.();
  }
  expect((await asked()).pages - before.pages).toBe(20);
  expect(notes).toEqual([
    "The server's metrics at /other have no names that are known: say by `metrics.map` what they are.",
  ]);
  const mapped = sample({ path: '/other', map: { 'server.waiting': 'my_queue' } });
  mapped.sampler.start();
  await expect.poll(() => known(mapped.recorder.telemetry?.series['server.waiting']), patience).toContain(4);
  expect(mapped.notes).toEqual([]);
});

test('through a proxy the server is not asked, and what else is known is sampled', async () => {
  const { pages } = await asked();
  const { sampler, recorder, notes } = sample({ path: '/metrics' }, { proxy: true });
  sampler.start();
  await expect.poll(() => samples(recorder)).toBeGreaterThan(3);
  await sampler.stop();
  expect((await asked()).pages).toBe(pages);
  expect(notes).toEqual(["The server's metrics at /metrics are not read: it is reached through a proxy."]);
  expect(recorder.telemetry!.series['server.waiting']).toBeUndefined();
});

test('a source that throws is asked no more, and the others go on', async () => {
  const recorder = recordTelemetry();
  const notes: string[] = [];
  let work = () => {};
  let atMs = 1000;
  const sampler = openSampler({
    recorder,
    onNote: (text) => void notes.push(text),
    wallMs: () => (atMs += 10),
    repeat(sampleNow) {
      work = sampleNow;
      return () => {};
    },
    sources: [
      {
        read() {
          throw new TypeError('nothing there');
        },
      },
      { read: () => ({ 'runner.busy': 0.25 }) },
    ],
  });
  sampler.start();
  work();
  await sampler.close();
  expect(recorder.telemetry).toEqual({
    originEpochMs: 1010,
    atMs: [0, 10],
    series: { 'runner.busy': [0.25, 0.25] },
  });
  expect(notes).toEqual(['A source of telemetry is read no more: nothing there.']);
});

test('what a source is asked for belongs to the sample that asked, also the last one before the end', async () => {
  const recorder = recordTelemetry();
  let work = () => {};
  let [atMs, asked] = [1000, 0];
  const answers: number[] = [];
  const answerLater = () => {
    asked += 1;
    answers.push(asked);
    return {};
  };
  const sampler = openSampler({
    recorder,
    onNote: () => {},
    wallMs: () => (atMs += 10),
    repeat(sampleNow) {
      work = sampleNow;
      return () => {};
    },
    sources: [
      // Told before the driver's own, which holds.
      { read: answerLater, answered: () => ({ 'server.waiting': answers.shift() ?? 0, 'gpu.busy': 1 }) },
      { read: () => ({ 'gpu.busy': 0.5 }) },
    ],
  });
  sampler.start();
  work();
  await sampler.stop();
  expect(recorder.telemetry).toMatchObject({
    atMs: [0, 10],
    series: { 'server.waiting': [1, 2], 'gpu.busy': [0.5, 0.5] },
  });
});
