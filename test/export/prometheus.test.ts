import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { compressors } from 'hyparquet-compressors';
import protobuf from 'protobufjs';
import { expect, onTestFinished, test } from 'vitest';
import { exportMeasured, exportResult, openLiveExports, unwatched } from '../../src/export/index.ts';
import type { ExportInput, PrometheusExport } from '../../src/model/export.ts';
import type { ObservedBlock } from '../../src/model/observed-block.ts';
import type { Progress } from '../../src/model/progress.ts';
import { chooseFreePort } from '../../src/target/port.ts';
import { exportInput } from '../support/export-input.ts';
import { observedBlock, startedAtEpochMs } from '../support/observed-block.ts';
import { replay } from '../support/replay-server.ts';

const subject = { suite: 'ticket-routing', profile: 'pr', sluiceVersion: '0.1.0' };

async function opened(prometheus: PrometheusExport) {
  const notes: string[] = [];
  const live = (await openLiveExports({ prometheus }, subject, (text) => notes.push(text)))!;
  onTestFinished(() => live.close());
  const tell = (input: ExportInput, environment = {}, signal = new AbortController().signal) =>
    exportResult({}, input, environment, signal, live.exporters);
  return { live, notes, tell };
}

async function served() {
  const port = await chooseFreePort();
  const url = `http://127.0.0.1:${port}/metrics`;
  return { url, ...(await opened({ listen: { host: '127.0.0.1', port } })) };
}

async function scrape(url: string): Promise<string[]> {
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toContain('application/openmetrics-text; version=1.0.0');
  const lines = (await answer.text()).split('\n');
  expect(lines.slice(-2)).toEqual(['# EOF', '']);
  return lines;
}

/** Of the sample with this beginning. */
const valueOf = (lines: string[], name: string, ...labels: string[]): number | undefined => {
  const found = lines.filter(
    (line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)),
  );
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] === undefined ? undefined : Number(found[0].slice(found[0].lastIndexOf(' ')));
};

const input = (): ExportInput => {
  const { remove, ...given } = exportInput();
  onTestFinished(remove);
  return given;
};

const progress: Progress = {
  scenario: 'mixed',
  arm: 'candidate',
  position: 'pair 1',
  elapsedMs: 2500,
  remainingMs: 60_000,
  ratePerSecond: 38,
  askedPerSecond: 40,
  inFlight: 3,
  p50Ms: 12,
  p95Ms: 30,
  errors: 0,
};

/** The message that a receiver of remote write takes, read by libraries. */
function decodeWrite(body: Buffer) {
  const { root } = protobuf.parse(`
    syntax = "proto3";
    message WriteRequest { repeated TimeSeries timeseries = 1; }
    message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
    message Label { string name = 1; string value = 2; }
    message Sample { double value = 1; int64 timestamp = 2; }`);
  const type = root.lookupType('WriteRequest');
  const bytes = compressors.SNAPPY!(body, protobuf.Reader.create(body).uint32());
  const { timeseries } = type.toObject(type.decode(bytes), { longs: Number }) as {
    timeseries: {
      labels: { name: string; value: string }[];
      samples: { value?: number; timestamp: number }[];
    }[];
  };
  return timeseries.map(({ labels, samples: [sample] }) => ({
    names: labels.map(({ name }) => name),
    labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    value: sample?.value ?? 0,
    atMs: sample!.timestamp,
  }));
}

