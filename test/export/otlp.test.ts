import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { exportResult, openLiveExports } from '../../src/export/index.ts';
import type { LiveSubject } from '../../src/export/index.ts';
import { operationOf } from '../../src/export/otlp/operation.ts';
import { chanceInBlock, Sampled } from '../../src/export/otlp/sampling.ts';
import type { ExportInput, OtlpExport } from '../../src/model/export.ts';
import type { ObservedBlock } from '../../src/model/observed-block.ts';
import type { ProtocolPlan } from '../../src/model/protocol.ts';
import { chooseFreePort } from '../../src/target/port.ts';
import { exportInput } from '../support/export-input.ts';
import { evenRows, observedBlock, startedAtEpochMs } from '../support/observed-block.ts';
import { attributesOf, pointsIn, spansIn } from '../support/otlp-json.ts';
import type { MetricsMessage, TracesMessage } from '../support/otlp-json.ts';
import { replay } from '../support/replay-server.ts';

const subject = { suite: 'ticket-routing', profile: 'pr', sluiceVersion: '0.1.0' };
const accepting = { 'POST /v1': { status: 200, answer: '{}' } };

/** What a collector gets that is told of these blocks, and what the gate says of it. */
async function told(
  blocks: ObservedBlock[],
  plan: Partial<OtlpExport> = {},
  answers: Parameters<typeof replay>[1] = accepting,
  environment = {},
  more: Partial<LiveSubject> = {},
) {
  const collector = await replay([], answers);
  const sentences = await tellTo(collector.url, blocks, plan, environment, undefined, more);
  const bodies = (path: string) =>
    collector.received.filter((each) => each.path === path).map(({ body }) => JSON.parse(body) as never);
  return {
    sentence: sentences[0] ?? '',
    host: new URL(collector.url).host,
    received: collector.received,
    spans: bodies('/v1/traces').flatMap((message: TracesMessage) => spansIn(message)),
    points: bodies('/v1/metrics').flatMap((message: MetricsMessage) => pointsIn(message)),
    resource: bodies('/v1/traces').map(({ resourceSpans: [first] }: TracesMessage) =>
      attributesOf(first!.resource),
    )[0],
  };
}

async function tellTo(
  endpoint: string,
  blocks: ObservedBlock[],
  plan: Partial<OtlpExport> = {},
  environment = {},
  signal = new AbortController().signal,
  more: Partial<LiveSubject> = {},
): Promise<string[]> {
  const otlp = { endpoint, headerVariables: {}, sampledShare: 1, ...plan };
  const live = (await openLiveExports({ otlp }, { ...subject, ...more }, () => undefined))!;
  blocks.forEach((block) => live.onBlock(block));
  const { remove, ...input } = exportInput();
  onTestFinished(remove);
  return exportResult({}, input as ExportInput, environment, signal, live.exporters);
}

const nanoseconds = (ms: number): string => `${BigInt(startedAtEpochMs + ms) * 1_000_000n}`;

test('a streamed request is a span from when it was due to its end, by the GenAI conventions', async () => {
  const row = {
    dueMs: 200,
    latencyMs: 60,
    ttftMs: 25,
    inputTokens: 7,
    outputTokens: 5,
    class: 1,
  };
  const { spans, resource, sentence, host } = await told([observedBlock([{ dueMs: 50 }, row], { index: 3 })]);
  expect(sentence).toBe(`OpenTelemetry: metrics of 1 requests and 1 spans were sent to ${host}.`);
  expect(resource).toEqual({
    'service.name': 'sluice',
    'service.version': '0.1.0',
    'sluice.suite': 'ticket-routing',
    'sluice.profile': 'pr',
  });
  const [span] = spans;
  expect(span).toMatchObject({
    name: 'chat tiny',
    kind: 3,
    startTimeUnixNano: nanoseconds(200),
    endTimeUnixNano: nanoseconds(260),
    events: [
      { name: 'sluice.sent', timeUnixNano: nanoseconds(201) },
      { name: 'sluice.first_token', timeUnixNano: nanoseconds(225) },
    ],
  });
  expect(attributesOf(span!)).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'tiny',
    'gen_ai.usage.input_tokens': 7,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.response.time_to_first_chunk': 0.025,
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
    'server.port': 8080,
    'sluice.arm': 'candidate',
    'sluice.scenario': 'mixed',
    'sluice.block': 3,
    'sluice.class': 'long',
    'sluice.request': 'mixed/3/1',
    'sluice.outcome': 'ok',
    'sluice.verdict': 'fail',
  });
});

