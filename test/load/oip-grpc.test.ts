import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer as createNetServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import { requestTimings } from '../../src/load/request-timings.ts';
import type { TimeoutPlan } from '../../src/model/plan.ts';
import type { OipPlan } from '../../src/model/protocol.ts';
import type { Outcome } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { errorOf } from '../config/workspace.ts';
import { startProxy } from '../support/proxy-server.ts';
import { authority, certificate } from '../support/tls/index.ts';
import { goodAnswer, inferRequest, inferResponse, serveGrpc, type Reply } from './oip/grpc-server.ts';
import { tensorPlan, tensorRow, tensorWorkload } from './oip/plan.ts';
import { closedBlock, countOutcomes, openBlock, runBlock, unusedPort } from './support.ts';

const plan: OipPlan = {
  ...tensorPlan,
  kind: 'oip-v2-grpc',
  path: '/inference.GRPCInferenceService/ModelInfer',
  version: '2',
  encoding: 'binary',
};

const block = openBlock(100, 100);

function run(
  target: string | { baseUrl: string },
  {
    what = block,
    protocol = plan,
    timeouts = {},
  }: {
    what?: BlockPlan;
    protocol?: OipPlan;
    timeouts?: Partial<TimeoutPlan>;
  } = {},
) {
  return runBlock(what, target, { protocol, workload: tensorWorkload, timeouts });
}

const prepare = (more: Partial<OipPlan> = {}) =>
  createProtocol({ ...plan, ...more }).prepare({ classIndex: 0, row: tensorRow }, 'short');

describe('a call of ModelInfer', () => {
  it('has byte by byte the message that another encoder makes by the published definition', () => {
    const salt = '5a17ca5e0f5a17ed';
    const text = Buffer.from(`größer ${salt}`);
    const expected = inferRequest.create({
      modelName: 'tiny',
      modelVersion: '2',
      parameters: {
        sequence_id: { int64Param: 7 },
        start: { boolParam: true },
        temperature: { doubleParam: 0.5 },
      },
      inputs: [
        { name: 'text', datatype: 'BYTES', shape: [1, 1] },
        {
          name: 'ids',
          datatype: 'INT32',
          shape: [1, 3],
          parameters: { kind: { stringParam: 'ids' } },
        },
      ],
      outputs: [{ name: 'scores' }],
      rawInputContents: [
        Buffer.concat([Buffer.from([text.length, 0, 0, 0]), text]),
        Buffer.from(Int32Array.of(1, -2, 3).buffer),
      ],
    });
    expect(inferRequest.verify(expected)).toBeNull();
    const bytes = Buffer.from(inferRequest.encode(expected).finish());
    expect(prepare().body?.toString('hex')).toBe(bytes.toString('hex'));
  });

  it('carries the salt of its block and the headers as metadata', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer }));
    const headers = { 'X-Tenant': 'a-{{sequence}}', 'trace-bin': 'AAEC' };
    expect(countOutcomes(await run(server.baseUrl, { protocol: { ...plan, headers } }))).toEqual({ ok: 10 });
    expect(server.headers[0]?.get('x-tenant')).toEqual(['a-7']);
    expect(server.headers[0]?.get('trace-bin')).toEqual([Buffer.from([0, 1, 2])]);
    const decoded = inferRequest.toObject(inferRequest.decode(server.requests[0] as Buffer));
    const [text] = decoded['rawInputContents'] as Buffer[];
    expect(text?.subarray(4).toString()).toMatch(/^größer \d{16}$/);
  });

  it('with a header that gRPC cannot send is template-invalid', () => {
    expect(errorOf(() => prepare({ headers: { tenant: 'größer' } })).code).toBe('template-invalid');
  });
});