test('counts and histograms are those of the kept blocks, warm-up left out', async () => {
  const { live, url } = await served();
  live.onBlock(
    observedBlock([
      { dueMs: 50, latencyMs: 10 },
      { dueMs: 200, latencyMs: 12, inputTokens: 7, outputTokens: 3, ttftMs: 4 },
      { dueMs: 300, latencyMs: 200, inputTokens: 8, outputTokens: 5, ttftMs: 50 },
      { dueMs: 400, latencyMs: 30, class: 1 },
      { dueMs: 500, latencyMs: 30, class: 1, outcome: 'overload', status: 503 },
    ]),
  );
  const lines = await scrape(url);
  const requests = (...labels: string[]) => valueOf(lines, 'sluice_requests_total', ...labels);
  expect(requests('class="short"', 'outcome="ok"', 'arm="candidate"', 'scenario="mixed"')).toBe(2);
  expect(requests('class="long"', 'outcome="ok"')).toBe(1);
  expect(requests('class="long"', 'outcome="overload"')).toBe(1);
  expect(valueOf(lines, 'sluice_tokens_total', 'type="output"')).toBe(8);
  const latency = 'sluice_request_duration_seconds';
  expect(valueOf(lines, `${latency}_count`, 'class="short"')).toBe(2);
  expect(valueOf(lines, `${latency}_sum`, 'class="short"')).toBeCloseTo(0.212, 3);
  expect(valueOf(lines, `${latency}_bucket`, 'class="short"', 'le="0.016"')).toBe(1);
  expect(valueOf(lines, `${latency}_bucket`, 'class="short"', 'le="0.25"')).toBe(2);
  expect(valueOf(lines, 'sluice_time_to_first_token_seconds_count', 'class="short"')).toBe(2);
  expect(valueOf(lines, 'sluice_time_per_output_token_seconds_sum', 'class="short"')).toBeCloseTo(0.0415, 4);
  expect(valueOf(lines, 'sluice_blocks_total', 'valid="true"')).toBe(1);
});

test('a running block shows rate, load in flight and recent latency, and nothing of the block before', async () => {
  const { live, url } = await served();
  live.onEvent({ kind: 'progress', progress });
  const first = await scrape(url);
  expect(valueOf(first, 'sluice_in_flight_requests', 'arm="candidate"')).toBe(3);
  expect(valueOf(first, 'sluice_asked_requests_per_second')).toBe(40);
  expect(valueOf(first, 'sluice_recent_latency_seconds', 'statistic="p95"')).toBe(0.03);
  const { askedPerSecond: _, ...closed } = progress;
  live.onEvent({
    kind: 'progress',
    progress: { ...closed, arm: 'base', scenario: 'single', concurrency: 2 },
  });
  const second = await scrape(url);
  expect(valueOf(second, 'sluice_asked_requests_per_second')).toBeUndefined();
  expect(valueOf(second, 'sluice_in_flight_requests', 'arm="candidate"')).toBeUndefined();
  expect(valueOf(second, 'sluice_concurrent_users', 'arm="base"')).toBe(2);
});

test('what was sampled of the target is there in base units: gauges by their mean over the block, counters as totals', async () => {
  const { live, url } = await served();
  const telemetry = {
    originEpochMs: startedAtEpochMs,
    atMs: [0, 200, 500, 2000],
    series: {
      'target.memory': [1, 100, 300, 9],
      'gpu.clock': [null, 1500, null, null],
      'server.prompt-tokens': [0, 4, 10, null],
    },
  };
  live.onBlock(observedBlock([{ dueMs: 200, latencyMs: 5 }], { telemetry }));
  live.onBlock(observedBlock([{ dueMs: 200, latencyMs: 5 }], { telemetry }));
  const lines = await scrape(url);
  expect(valueOf(lines, 'sluice_target_memory_bytes', 'arm="candidate"')).toBe(200);
  expect(valueOf(lines, 'sluice_gpu_clock_hertz')).toBe(1.5e9);
  expect(valueOf(lines, 'sluice_server_prompt_tokens_total')).toBe(10);
});

test('classes beyond the bound share one label, and their requests still count', async () => {
  const { live, url } = await served();
  const classes = Array.from({ length: 50 }, (_, i) => `class ${i}`);
  const rows = classes.map((_, i) => ({ dueMs: 200 + i, latencyMs: 5, class: i }));
  live.onBlock(observedBlock(rows, { classes }));
  const counted = (await scrape(url)).filter((line) => line.startsWith('sluice_requests_total{'));
  expect(counted).toHaveLength(21);
  expect(counted.find((line) => line.includes('class="(other)"'))).toMatch(/ 30$/);
});

