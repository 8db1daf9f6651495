import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateTickets, toJsonLines } from '../../examples/ticket-routing/generate-dataset.ts';
import { burn, extraComputeMs } from '../../examples/ticket-routing/slowdown.ts';
import { prototypes } from '../../examples/ticket-routing/prototypes.ts';
import { readSettings } from '../../examples/ticket-routing/settings.ts';

const exampleDirectory = fileURLToPath(new URL('../../examples/ticket-routing', import.meta.url));

interface ExampleServer {
  url: string;
  process: ChildProcess;
  exit: Promise<{ code: number | null }>;
  /** With the time that the model took to load. */
  ready: () => Promise<number>;
}

const started: ExampleServer[] = [];

afterAll(async () => {
  for (const server of started) server.process.kill('SIGKILL');
  await Promise.all(started.map((server) => server.exit));
});

/** Starts the real server on a free port; its first log line tells which. */
async function startServer(env: Record<string, string> = {}): Promise<ExampleServer> {
  const child = spawn(process.execPath, ['server.ts'], {
    cwd: exampleDirectory,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit').then(([code]) => ({ code: code as number | null }));
  const log: { event: string; port?: number; loadMs?: number }[] = [];
  const lines = createInterface({ input: child.stderr });
  const logged = (event: string): Promise<{ port?: number; loadMs?: number }> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const entry = log.find((candidate) => candidate.event === event);
        if (entry) resolve(entry);
      };
      lines.on('line', look);
      lines.on('close', () => reject(new Error(`The server ended before "${event}".`)));
      look();
    });
  lines.on('line', (line) => log.push(JSON.parse(line) as { event: string }));
  const { port } = await logged('listening');
  const server: ExampleServer = {
    url: `http://127.0.0.1:${port}`,
    process: child,
    exit,
    ready: async () => (await logged('model-loaded')).loadMs ?? 0,
  };
  started.push(server);
  return server;
}

async function startReadyServer(env?: Record<string, string>): Promise<ExampleServer> {
  const server = await startServer(env);
  await server.ready();
  return server;
}

function post(server: ExampleServer, body: string): Promise<Response> {
  return fetch(`${server.url}/route`, { method: 'POST', body });
}

async function route(server: ExampleServer, text: string): Promise<{ queue: string; tokens: number }> {
  const response = await post(server, JSON.stringify({ text }));
  expect(response.status).toBe(200);
  return (await response.json()) as { queue: string; tokens: number };
}

async function metricValues(server: ExampleServer): Promise<Map<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const separator = line.lastIndexOf(' ');
      return [line.slice(0, separator), Number(line.slice(separator + 1))];
    }),
  );
}