test('a request that failed bears its error, and one that was never sent ends when it was due', async () => {
  const { spans } = await told([
    observedBlock([
      { dueMs: 200, latencyMs: 10, outcome: 'overload', status: 503 },
      { dueMs: 300, outcome: 'aborted', status: 0 },
    ]),
  ]);
  const [refused, aborted] = spans;
  expect(refused?.status).toEqual({ code: 2, message: 'overload' });
  expect(attributesOf(refused!)).toMatchObject({ 'error.type': '503', 'http.response.status_code': 503 });
  expect(aborted).toMatchObject({ startTimeUnixNano: nanoseconds(300), endTimeUnixNano: nanoseconds(300) });
  expect(attributesOf(aborted!)).toMatchObject({ 'error.type': 'aborted' });
  expect(attributesOf(aborted!)).not.toHaveProperty('http.response.status_code');
});

test('histograms hold every measured request, sampled or not, in seconds and tokens', async () => {
  const rows = evenRows(100).map((row) => ({ ...row, ttftMs: 5, inputTokens: 3, outputTokens: 4 }));
  const { points, spans } = await told([observedBlock(rows)], { sampledShare: 0 });
  expect(spans).toEqual([]);
  const of = (metric: string, type?: string) =>
    points.filter((point) => point.metric === metric && attributesOf(point)['gen_ai.token.type'] === type);
  const [duration] = of('gen_ai.client.operation.duration');
  expect(duration).toMatchObject({ unit: 's', count: 100 });
  expect(duration?.sum).toBeCloseTo(2, 6);
  expect(duration?.explicitBounds.slice(0, 3)).toEqual([0.01, 0.02, 0.04]);
  expect(of('gen_ai.client.operation.time_to_first_chunk')[0]).toMatchObject({ count: 100 });
  expect(of('gen_ai.client.token.usage', 'input')[0]).toMatchObject({ unit: '{token}', sum: 300 });
  expect(of('gen_ai.client.token.usage', 'output')[0]).toMatchObject({ sum: 400 });
});

test('what is no generative model goes by the conventions of HTTP, from when it was sent', async () => {
  const protocol: ProtocolPlan = {
    kind: 'http-json',
    method: 'PUT',
    path: '/predict?key=secret',
    headers: {},
    check: {},
  };
  const { points, spans, received } = await told([
    observedBlock([{ dueMs: 200, latencyMs: 31 }], { protocol }),
  ]);
  expect(spans[0]?.name).toBe('PUT');
  expect(points.map(({ metric }) => metric)).toEqual(['http.client.request.duration']);
  expect(points[0]?.sum).toBeCloseTo(0.03, 6);
  expect(attributesOf(points[0]!)).toMatchObject({
    'http.request.method': 'PUT',
    'http.response.status_code': 200,
    'sluice.class': 'short',
  });
  expect(received.map(({ body }) => body).join()).not.toContain('secret');
});

test.each<[ProtocolPlan['kind'], string, string | null]>([
  ['openai-completions', '/v1/completions', 'text_completion'],
  ['openai-embeddings', '/v1/embeddings', 'embeddings'],
  ['ollama', '/api/chat', 'chat'],
  ['ollama', '/api/generate', 'text_completion'],
  ['tgi', '/generate', 'text_completion'],
  ['multipart', '/transcribe', null],
])('%s at %s is %s', (kind, path, name) => {
  const operation = operationOf({ kind, path, method: 'POST' } as unknown as ProtocolPlan);
  expect(operation).toMatchObject(
    name === null ? { kind: 'http', method: 'POST' } : { kind: 'gen-ai', name },
  );
});