test('whoever scraped the gate is waited for once more, and sees verdict and effects', async () => {
  const { url, tell } = await served();
  await scrape(url);
  const telling = tell(input());
  await sleep(50);
  const lines = await scrape(url);
  expect(valueOf(lines, 'sluice_verdict', 'verdict="fail"')).toBe(1);
  expect(valueOf(lines, 'sluice_verdict', 'verdict="pass"')).toBe(0);
  expect(lines).toContain('sluice_running{suite="ticket-routing"} 0');
  const { metrics } = input().report.verdict;
  const judged = metrics.find(({ effect, id }) => effect !== null && id === 'latency.p95')!;
  const at = ['metric="latency.p95"', `class="${judged.class}"`];
  expect(valueOf(lines, 'sluice_effect_ratio', ...at, 'bound="estimate"')).toBe(judged.effect);
  expect(valueOf(lines, 'sluice_effect_ratio', ...at, 'bound="upper"')).toBe(judged.interval?.[1]);
  expect(valueOf(lines, 'sluice_result_seconds', ...at, 'arm="base"')).toBe(judged.base! / 1000);
  expect(await telling).toEqual([
    `Prometheus: the metrics at ${url} were scraped 2 times, the last time with the verdict.`,
  ]);
});

test('nobody is waited for who never asked, and a scraper that stays away only until time is up', async () => {
  const { url, tell } = await served();
  expect(await tell(input())).toEqual([`Prometheus: nobody asked for the metrics at ${url}.`]);
  await scrape(url);
  expect(await tell(input(), {}, AbortSignal.timeout(100))).toEqual([
    `Prometheus: the metrics at ${url} were scraped 1 times, but not again after the verdict.`,
  ]);
});

test('the documentation names every metric, and the dashboard asks for no other', async () => {
  const { live, url } = await served();
  const telemetry = {
    originEpochMs: startedAtEpochMs,
    atMs: [300],
    series: { 'target.cpu': [1], 'target.memory': [1], 'server.kv-cache': [0.5] },
  };
  live.onBlock(observedBlock([{ dueMs: 200, latencyMs: 5 }], { telemetry }));
  const types = (await scrape(url)).filter((line) => line.startsWith('# TYPE'));
  const names = types.map((line) => line.split(' ').slice(2) as [name: string, type: string]);
  const known = names.map(([name, type]) => (type === 'counter' ? `${name}_total` : name)).sort();
  const namesIn = (path: string) => [
    ...new Set(
      readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
        .match(/\bsluice_[a-z_]+/g)!
        .map((name) => name.replace(/_bucket$/, '')),
    ),
  ];
  expect(namesIn('docs/exports.md').sort()).toEqual(known);
  expect(known).toEqual(expect.arrayContaining(namesIn('examples/grafana/dashboards/sluice.json')));
});

test('what is only measured ends without a verdict, and is not pushed', async () => {
  const port = await chooseFreePort();
  const url = `http://127.0.0.1:${port}/metrics`;
  const { live } = await opened({ listen: { host: '127.0.0.1', port }, pushGateway: 'http://127.0.0.1:1' });
  live.onEvent({ kind: 'progress', progress });
  expect(await scrape(url)).toContain('sluice_running{suite="ticket-routing"} 1');
  const telling = exportMeasured(live, {}, new AbortController().signal);
  await sleep(50);
  const lines = await scrape(url);
  expect(lines).toContain('sluice_running{suite="ticket-routing"} 0');
  expect(lines.filter((line) => line.startsWith('sluice_verdict{'))).toEqual([]);
  expect(valueOf(lines, 'sluice_in_flight_requests')).toBeUndefined();
  expect(await telling).toEqual([
    `Prometheus: the metrics at ${url} were scraped 2 times, the last time with the end; only verdicts are pushed.`,
  ]);
});

