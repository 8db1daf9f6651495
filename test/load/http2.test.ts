import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import type { Endpoint } from '../../src/load/index.ts';
import type { TimeoutPlan } from '../../src/model/plan.ts';
import type { Outcome } from '../../src/model/sample.ts';
import { authority, certificate } from '../support/tls/index.ts';
import { chat } from './chat.ts';
import { endHeaders, frame, frameType, startRawHttp2Server, status200, words } from './raw-http2-server.ts';
import {
  closedBlock,
  countOutcomes,
  openBlock,
  postText,
  runBlock,
  startRawServer,
  unusedPort,
} from './support.ts';

type OnStream = (stream: ServerHttp2Stream, count: number, session: ServerHttp2Session) => void;

interface Http2Fixture {
  endpoint: Endpoint;
  /** Of every request, its `:path` and body. */
  requests: { path: string; authority: string; body: string }[];
  sessions: { open: number; most: number; total: number; all: ServerHttp2Session[] };
  /** The most streams that were open on one connection. */
  streams: { most: number };
}

interface ServeOptions {
  secure?: boolean;
  settings?: Settings;
}

/** A server of HTTP/2 that calls `onStream` when a request has arrived. */
async function serve(
  onStream: OnStream,
  { secure = false, settings = {} }: ServeOptions = {},
): Promise<Http2Fixture> {
  const server: Http2Server = secure
    ? (createSecureServer({ ...certificate, settings }) as Http2Server)
    : createServer({ settings });
  const requests: Http2Fixture['requests'] = [];
  const sessions: Http2Fixture['sessions'] = { open: 0, most: 0, total: 0, all: [] };
  const streams = { most: 0 };
  server.on('session', (session) => {
    sessions.all.push(session);
    sessions.total++;
    sessions.most = Math.max(sessions.most, ++sessions.open);
    session.on('close', () => sessions.open--);
    session.on('error', () => undefined);
    let open = 0;
    session.on('stream', (stream, headers) => {
      streams.most = Math.max(streams.most, ++open);
      stream.on('close', () => open--);
      stream.on('error', () => undefined);
      let body = '';
      stream.setEncoding('utf8').on('data', (text: string) => (body += text));
      stream.on('end', () => {
        const count = requests.push({
          path: headers[':path'] ?? '',
          authority: headers[':authority'] ?? '',
          body,
        });
        onStream(stream, count, session);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const session of sessions.all) session.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const endpoint: Endpoint = secure
    ? { baseUrl: `https://127.0.0.1:${port}`, ca: authority }
    : { baseUrl: `http://127.0.0.1:${port}`, http: '2' };
  return { endpoint, requests, sessions, streams };
}

const json = { ':status': 200, 'content-type': 'application/json' };

const answer = (stream: ServerHttp2Stream, body = '{"label":"ok"}', status = 200): void => {
  stream.respond({ ...json, ':status': status });
  stream.end(body);
};

describe('over HTTP/2', () => {
  test.each([
    { secure: false, name: 'by prior knowledge' },
    { secure: true, name: 'that the server chose by ALPN' },
  ])('$name, every request of the schedule is sent and answered once', async ({ secure }) => {
    const server = await serve((stream) => answer(stream), { secure });
    const block = openBlock(200, 300);
    const result = await runBlock(block, { ...server.endpoint, baseUrl: `${server.endpoint.baseUrl}/v1` });
    expect(countOutcomes(result)).toEqual({ ok: 60 });
    expect(server.requests.map(({ body }) => body).sort()).toEqual(
      Array.from({ length: 60 }, (_, row) =>
        JSON.stringify({ text: ['one', 'two', 'three', 'a much longer text'][row % 4] }),
      ).sort(),
    );
    expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['/v1/predict']));
    expect(server.requests[0]?.authority).toBe(new URL(server.endpoint.baseUrl).host);
    for (let row = 0; row < 60; row++) {
      const { dueAtMs, sentAtMs, firstByteAtMs, endAtMs } = result.samples;
      const at = [dueAtMs, sentAtMs, firstByteAtMs, endAtMs].map((column) => column[row] as number);
      expect(at).toEqual([...at].sort((a, b) => a - b));
    }
    expect([...result.samples.responseBytes]).toEqual(Array.from({ length: 60 }, () => 14));
    expect(result.health).toMatchObject({ connectionsOpened: 1, httpVersion: '2' });
  });

  it('many requests in flight share one connection', async () => {
    const server = await serve((stream) => setTimeout(() => answer(stream), 800), {
      settings: { maxConcurrentStreams: 1000 },
    });
    const result = await runBlock(openBlock(1000, 200), server.endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 200 });
    expect(server.streams.most).toBe(200);
    expect(server.sessions.total).toBe(1);
  });

  it('a new connection is opened where the server’s limit of streams is reached, and none is refused', async () => {
    const server = await serve((stream) => setTimeout(() => answer(stream), 1000), {
      settings: { maxConcurrentStreams: 16 },
    });
    const result = await runBlock(openBlock(500, 200), server.endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 100 });
    expect(server.streams.most).toBe(16);
    expect(server.sessions.most).toBe(7);
    expect(result.health.connectionsOpened).toBe(7);
  });

  it('users of a closed loop stay on one connection of exactly so many streams', async () => {
    const server = await serve((stream) => setTimeout(() => answer(stream), 5), {
      settings: { maxConcurrentStreams: 8 },
    });
    const result = await runBlock(closedBlock(8, 80, 10_000), server.endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 80 });
    expect(server.sessions.total).toBe(1);
  });

  it('every chunk is timed', async () => {
    const server = await serve((stream) => {
      stream.respond(json);
      stream.write('{"a":');
      setTimeout(() => stream.end('1}'), 60);
    });
    const { samples } = await runBlock(openBlock(50, 200), server.endpoint);
    for (let row = 0; row < samples.count; row++) {
      expect((samples.endAtMs[row] as number) - (samples.firstByteAtMs[row] as number)).toBeGreaterThan(40);
    }
  });

  it('the tokens of a stream are timed when they come, beside other streams', async () => {
    const event = (fields: object) => `data: ${JSON.stringify({ choices: [{ delta: fields }] })}\n\n`;
    const server = await serve((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      stream.write(event({ role: 'assistant', content: '' }));
      setTimeout(() => stream.write(event({ content: 'a' })), 20);
      setTimeout(() => stream.end(`${event({ content: 'b' })}data: [DONE]\n\n`), 60);
    });
    const { samples, ...result } = await runBlock(openBlock(50, 200), server.endpoint, { protocol: chat });
    expect(countOutcomes({ samples, ...result })).toEqual({ ok: 10 });
    expect(server.sessions.total).toBe(1);
    for (let row = 0; row < samples.count; row++) {
      const since = (column: Float64Array) => (column[row] as number) - (samples.sentAtMs[row] as number);
      // Timers may fire a millisecond early.
      expect(since(samples.firstTokenAtMs)).toBeGreaterThanOrEqual(18);
      expect(since(samples.endAtMs)).toBeGreaterThanOrEqual(58);
      expect(since(samples.firstByteAtMs)).toBeLessThan(since(samples.firstTokenAtMs));
      expect(samples.outputTokens[row]).toBe(2);
    }
  });

  it('waiting for the connection is counted as connecting and not charged to the model', async () => {
    const server = await serve((stream) => answer(stream), { secure: true });
    const { samples } = await runBlock(openBlock(20, 500), server.endpoint);
    const connectMs = samples.connectMs as Float64Array;
    expect(connectMs[0]).toBeGreaterThan(0);
    expect(connectMs[9]).toBe(0);
  });

  it('a body larger than any window arrives whole, and so does the answer', async () => {
    const large = JSON.stringify('x'.repeat(3_000_000));
    const server = await serve((stream) => answer(stream, large));
    const protocol = { ...postText, body: { text: 'y'.repeat(1_000_000) } };
    const result = await runBlock(openBlock(20, 200), server.endpoint, { protocol });
    expect(countOutcomes(result)).toEqual({ ok: 4 });
    expect(server.requests.map(({ body }) => body.length)).toEqual(
      Array.from({ length: 4 }, () => 1_000_011),
    );
    expect([...result.samples.responseBytes]).toEqual(Array.from({ length: 4 }, () => large.length));
  });

  it('a request without a body ends with its headers', async () => {
    const server = await serve((stream) => answer(stream));
    const protocol = {
      kind: 'http-json',
      method: 'GET',
      path: '/q?a=1',
      headers: { 'X-Key': 'k' },
      check: {},
    } as const;
    const result = await runBlock(openBlock(50, 100), server.endpoint, { protocol });
    expect(countOutcomes(result)).toEqual({ ok: 5 });
    expect(server.requests[0]).toMatchObject({ path: '/q?a=1', body: '' });
  });
});