describe('over gRPC', () => {
  it('every request of the schedule is sent and answered once', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer }));
    const result = await run(server.baseUrl, { what: openBlock(200, 300) });
    expect(countOutcomes(result)).toEqual({ ok: 60 });
    expect(server.requests).toHaveLength(60);
    const { dueAtMs, sentAtMs, firstByteAtMs, endAtMs, httpStatus, responseBytes } = result.samples;
    for (let row = 0; row < 60; row++) {
      const at = [dueAtMs, sentAtMs, firstByteAtMs, endAtMs].map((column) => column[row] as number);
      expect(at).toEqual([...at].sort((a, b) => a - b));
    }
    expect(new Set(httpStatus)).toEqual(new Set([200]));
    const length = inferResponse.encode(inferResponse.create(goodAnswer)).finish().length;
    expect(new Set(responseBytes)).toEqual(new Set([length]));
    expect(result.health).toMatchObject({ httpVersion: '2', localFaults: 0 });
  });

  it('no request is faster than its delay, and the first byte is where it came', async () => {
    const server = await serveGrpc((_, count) => ({
      answer: goodAnswer,
      early: true,
      delayMs: count % 2 ? 30 : 60,
    }));
    const { samples } = await run(server.baseUrl, { what: closedBlock(1, 10, 10_000) });
    for (let row = 0; row < 10; row++) {
      const delayMs = row % 2 ? 60 : 30;
      expect(requestTimings(samples, row).service).toBeGreaterThanOrEqual(delayMs - 1);
      const firstByteMs = (samples.endAtMs[row] as number) - (samples.firstByteAtMs[row] as number);
      expect(firstByteMs).toBeGreaterThanOrEqual(delayMs - 5);
    }
  });

  it('no request in flight waits for another one', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer, delayMs: 700 }));
    const result = await run(server.baseUrl, { what: openBlock(200, 300) });
    expect(countOutcomes(result)).toEqual({ ok: 60 });
    expect(server.calls.most).toBe(60);
    expect(server.peers.size).toBe(60);
    expect(result.health.connectionsOpened).toBe(60);
  });

  it('users of a closed loop keep their connections, and so do blocks', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer, delayMs: 5 }));
    const closed = closedBlock(4, 40, 10_000);
    const first = await run(server.baseUrl, { what: closed });
    const second = await run(server.baseUrl, { what: closed });
    expect(countOutcomes(first)).toEqual({ ok: 40 });
    expect(first.health.connectionsOpened).toBe(4);
    expect(second.health.connectionsOpened).toBe(0);
  });

  it('the opening of a connection is not charged to the model', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer }));
    const proxy = await startProxy({ delayMs: 80 });
    onTestFinished(() => proxy.close());
    const way = {
      baseUrl: `http://model.test:${server.port}`,
      proxy: { host: '127.0.0.1', port: proxy.port },
    };
    const { samples } = await run(way, { what: closedBlock(1, 3, 10_000) });
    expect(proxy.tunnels).toEqual([`model.test:${server.port}`]);
    expect(samples.connectMs?.[0]).toBeGreaterThanOrEqual(79);
    expect([...(samples.connectMs ?? [])].slice(1)).toEqual([0, 0]);
    const wholeMs = (samples.endAtMs[0] as number) - (samples.dueAtMs[0] as number);
    expect(requestTimings(samples, 0).latency).toBeLessThanOrEqual(wholeMs - 79);
  });
});