test('a shard says which one it is', async () => {
  const port = await chooseFreePort();
  const prometheus = { listen: { host: '127.0.0.1', port } };
  const shard = { index: 3, of: 8 };
  const live = (await openLiveExports({ prometheus }, { ...subject, shard }, () => undefined))!;
  onTestFinished(() => live.close());
  const lines = await scrape(`http://127.0.0.1:${port}/metrics`);
  expect(valueOf(lines, 'sluice_run_info', 'shard="3/8"')).toBe(1);
});

test('where shards were merged the verdict is pushed, though there was nothing to watch', async () => {
  const { received, url } = await replay([], { 'PUT /metrics': { status: 200, answer: '' } });
  const plan = { listen: { host: '127.0.0.1', port: 9 }, pushGateway: url };
  const watchers = await unwatched({ prometheus: plan }, subject);
  const told = await exportResult({}, input(), {}, new AbortController().signal, watchers);
  expect(told).toEqual([`Prometheus: the result was pushed to ${new URL(url).host}.`]);
  expect(received.map(({ body }) => body)).toEqual([
    expect.stringContaining('sluice_verdict{verdict="fail",suite="ticket-routing"} 1'),
  ]);
});

test('where shards were merged there was nothing to watch, and that is said', async () => {
  const otlp = { endpoint: 'http://127.0.0.1:1', headerVariables: {}, sampledShare: 1 };
  const watchers = await unwatched({ prometheus: { listen: { host: '127.0.0.1', port: 9 } }, otlp }, subject);
  const told = await exportResult({}, input(), {}, new AbortController().signal, watchers);
  expect(told).toEqual([
    expect.stringMatching(/^Prometheus: nothing was told\./),
    expect.stringMatching(/^OpenTelemetry: nothing was told\./),
  ]);
  expect(await unwatched({}, subject)).toEqual([]);
});

test('only /metrics is there, and only to be read', async () => {
  const { url } = await served();
  expect((await fetch(new URL('/', url))).status).toBe(404);
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
});

test('a port in use and an address of another machine cost the export alone, and say what to change', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const { live, notes, tell } = await opened({ listen: { host: '127.0.0.1', port } });
  expect(notes[0]).toContain(`The metrics cannot be served at 127.0.0.1:${port}: EADDRINUSE.`);
  expect(notes[0]).toContain('The gate goes on');
  live.onEvent({ kind: 'progress', progress });
  live.onBlock(observedBlock([{ dueMs: 200, latencyMs: 5 }]));
  expect((await tell(input()))[0]).toMatch(/EADDRINUSE.*perhaps another gate.*The verdict stands\.$/);
  const elsewhere = await opened({ listen: { host: '192.0.2.1', port } });
  expect(elsewhere.notes[0]).toMatch(/EADDRNOTAVAIL.*Give an address of this machine/);
});

test('a fault of the export itself is told, once, and the gate goes on', async () => {
  const { live, notes, tell } = await served();
  live.onBlock({ parts: null } as unknown as ObservedBlock);
  live.onBlock({ parts: null } as unknown as ObservedBlock);
  expect(notes).toHaveLength(1);
  expect((await tell(input()))[0]).toMatch(/The verdict stands\.$/);
});