interface Misbehaviour {
  onStream: OnStream;
  outcomes: Partial<Record<Outcome, number>>;
  message?: RegExp;
  timeouts?: Partial<TimeoutPlan>;
}

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM } =
  constants;

const cases: Record<string, Misbehaviour> = {
  'a refused stream is overload': {
    onStream: (stream, count) => (count % 4 === 0 ? stream.close(NGHTTP2_REFUSED_STREAM) : answer(stream)),
    outcomes: { ok: 15, overload: 5 },
    message: /REFUSED_STREAM/,
  },
  'a stream that is reset before its answer is a reset': {
    onStream: (stream, count) => (count % 4 === 0 ? stream.close(NGHTTP2_INTERNAL_ERROR) : answer(stream)),
    outcomes: { ok: 15, reset: 5 },
    message: /reset the stream before any answer \(HTTP\/2: INTERNAL_ERROR\)/,
  },
  'a stream that is cancelled before its answer is a reset': {
    onStream: (stream) => stream.close(NGHTTP2_CANCEL),
    outcomes: { reset: 20 },
    message: /CANCEL/,
  },
  'an answer shorter than its content-length is a bad response': {
    onStream: (stream) => {
      stream.respond({ ...json, 'content-length': '400' });
      stream.end('{"a":1}');
    },
    outcomes: { 'bad-response': 20 },
  },
  'a status of overload is told apart from failure': {
    onStream: (stream, count) => answer(stream, '{}', count % 2 ? 503 : 500),
    outcomes: { overload: 10, 'model-error': 10 },
  },
  'early hints are passed over': {
    onStream: (stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</a>' });
      answer(stream);
    },
    outcomes: { ok: 20 },
  },
  'silence is a time-out of the first byte': {
    onStream: () => undefined,
    outcomes: { timeout: 20 },
    message: /first byte in 60 ms/,
    timeouts: { firstByteMs: 60 },
  },
  'an answer that stands still is a time-out between chunks': {
    onStream: (stream) => {
      stream.respond(json);
      stream.write('{"a":');
    },
    outcomes: { timeout: 20 },
    message: /between chunks/,
    timeouts: { betweenChunksMs: 60 },
  },
  'what is in flight after the grace is aborted': {
    onStream: (stream, count) => (count <= 12 ? answer(stream) : undefined),
    outcomes: { ok: 12, aborted: 8 },
    timeouts: { graceMs: 50 },
  },
};

