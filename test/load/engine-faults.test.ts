import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, test } from 'vitest';
import type { TimeoutPlan } from '../../src/model/plan.ts';
import type { Outcome } from '../../src/model/sample.ts';
import {
  countOutcomes,
  jsonAnswer,
  openBlock,
  postText,
  runBlock,
  startRawServer,
  unusedPort,
  type RawServer,
} from './support.ts';

let server: RawServer | undefined;
afterEach(() => server?.close());

const good = jsonAnswer({ label: 'ok' });
const block = openBlock(100, 200);
const all = 20;

interface Misbehaviour {
  answer: (socket: Socket, request: string, count: number) => void;
  outcomes: Partial<Record<Outcome, number>>;
  message?: RegExp;
  timeouts?: Partial<TimeoutPlan>;
}

const cases: Record<string, Misbehaviour> = {
  'good answers are successes': { answer: (socket) => socket.write(good), outcomes: { ok: all } },
  'a connection that the server closes after each answer is opened anew': {
    answer: (socket) => socket.end(good.replace('200 OK\r\n', '200 OK\r\nconnection: close\r\n')),
    outcomes: { ok: all },
  },
  'an answer without a length ends with the connection': {
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nfine'),
    outcomes: { ok: all },
  },
  'an answer in chunks is complete at its last chunk': {
    answer: (socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n',
      );
      setTimeout(() => socket.write('4\r\n":1}\r\n0\r\n\r\n'), 5);
    },
    outcomes: { ok: all },
  },
  'an unasked 100 Continue is passed over': {
    answer: (socket) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      setTimeout(() => socket.write(good), 5);
    },
    outcomes: { ok: all },
  },
  'a 100 Continue in pieces, or together with the answer, is passed over': {
    answer: (socket, _, count) => {
      if (count % 2) return void socket.write(`HTTP/1.1 100 Continue\r\n\r\n${good}`);
      socket.write('HTTP/1.1 100 Cont');
      setTimeout(() => socket.write(`inue\r\nx: y\r\n\r\n${good}`), 5);
    },
    outcomes: { ok: all },
  },
  'early hints are passed over': {
    answer: (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${good}`),
    outcomes: { ok: all },
  },
  'every fourth connection reset is counted exactly': {
    answer: (socket, _, count) => (count % 4 === 0 ? socket.resetAndDestroy() : socket.write(good)),
    outcomes: { ok: 15, reset: 5 },
    message: /reset before any answer/,
  },
  'a connection that is closed without an answer is a reset': {
    answer: (socket) => socket.end(),
    outcomes: { reset: all },
    message: /closed the connection without an answer/,
  },
  'a reset in the middle of an answer is a reset': {
    answer: (socket) => {
      socket.write(good.slice(0, -5));
      setTimeout(() => socket.resetAndDestroy(), 5);
    },
    outcomes: { reset: all },
    message: /middle of the answer/,
  },
  'half an answer is a bad response': {
    answer: (socket) => socket.end(good.slice(0, -5)),
    outcomes: { 'bad-response': all },
    message: /cut short/,
  },
  'headers that end early are a bad response': {
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-'),
    outcomes: { 'bad-response': all },
  },
  'chunks that end early are a bad response': {
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'),
    outcomes: { 'bad-response': all },
  },
  'a length that is too short cuts the JSON': {
    answer: (socket) => socket.end(good.replace(/content-length: \d+/, 'content-length: 4')),
    outcomes: { 'bad-response': all },
    message: /not JSON/,
  },
  'a length that is too long is never reached': {
    answer: (socket) => socket.end(good.replace(/content-length: \d+/, 'content-length: 400')),
    outcomes: { 'bad-response': all },
    message: /cut short/,
  },
  'what is no HTTP is a bad response': {
    answer: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    outcomes: { 'bad-response': all },
    message: /rules of HTTP/,
  },
  'overload is told apart from failure': {
    answer: (socket, _, count) =>
      socket.write(count % 2 ? jsonAnswer({}, '503 Busy', 'retry-after: 3\r\n') : jsonAnswer({}, '500 No')),
    outcomes: { overload: 10, 'model-error': 10 },
    message: /Retry-After: 3/,
  },
  'out of memory is inferred from the answer': {
    answer: (socket) =>
      socket.write(jsonAnswer({ error: 'CUDA out of memory. Tried to allocate' }, '500 No')),
    outcomes: { 'out-of-memory': all },
  },
  'a refused request is the client’s error': {
    answer: (socket) => socket.write(jsonAnswer({}, '422 No')),
    outcomes: { 'client-error': all },
  },
  'a redirect is not followed': {
    answer: (socket) => socket.write(jsonAnswer({}, '307 Temporary Redirect', 'location: /other\r\n')),
    outcomes: { 'bad-response': all },
    message: /\/other \(redirects are not followed\)/,
  },
  'silence is a time-out of the first byte': {
    answer: () => undefined,
    outcomes: { timeout: all },
    message: /first byte in 60 ms/,
    timeouts: { firstByteMs: 60 },
  },
  'headers that take too long are a time-out of the first byte, one by one is not': {
    answer: (socket) => {
      [...(good.match(/.{1,30}/gs) ?? [])].forEach((piece, index) =>
        setTimeout(() => socket.write(piece), 5 * index),
      );
    },
    outcomes: { ok: all },
    timeouts: { firstByteMs: 2000 },
  },
  'an answer that stands still is a time-out between chunks': {
    answer: (socket) => socket.write(good.slice(0, -5)),
    outcomes: { timeout: all },
    message: /between chunks/,
    timeouts: { betweenChunksMs: 60 },
  },
  'an answer that drips for ever is a time-out of the whole': {
    answer: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 10);
      socket.on('close', () => clearInterval(timer));
    },
    outcomes: { timeout: all },
    message: /total/,
    timeouts: { totalMs: 200, betweenChunksMs: 5000 },
  },
  'what is in flight after the grace is aborted': {
    answer: (socket, _, count) => (count <= 12 ? socket.write(good) : undefined),
    outcomes: { ok: 12, aborted: 8 },
    message: /in flight 50 ms after/,
    timeouts: { graceMs: 50 },
  },
};

describe('against a server that misbehaves,', () => {
  test.each(Object.entries(cases))('%s', async (_, { answer, outcomes, message, timeouts }) => {
    server = await startRawServer(answer);
    const result = await runBlock(block, server.baseUrl, timeouts ? { timeouts } : {});
    expect(countOutcomes(result)).toEqual(outcomes);
    expect(result.samples.count).toBe(all);
    if (message) expect(result.errorExamples.map((example) => example.message).join('\n')).toMatch(message);
  });
});

it('a keep-alive connection that the server closes without a word between two requests is replaced', async () => {
  server = await startRawServer((socket) => {
    socket.write(good);
    setImmediate(() => socket.end());
  });
  // Far apart, so that no request crosses the closing on its way: that one would be a reset, for every client.
  const result = await runBlock(openBlock(8, 625), server.baseUrl);
  expect(countOutcomes(result)).toEqual({ ok: 5 });
  expect(result.health.connectionsOpened).toBe(5);
});

describe('a server that is not there', () => {
  it('gives as many connect errors as requests were scheduled', async () => {
    const result = await runBlock(block, `http://127.0.0.1:${await unusedPort()}`);
    expect(countOutcomes(result)).toEqual({ connect: all });
    expect(result.errorExamples[0]).toMatchObject({ kind: 'connect', httpStatus: 0 });
    expect(result.errorExamples[0]?.message).toMatch(/ECONNREFUSED/);
    expect(result.health.achievedRate).toBe(1);
  });

  it('that dies in the middle is told from then on', async () => {
    const dying = (server = await startRawServer((socket, _, count) => {
      if (count < 10) return void socket.write(good);
      void dying.close();
    }));
    const result = await runBlock(block, dying.baseUrl);
    const counts = countOutcomes(result);
    expect(counts.ok).toBe(9);
    expect((counts.reset ?? 0) + (counts.connect ?? 0)).toBe(11);
  });

  it('under an unknown name is an error and no measurement', async () => {
    await expect(runBlock(block, 'http://model.invalid')).rejects.toMatchObject({
      code: 'target-unreachable',
    });
  });

  it('under an address that is none is an error', async () => {
    await expect(runBlock(block, 'model:80')).rejects.toMatchObject({ code: 'input-invalid' });
  });
});

it('error examples are few, short, and without what the request’s headers hold', async () => {
  server = await startRawServer((socket, request, count) =>
    socket.write(jsonAnswer({ count, echo: request, long: 'x\u0007'.repeat(1000) }, '500 No')),
  );
  const protocol = { ...postText, headers: { authorization: 'Bearer top-secret-token' } };
  const { errorExamples } = await runBlock(block, server.baseUrl, { protocol });
  expect(server.requests[0]).toContain('top-secret-token');
  expect(errorExamples).toHaveLength(5);
  for (const { message } of errorExamples) {
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).not.toContain('secret');
    expect(message).toMatch(/^[^\p{Cc}]*$/u);
  }
});