test('the end is pushed as text with names whole, in place of what the suite pushed before', async () => {
  const gateway = await replay([], { 'PUT /metrics/job': { status: 202 } });
  const { live, tell } = await opened({ pushGateway: `${gateway.url}/`, tokenVariable: 'PUSH_TOKEN' });
  live.onBlock(observedBlock([{ dueMs: 200, latencyMs: 12 }]));
  const told = await tell(input(), { PUSH_TOKEN: 'a-token' });
  expect(told).toEqual([`Prometheus: the result was pushed to ${new URL(gateway.url).host}.`]);
  const [pushed] = gateway.received;
  const group = `suite@base64/${Buffer.from('ticket-routing').toString('base64url')}`;
  expect(pushed).toMatchObject({ method: 'PUT', path: `/metrics/job/sluice/${group}` });
  expect(pushed?.headers).toMatchObject({
    authorization: 'Bearer a-token',
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
  });
  expect(pushed?.body).toContain('# TYPE sluice_requests_total counter\nsluice_requests_total{');
  expect(pushed?.body).toContain('sluice_verdict{verdict="fail",suite="ticket-routing"} 1');
  expect(pushed?.body).not.toContain('# EOF');
});

test('remote write gets every series once, as a real receiver reads it', async () => {
  const received: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const receiver = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: Buffer.concat(await request.toArray()) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const { live, tell } = await opened({ remoteWrite: `http://${host}/api/v1/write` });
  // More than one literal of snappy holds.
  const classes = Array.from({ length: 20 }, (_, i) => `class ${i}`);
  live.onBlock(
    observedBlock(
      classes.map((_, i) => ({ dueMs: 200, latencyMs: 12, class: i })),
      { classes },
    ),
  );
  expect(await tell(input())).toEqual([`Prometheus: the result was written to ${host}.`]);
  expect(received[0]?.headers).toMatchObject({
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'x-prometheus-remote-write-version': '0.1.0',
  });
  const series = decodeWrite(received[0]!.body);
  const named = (name: string) => series.filter(({ labels }) => labels.__name__ === name);
  expect(named('sluice_requests_total')).toHaveLength(20);
  expect(named('sluice_requests_total')[7]).toMatchObject({
    labels: { job: 'sluice', suite: 'ticket-routing', class: 'class 7', outcome: 'ok', arm: 'candidate' },
    value: 1,
  });
  const buckets = named('sluice_request_duration_seconds_bucket').map(({ labels }) => labels.le);
  expect(buckets.slice(0, 2)).toEqual(['0.001', '0.0016']);
  expect(new Set(buckets)).toContain('+Inf');
  expect(series.every(({ atMs }) => Math.abs(atMs - Date.now()) < 60_000)).toBe(true);
  expect(series.every(({ names }) => names.join() === [...names].sort().join())).toBe(true);
});

test('a gateway that is gone does not take the result away from remote write', async () => {
  const { received, url } = await replay([], { 'POST /write': { status: 204, answer: '' } });
  const gone = `http://127.0.0.1:${await chooseFreePort()}`;
  const { tell } = await opened({ pushGateway: gone, remoteWrite: `${url}/write` });
  expect(await tell(input())).toEqual([expect.stringMatching(/ECONNREFUSED.*The verdict stands/)]);
  expect(received.map(({ path }) => path)).toEqual(['/write']);
});

test('a gateway that refuses, sends elsewhere or is gone, and a token that is not there, are told with a remedy', async () => {
  const refusing = await replay([], { 'PUT /metrics': { status: 401, answer: 'who are you' } });
  const token = { tokenVariable: 'PUSH_TOKEN' };
  const toldBy = async (pushGateway: string, environment = {}, more = {}) =>
    (await (await opened({ pushGateway, ...more })).tell(input(), environment))[0];
  expect(await toldBy(refusing.url)).toMatch(/with 401: who are you\. Check the token/);
  const moved = await replay([], {
    'PUT /metrics': { status: 307, headers: { location: 'http://192.0.2.1/' } },
  });
  expect(await toldBy(moved.url, { PUSH_TOKEN: 'a-token' }, token)).toMatch(/redirects are not followed/);
  expect(await toldBy(`http://127.0.0.1:${await chooseFreePort()}`)).toMatch(/ECONNREFUSED/);
  expect(await toldBy(refusing.url, {}, token)).toMatch(/The environment variable PUSH_TOKEN is not set/);
});