describe('the server', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await startReadyServer();
  });

  test.each([
    ['billing', 'My card was charged twice, please refund the second payment.'],
    ['technical', 'The app crashes with error 500 when I open the report page.'],
    ['account', 'I cannot log in, I forgot my password.'],
    ['shipping', 'My parcel has still not been delivered.'],
    ['feedback', 'I love the new design, well done!'],
  ])('routes an obvious %s ticket to its queue', async (queue, text) => {
    expect((await route(server, text)).queue).toBe(queue);
  });

  test('says how sure it is, what it read and which model answered', async () => {
    const prototypeItself = prototypes.shipping![3]!;
    expect(await route(server, prototypeItself)).toEqual({
      queue: 'shipping',
      score: 1,
      tokens: 8,
      model: 'universal-sentence-encoder-lite',
    });
  });

  test('reads no more than 128 tokens of a ticket', async () => {
    expect((await route(server, 'My invoice is wrong. '.repeat(100))).tokens).toBe(128);
  });

  test('routes text in scripts that the model does not know', async () => {
    expect(Object.keys(await route(server, '😀 日本語 \u0000'))).toContain('queue');
  });

  test.each([
    ['malformed JSON', '{"text": '],
    ['a body without text', '{"message": "hello"}'],
    ['a text that is not a string', '{"text": 42}'],
    ['an empty text', '{"text": "  "}'],
    ['a body that is no object', 'null'],
  ])('answers 400 with a reason to %s', async (_, body) => {
    const response = await post(server, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test('answers 413 to a body larger than 16 KiB, with or without a declared length', async () => {
    const body = JSON.stringify({ text: 'a'.repeat(20_000) });
    expect((await post(server, body)).status).toBe(413);
    const chunked = await fetch(`${server.url}/route`, {
      method: 'POST',
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  test('answers 404 to an unknown path', async () => {
    expect((await fetch(`${server.url}/predict`)).status).toBe(404);
  });

  test.each([
    ['GET', '/route', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/metrics', 'GET, HEAD'],
  ])('answers 405 to %s %s and names the methods it knows', async (method, path, allowed) => {
    const response = await fetch(`${server.url}${path}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
  });

  test('counts every finished request by status', async () => {
    const before = await metricValues(server);
    await route(server, 'Where is my parcel?');
    await route(server, 'Where is my parcel?');
    await post(server, 'not json');
    const after = await metricValues(server);
    const growth = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(growth('ticket_routing_requests_total{status="200"}')).toBe(2);
    expect(growth('ticket_routing_requests_total{status="400"}')).toBe(1);
    expect(growth('ticket_routing_request_duration_seconds_count')).toBe(3);
    expect(growth('ticket_routing_inference_duration_seconds_count')).toBe(2);
    expect(after.get('ticket_routing_queue_depth')).toBe(0);
    expect(after.get('ticket_routing_in_flight')).toBe(0);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });
});

test('health is 503 until the model is loaded and 200 afterwards', async () => {
  const server = await startServer();
  const loading = await fetch(`${server.url}/health`);
  expect([loading.status, await loading.json()]).toEqual([503, { status: 'loading' }]);
  await server.ready();
  const loaded = await fetch(`${server.url}/health`);
  expect([loaded.status, await loaded.json()]).toEqual([200, { status: 'ok' }]);
});

test('answers 503 with Retry-After beyond a full queue, and health and metrics meanwhile', async () => {
  const server = await startReadyServer({ MAX_QUEUE: '1', SLOWDOWN: '20' });
  const requests = Array.from({ length: 4 }, () => post(server, '{"text": "Where is my parcel?"}'));
  const health = await fetch(`${server.url}/health`);
  const responses = await Promise.all(requests);
  expect(health.status).toBe(200);
  expect(responses.map((response) => response.status).sort()).toEqual([200, 200, 503, 503]);
  const refused = responses.find((response) => response.status === 503);
  expect(refused?.headers.get('retry-after')).toBe('1');
});

test('SIGTERM lets the running request finish and exits with 0', async () => {
  const server = await startReadyServer({ SLOWDOWN: '30' });
  const request = route(server, 'Where is my parcel?');
  await expect.poll(async () => (await metricValues(server)).get('ticket_routing_in_flight')).toBe(1);
  server.process.kill('SIGTERM');
  expect((await request).queue).toBe('shipping');
  expect(await server.exit).toEqual({ code: 0 });
});

test('a slowed server gives the same answers', async () => {
  const [plain, slowed] = await Promise.all([
    startReadyServer(),
    startReadyServer({ SLOWDOWN: '1.5', SLOWDOWN_FROM_WORDS: '60' }),
  ]);
  const tickets = generateTickets(1);
  for (const ticket of [tickets[0]!, tickets.at(-2)!, tickets.at(-1)!]) {
    expect(await route(slowed, ticket.text)).toEqual(await route(plain, ticket.text));
  }
});

test('the slowdown is proportional to the inference and spares the short tickets', () => {
  const fault = { slowdownFactor: 1.3, slowdownFromWords: 3, errorRatio: 0, startSlowdownFactor: 1 };
  expect(extraComputeMs(100, 'one two three', fault)).toBeCloseTo(30);
  expect(extraComputeMs(100, 'one two', fault)).toBe(0);
  expect(extraComputeMs(100, 'one two three', { ...fault, slowdownFactor: 1 })).toBe(0);
});

test('the slowdown occupies the thread for its whole duration', () => {
  const startMs = performance.now();
  burn(20);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(20);
});

test('ERROR_RATE answers 500 to the same requests in every run', async () => {
  const statusesOfARun = async (): Promise<number[]> => {
    const server = await startReadyServer({ ERROR_RATE: '0.25' });
    const statuses: number[] = [];
    for (let i = 0; i < 20; i++) statuses.push((await post(server, '{"text": "Hello"}')).status);
    return statuses;
  };
  const statuses = await statusesOfARun();
  expect(statuses.filter((status) => status === 500)).toHaveLength(5);
  expect(await statusesOfARun()).toEqual(statuses);
});

test('START_SLOWDOWN=3 is not ready before three times the time that the model takes to load', async () => {
  const startedAtMs = performance.now();
  const server = await startServer({ START_SLOWDOWN: '3' });
  const loadMs = await server.ready();
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(3 * loadMs);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test.each([
  ['WORKERS', '0'],
  ['WORKERS', '1.5'],
  ['PORT', '99999'],
  ['SLOWDOWN', 'much'],
  ['ERROR_RATE', '2'],
  ['START_SLOWDOWN', '0.5'],
])('%s=%s is refused by name', (name, text) => {
  expect(() => readSettings({ [name]: text })).toThrow(name);
});

describe('the dataset', () => {
  test('is what the generator writes, byte for byte', async () => {
    const committed = await readFile(`${exampleDirectory}/tickets.jsonl`, 'utf8');
    expect(toJsonLines(generateTickets(1))).toBe(committed);
  });

  test('differs with another seed', () => {
    expect(generateTickets(2)).not.toEqual(generateTickets(1));
  });

  test('has 150 short, 100 medium and 60 long tickets, all different', () => {
    const tickets = generateTickets(1);
    const between = (minWords: number, maxWords: number): number =>
      tickets.filter(({ words }) => words >= minWords && words <= maxWords).length;
    expect([between(6, 14), between(25, 40), between(80, 110)]).toEqual([150, 100, 60]);
    expect(tickets).toHaveLength(310);
    expect(new Set(tickets.map(({ text }) => text)).size).toBe(310);
    expect(new Set(tickets.map(({ id }) => id)).size).toBe(310);
  });

  test('counts the words of each ticket', () => {
    for (const ticket of generateTickets(1)) expect(ticket.text.split(' ')).toHaveLength(ticket.words);
  });
});