describe('against an HTTP/2 server that misbehaves,', () => {
  test.each(Object.entries(cases))('%s', async (_, { onStream, outcomes, message, timeouts }) => {
    const server = await serve(onStream);
    const result = await runBlock(openBlock(100, 200), server.endpoint, timeouts ? { timeouts } : {});
    expect(countOutcomes(result)).toEqual(outcomes);
    if (message) expect(result.errorExamples.map((example) => example.message).join('\n')).toMatch(message);
  });

  it('GOAWAY lets what is in flight end, and the next request opens a new connection', async () => {
    const server = await serve((stream, count, session) => {
      if (count % 5 === 0) session.close();
      setTimeout(() => answer(stream), 20);
    });
    const result = await runBlock(openBlock(10, 1000), server.endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 10 });
    expect(server.sessions.total).toBe(2);
    expect(result.health).toMatchObject({ connectionsOpened: 2, keptConnectionsLost: 0 });
  });

  it('GOAWAY with an error fails what is in flight, told apart from a request to calm down', async () => {
    const server = await serve((_, count, session) => {
      session.goaway(count % 2 ? NGHTTP2_INTERNAL_ERROR : NGHTTP2_ENHANCE_YOUR_CALM);
    });
    const result = await runBlock(closedBlock(1, 4, 10_000), server.endpoint);
    expect(countOutcomes(result)).toEqual({ reset: 2, overload: 2 });
    expect(result.errorExamples.map(({ message }) => message).join('\n')).toMatch(/GOAWAY INTERNAL_ERROR/);
  });

  it('a connection that is destroyed fails what is in flight and is opened anew', async () => {
    const server = await serve((stream, count, session) =>
      count === 3 ? session.destroy() : answer(stream),
    );
    const result = await runBlock(closedBlock(1, 6, 10_000), server.endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 5, reset: 1 });
    expect(result.health).toMatchObject({ connectionsOpened: 2, keptConnectionsLost: 1 });
  });

  it('a connection that the server closes between two requests is replaced without an error', async () => {
    const server = await serve((stream, _, session) => {
      answer(stream);
      stream.on('close', () => setImmediate(() => session.close()));
    });
    const result = await runBlock(openBlock(8, 625), server.endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 5 });
    expect(result.health.connectionsOpened).toBe(5);
  });

  it('a server that takes no streams at all is told', async () => {
    const server = await serve((stream) => answer(stream), { settings: { maxConcurrentStreams: 0 } });
    const result = await runBlock(openBlock(20, 200), server.endpoint);
    expect(countOutcomes(result)).toEqual({ connect: 4 });
    expect(result.errorExamples[0]?.message).toMatch(/takes no HTTP\/2 streams/);
  });
});