test('of both arms the same requests are sampled, about as many as asked for', async () => {
  const rows = evenRows(1000);
  const blocks = ([0, 1] as const).flatMap((index) => [
    observedBlock(rows, { index, arm: 'base' }),
    observedBlock(rows, { index, arm: 'candidate' }),
  ]);
  const { spans, received } = await told(blocks, { sampledShare: 0.3 });
  const keysOf = (arm: string) =>
    spans.map(attributesOf).flatMap((span) => (span['sluice.arm'] === arm ? span['sluice.request'] : []));
  expect(keysOf('base')).toEqual(keysOf('candidate'));
  expect(new Set(keysOf('base')).size).toBe(spans.length / 2);
  expect(spans.length / 4000).toBeGreaterThan(0.26);
  expect(spans.length / 4000).toBeLessThan(0.34);
  // Several messages, each of bounded size.
  expect(received.filter(({ path }) => path === '/v1/traces').length).toBe(Math.ceil(spans.length / 500));
});

test('shards sample the requests that one machine would, by the same names', async () => {
  const of = 3;
  const share = { sampledShare: 0.3 };
  const keysOf = (spans: Awaited<ReturnType<typeof told>>['spans']) =>
    spans.flatMap((span) => attributesOf(span)['sluice.request'] ?? []);
  const alone = await told([observedBlock(evenRows(300), { index: 2 })], share);
  const shards = [1, 2, 3].map((index) =>
    told([observedBlock(evenRows(100), { index: 2 })], share, accepting, {}, { shard: { index, of } }),
  );
  const dealt = (await Promise.all(shards)).flatMap(({ spans }) => keysOf(spans));
  expect(dealt.length).toBeGreaterThan(0);
  expect(dealt.toSorted()).toEqual(keysOf(alone.spans).toSorted());
});

test('memory is bounded: when it is full the share is halved, evenly over all that was seen', () => {
  const sampled = new Sampled<string>(1, 1000);
  for (let block = 0; block < 20; block += 1) {
    const chance = chanceInBlock(`mixed/${block}`);
    for (let row = 0; row < 1000; row += 1) sampled.add(chance(row), () => `${block}`);
  }
  expect(sampled.values.length).toBeLessThanOrEqual(1000);
  expect(sampled.share).toBe(1 / 32);
  const early = sampled.values.filter((block) => Number(block) < 10).length;
  expect(early / sampled.values.length).toBeGreaterThan(0.4);
  expect(early / sampled.values.length).toBeLessThan(0.6);
});

test('headers come from the environment, and one that is not there is told', async () => {
  const plan = { headerVariables: { 'x-api-key': 'OTLP_KEY' } };
  const block = observedBlock([{ dueMs: 200, latencyMs: 10 }]);
  const { received } = await told([block], plan, accepting, { OTLP_KEY: 'a-key' });
  expect(received.map(({ headers }) => headers['x-api-key'])).toEqual(['a-key', 'a-key']);
  const without = await told([block], plan);
  expect(without.received).toEqual([]);
  expect(without.sentence).toMatch(/OTLP_KEY is not set\..*The verdict stands\.$/);
});

test('a collector that refuses, sends elsewhere, is gone or never answers costs a sentence', async () => {
  const block = observedBlock([{ dueMs: 200, latencyMs: 10 }]);
  const refused = await told([block], {}, { 'POST /v1': { status: 401 } });
  expect(refused.sentence).toMatch(/\/v1\/metrics with 401.*Check the headers under `header-env`/);
  const headers = { location: 'http://192.0.2.1/v1/metrics' };
  const moved = await told([block], {}, { 'POST /v1': { status: 307, headers } });
  expect(moved.sentence).toMatch(/with 307.*base address of a collector/);
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '50');
  onTestFinished(() => void vi.unstubAllEnvs());
  const [gone] = await tellTo(`http://127.0.0.1:${await chooseFreePort()}`, [block]);
  expect(gone).toMatch(/ECONNREFUSED.*port 4318/);
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '10000');
  const soon = AbortSignal.timeout(200);
  const [slow] = await tellTo(`http://127.0.0.1:${port}`, [block], {}, {}, soon);
  expect(slow).toMatch(/OpenTelemetry: It was not done within/);
});