describe('a status of gRPC', () => {
  test.each<[string, Reply, Outcome, RegExp]>([
    [
      'of an unavailable server',
      { code: status.UNAVAILABLE, details: 'draining' },
      'overload',
      /^gRPC UNAVAILABLE: draining/,
    ],
    [
      'after the answer has begun',
      { code: status.UNAVAILABLE, details: 'busy', early: true },
      'overload',
      /busy/,
    ],
    [
      'of exhausted resources',
      { code: status.RESOURCE_EXHAUSTED, details: 'too many calls' },
      'overload',
      /too many/,
    ],
    [
      'of exhausted memory',
      { code: status.RESOURCE_EXHAUSTED, details: 'OOM: 2 GB' },
      'out-of-memory',
      /OOM/,
    ],
    [
      'of a model without memory',
      { code: status.INTERNAL, details: 'CUDA out of memory' },
      'out-of-memory',
      /CUDA/,
    ],
    [
      'of a missed deadline',
      { code: status.DEADLINE_EXCEEDED, details: 'batch' },
      'timeout',
      /DEADLINE_EXCEEDED/,
    ],
    ['of a call that the server gave up', { code: status.CANCELLED, details: 'bye' }, 'aborted', /CANCELLED/],
    ['of a wrong input', { code: status.INVALID_ARGUMENT, details: 'shape' }, 'client-error', /shape/],
    ['of an unknown model', { code: status.NOT_FOUND, details: 'no model' }, 'client-error', /no model/],
    ['of an unknown method', { code: status.UNIMPLEMENTED, details: 'v1 only' }, 'client-error', /v1 only/],
    [
      'of a caller without rights',
      { code: status.PERMISSION_DENIED, details: 'no' },
      'client-error',
      /PERMISSION/,
    ],
    [
      'of a fault of the model',
      { code: status.INTERNAL, details: 'kernel' },
      'model-error',
      /^gRPC INTERNAL: kernel/,
    ],
    ['of anything', { code: status.UNKNOWN, details: 'Exception' }, 'model-error', /UNKNOWN: Exception/],
    [
      'OK without the output that was asked for',
      { answer: { outputs: [{ name: 'x' }] } },
      'bad-response',
      /no output "scores"/,
    ],
    ['OK without outputs', { answer: {} }, 'bad-response', /no outputs/],
    [
      'OK with bytes that are no message',
      { bytes: Buffer.from([0x2a, 0x99]) },
      'bad-response',
      /no ModelInferResponse/,
    ],
  ])('%s', async (_, reply, outcome, message) => {
    const server = await serveGrpc(() => reply);
    const result = await run(server.baseUrl);
    expect(countOutcomes(result)).toEqual({ [outcome]: 10 });
    expect(result.errorExamples[0]?.message).toMatch(message);
    expect(result.errorExamples[0]?.httpStatus).toBe(200);
  });

  it('of a message that is larger than the server takes is an error of ours', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer }));
    const inputs = [{ ...plan.inputs[0], shape: [-1], data: ['x'.repeat(2 * 1024 * 1024)] }];
    const result = await run(server.baseUrl, { protocol: { ...plan, inputs: inputs as never } });
    expect(countOutcomes(result)).toEqual({ 'client-error': 10 });
    expect(result.errorExamples[0]?.message).toMatch(/RESOURCE_EXHAUSTED.*larger than max/);
  });
});