const half = (stream: number): Buffer =>
  Buffer.concat([
    frame(frameType.headers, endHeaders, stream, status200),
    frame(frameType.data, 0, stream, Buffer.from('{"a":')),
  ]);

/** What is written after half an answer; what the request then is; what the message says. */
const halves: [
  name: string,
  end: (socket: Socket, stream: number) => void,
  kind: Outcome,
  message: RegExp,
][] = [
  [
    'is reset',
    (socket, id) => socket.write(frame(frameType.reset, 0, id, words(2))),
    'reset',
    /middle.*INTERNAL/,
  ],
  [
    'is cancelled',
    (socket, id) => socket.write(frame(frameType.reset, 0, id, words(8))),
    'reset',
    /middle.*CANCEL/,
  ],
  ['ends with the connection', (socket) => socket.end(), 'bad-response', /cut short/],
  ['ends with a reset connection', (socket) => socket.resetAndDestroy(), 'reset', /middle of the answer/],
  [
    'ends with a GOAWAY',
    (socket) => socket.end(frame(frameType.goAway, 0, 0, words(0, 0))),
    'reset',
    /closed the connection/,
  ],
  [
    'is followed by nonsense',
    (socket, id) => socket.write(frame(frameType.headers, 4, id, words(0))),
    'bad-response',
    /rules of HTTP\/2/,
  ],
];

test.each(halves)(
  'half an answer over HTTP/2 that %s is told as what it is',
  async (_, end, kind, message) => {
    const server = await startRawHttp2Server((socket, stream) => {
      socket.write(half(stream));
      setTimeout(() => end(socket, stream), 5);
    });
    onTestFinished(() => server.close());
    // One after the other: on one connection, the end of one would be the end of others too.
    const result = await runBlock(closedBlock(1, 4, 10_000), { baseUrl: server.baseUrl, http: '2' });
    expect(countOutcomes(result)).toEqual({ [kind]: 4 });
    expect(result.errorExamples[0]?.message).toMatch(message);
  },
);

describe('HTTP/2 where there is none', () => {
  it('on a port that refuses is a connect error', async () => {
    const endpoint: Endpoint = { baseUrl: `http://127.0.0.1:${await unusedPort()}`, http: '2' };
    const result = await runBlock(openBlock(20, 200), endpoint);
    expect(countOutcomes(result)).toEqual({ connect: 4 });
    expect(result.errorExamples[0]?.message).toMatch(/ECONNREFUSED/);
  });

  it('on a server of HTTP/1.1 is a connect error', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const result = await runBlock(openBlock(20, 200), { baseUrl: server.baseUrl, http: '2' });
    await server.close();
    expect(countOutcomes(result)).toEqual({ connect: 4 });
  });

  it('on a server that says nothing is a time-out of the connection', async () => {
    const server = await startRawServer(() => undefined);
    const endpoint: Endpoint = { baseUrl: server.baseUrl, http: '2' };
    const result = await runBlock(openBlock(20, 200), endpoint, { timeouts: { connectMs: 80 } });
    await server.close();
    expect(countOutcomes(result)).toEqual({ timeout: 4 });
    expect(result.errorExamples[0]?.message).toMatch(/\(connect\)/);
  });

  const overTls = async (listener: (httpVersion: string) => void): Promise<Endpoint> => {
    const server = createHttpsServer(certificate, (request, response) => {
      listener(request.httpVersion);
      request.resume().on('end', () => response.end('{}'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: authority };
  };

  it('over TLS falls back to HTTP/1.1 by itself', async () => {
    const versions = new Set<string>();
    const endpoint = await overTls((version) => versions.add(version));
    const result = await runBlock(openBlock(20, 200), endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 4 });
    expect(result.health.httpVersion).toBe('1.1');
    expect([...versions]).toEqual(['1.1']);
  });

  it('over TLS is a connect error where HTTP/2 is demanded', async () => {
    const endpoint = await overTls(() => undefined);
    const result = await runBlock(openBlock(20, 200), { ...endpoint, http: '2' });
    expect(countOutcomes(result)).toEqual({ connect: 4 });
  });

  it('HTTP/1.1 is spoken over TLS where the target says so, whatever the server prefers', async () => {
    const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
      versions.add(request.httpVersion);
      request.resume().on('end', () => response.end('{}'));
    });
    const versions = new Set<string>();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const endpoint: Endpoint = {
      baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ca: authority,
      http: '1.1',
    };
    expect(countOutcomes(await runBlock(openBlock(20, 200), endpoint))).toEqual({ ok: 4 });
    expect([...versions]).toEqual(['1.1']);
  });
});