describe('where the server does not answer', () => {
  it('in time, the request is a time-out and the call is cancelled', async () => {
    const server = await serveGrpc(() => ({ delayMs: Infinity }));
    const result = await run(server.baseUrl, { timeouts: { firstByteMs: 100 } });
    expect(countOutcomes(result)).toEqual({ timeout: 10 });
    expect(result.errorExamples[0]?.message).toMatch(/first byte/);
    await expect.poll(() => server.calls.cancelled).toBe(10);
  });

  it('because it dies, what is in flight is reset, and the next block finds its successor', async () => {
    const port = await unusedPort();
    const dying = await serveGrpc(
      (_, count) => {
        if (count === 10) setTimeout(() => dying.kill(), 20);
        return { delayMs: Infinity };
      },
      { at: `127.0.0.1:${port}` },
    );
    const result = await run(dying.baseUrl);
    expect(countOutcomes(result)).toEqual({ reset: 10 });
    expect(result.errorExamples[0]?.message).toMatch(/closed the connection without an answer|reset/);
    expect(countOutcomes(await run(dying.baseUrl))).toEqual({ connect: 10 });
    await serveGrpc(() => ({ answer: goodAnswer }), { at: `127.0.0.1:${port}` });
    expect(countOutcomes(await run(dying.baseUrl))).toEqual({ ok: 10 });
  });

  it('because nobody listens, it is a connect error that says so', async () => {
    const result = await run(`http://127.0.0.1:${await unusedPort()}`);
    expect(countOutcomes(result)).toEqual({ connect: 10 });
    expect(result.errorExamples[0]?.message).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
  });

  it('because the port is that of HTTP/1.1, it is a connect error that asks', async () => {
    const port = await listening(
      createNetServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const result = await run(`http://127.0.0.1:${port}`);
    expect(countOutcomes(result)).toEqual({ connect: 10 });
    expect(result.errorExamples[0]?.message).toMatch(/gRPC on this port\?/);
  });
});

it('a connection of gRPC that the server ends in good order is opened anew', async () => {
  const message = Buffer.from(inferResponse.encode(inferResponse.create(goodAnswer)).finish());
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.resume().on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
      stream.session?.close();
    });
  });
  const result = await run(`http://127.0.0.1:${await listening(server)}`, { what: openBlock(20, 500) });
  expect(countOutcomes(result)).toEqual({ ok: 10 });
  expect(result.health).toMatchObject({ connectionsOpened: 10, keptConnectionsLost: 0 });
});

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('an answer that breaks off', () => {
  const grpc = { ':status': 200, 'content-type': 'application/grpc' };
  test.each<[string, (stream: ServerHttp2Stream) => void, Outcome, RegExp]>([
    ['by a refusal of the stream', (stream) => stream.close(7), 'overload', /REFUSED_STREAM/],
    ['by a call for calm', (stream) => stream.close(11), 'overload', /ENHANCE_YOUR_CALM/],
    [
      'by a reset',
      (stream) => stream.close(2),
      'reset',
      /reset the stream before any answer.*INTERNAL_ERROR/,
    ],
    [
      'by the end of the connection',
      (stream) => stream.session?.socket.destroy(),
      'reset',
      /without an answer/,
    ],
    [
      'in the middle, by the end of the connection',
      (stream) => {
        stream.respond(grpc);
        stream.write(Buffer.from([0, 0, 0, 0, 9]));
        setTimeout(() => stream.session?.socket.destroy(), 20);
      },
      'bad-response',
      /cut short/,
    ],
    [
      'with the page of a proxy',
      (stream) => void stream.respond({ ':status': 503 }, { endStream: true }),
      'overload',
      /HTTP 503, which is no answer of gRPC/,
    ],
    [
      'without a status',
      (stream) => {
        stream.respond(grpc);
        stream.end();
      },
      'bad-response',
      /rules of gRPC/,
    ],
  ])('%s', async (_, answer, outcome, message) => {
    let streams = 0;
    const server = createHttp2Server();
    server.on('stream', (stream) => {
      streams++;
      stream.on('error', () => undefined);
      stream.resume().on('end', () => answer(stream));
    });
    const result = await run(`http://127.0.0.1:${await listening(server)}`);
    expect(countOutcomes(result)).toEqual({ [outcome]: 10 });
    expect(result.errorExamples[0]?.message).toMatch(message);
    // Nothing was sent again behind our back.
    expect(streams).toBe(10);
  });
});

describe('gRPC takes every way', () => {
  it('TLS with an authority that is named', async () => {
    const { key, cert } = certificate;
    const credentials = ServerCredentials.createSsl(null, [
      { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) },
    ]);
    const server = await serveGrpc(() => ({ answer: goodAnswer }), { credentials });
    const way = { baseUrl: `https://localhost:${server.port}`, ca: authority };
    expect(countOutcomes(await run(way))).toEqual({ ok: 10 });
    const untrusted = await run(`https://localhost:${server.port}`);
    expect(countOutcomes(untrusted)).toEqual({ connect: 10 });
    expect(untrusted.errorExamples[0]?.message).toMatch(/^TLS: .*not trusted.*NODE_EXTRA_CA_CERTS/);
  });

  it('a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-grpc-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const socketPath = join(folder, 'model.sock');
    await serveGrpc(() => ({ answer: goodAnswer }), { at: `unix:${socketPath}` });
    const way = { baseUrl: 'http://localhost', socketPath };
    expect(countOutcomes(await run(way))).toEqual({ ok: 10 });
  });

  it('the tunnel of a proxy that asks for a user', async () => {
    const server = await serveGrpc(() => ({ answer: goodAnswer }));
    const proxy = await startProxy({ user: 'me:hush-hush' });
    onTestFinished(() => proxy.close());
    const authorization = `Basic ${Buffer.from('me:hush-hush').toString('base64')}`;
    const way = {
      baseUrl: `http://model.test:${server.port}`,
      proxy: { host: '127.0.0.1', port: proxy.port, authorization },
    };
    expect(countOutcomes(await run(way))).toEqual({ ok: 10 });
  });
});
