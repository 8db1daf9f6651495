import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createEngine, recordBlock } from '../../src/load/index.ts';
import type { SessionsPlan } from '../../src/model/plan.ts';
import type { ProtocolPlan } from '../../src/model/protocol.ts';
import type { BlockPlan, Workload } from '../../src/model/schedule.ts';
import { sessionBlock } from '../../src/scenario/session-block.ts';
import { makeSessions } from '../../src/workload/index.ts';
import { seeded } from '../scenario/chance.ts';
import { bounds, never, relaxedTimeouts } from './support.ts';

interface Asked {
  atMs: number;
  session: string | undefined;
  cookie: string | undefined;
  messages: { role: string; content: string }[];
  answer: string;
}

let server: Server;
let baseUrl: string;
const asked: Asked[] = [];
let answers = 0;
let respond: (request: Asked, response: ServerResponse) => void;

async function readJson(request: IncomingMessage): Promise<{ messages: Asked['messages'] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { messages } = await readJson(request);
    const known: Asked = {
      atMs: performance.now(),
      session: request.headers['x-session'] as string | undefined,
      cookie: request.headers.cookie,
      messages,
      // Quotes and a line break: an answer goes into JSON again.
      answer: `answer ${answers++}: "yes"\nthen`,
    };
    asked.push(known);
    respond(known, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => (asked.length = 0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const inOnePiece = ({ answer }: Asked, response: ServerResponse) =>
  response.setHeader('content-type', 'application/json').end(
    JSON.stringify({
      choices: [{ message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
    }),
  );

function streamed({ answer }: Asked, response: ServerResponse): void {
  response.setHeader('content-type', 'text/event-stream');
  for (const piece of answer.match(/.{1,4}/gs) ?? [])
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: piece } }] })}\n\n`);
  response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
}

const chat: ProtocolPlan = {
  kind: 'openai-chat',
  path: '/v1/chat/completions',
  headers: { 'x-session': '{{session}}' },
  body: { messages: '{{messages}}' },
  check: {},
};

const threeTurns: Workload = makeRows(
  Array.from({ length: 6 }, (_, i) => ['a', 'b', 'c'].map((turn) => `${turn}${i}`)),
);

function makeRows(texts: string[][]): Workload {
  return {
    classes: [{ name: 'chat', share: 1 }],
    items: texts.map((each) => ({ classIndex: 0, row: { texts: each } })),
  };
}

async function run(
  {
    protocol = chat,
    workers = 1,
    ...plan
  }: Partial<SessionsPlan> & { protocol?: ProtocolPlan; workers?: number } = {},
  conversations = threeTurns,
) {
  const sessions: SessionsPlan = { mostTurns: 8, thinkTime: { kind: 'none' }, ...plan };
  const workload = makeSessions(conversations, sessions, 'salt');
  const engine = await createEngine({
    protocol,
    workload,
    salt: 's',
    load: {
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 10,
      arrivals: 'constant',
      timeouts: relaxedTimeouts,
      workers,
      generator: bounds,
    },
  });
  const block: BlockPlan = sessionBlock({
    index: 0,
    ratePerSecond: 60,
    leadInMs: 100,
    durationMs: 500,
    arrivals: 'constant',
    sessions: workload.sessions!,
    random: seeded(7),
  });
  try {
    const measured = await engine.run(block, { baseUrl }, { signal: never });
    return { measured, recorded: recordBlock(block, measured, { workload, order: 0, start: 0, bounds }) };
  } finally {
    await engine.close();
  }
}

/** What was asked, by the name of its session, in the order of time. */
function bySession(): Asked[][] {
  const sessions = new Map<string, Asked[]>();
  for (const each of asked) sessions.set(each.session!, [...(sessions.get(each.session!) ?? []), each]);
  return [...sessions.values()];
}

const completedByClass = ({ recorded }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(Object.entries(recorded.classes).map(([name, { completed }]) => [name, completed]));

test.each([
  ['in one piece', inOnePiece, 1],
  ['as streams', streamed, 1],
  ['as streams, by two workers', streamed, 2],
] as const)('every turn carries the own answers of the server, given %s', async (_, answer, workers) => {
  respond = answer;
  const result = await run({ workers });
  // 2 sessions begin in the lead-in and 10 in the measured part.
  expect(bySession()).toHaveLength(12);
  for (const turns of bySession()) {
    expect(turns).toHaveLength(3);
    turns.forEach(({ messages }, turn) => {
      const before = turns.slice(0, turn).map(({ answer: content }) => ({ role: 'assistant', content }));
      expect(messages.filter(({ role }) => role === 'assistant')).toEqual(before);
      expect(messages.filter(({ role }) => role === 'user')).toHaveLength(turn + 1);
      expect(messages[0]!.content).toMatch(/^salt a\d$/);
    });
    expect(turns[0]!.session).toMatch(/^[0-9a-f]{16}$/);
  }
  expect(completedByClass(result)).toEqual({ 'chat turn 1': 10, 'chat turn 2': 10, 'chat turn 3': 10 });
  expect(result.recorded.validity).toEqual({ valid: true });
});

test('a user thinks between an answer and the next turn, and that is no latency', async () => {
  respond = inOnePiece;
  const { measured } = await run({ thinkTime: { kind: 'constant', thinkMs: 150 } });
  for (const turns of bySession()) {
    const gaps = turns.slice(1).map(({ atMs }, i) => atMs - turns[i]!.atMs);
    for (const gapMs of gaps) expect(gapMs).toBeGreaterThanOrEqual(149);
  }
  const { endAtMs, dueAtMs } = measured.samples;
  const latencies = endAtMs.map((end, row) => end - dueAtMs[row]!).sort();
  expect(latencies[latencies.length / 2]).toBeLessThan(100);
});

test('a turn that fails ends its session, and its later turns are not counted', async () => {
  respond = (request, response) => {
    if (request.messages.some(({ content }) => content === 'b1')) response.statusCode = 500;
    inOnePiece(request, response);
  };
  const { recorded } = await run();
  const failed = recorded.classes['chat turn 2']!.errors['model-error'] ?? 0;
  expect(failed).toBeGreaterThan(0);
  expect(recorded.classes['chat turn 2']).toMatchObject({ attempted: 10, completed: 10 - failed });
  expect(recorded.classes['chat turn 3']).toMatchObject({ attempted: 10 - failed, errors: {} });
});

test('cookies that a session is given go back with its next turns, and with no other session', async () => {
  respond = (request, response) => {
    if (request.cookie === undefined)
      response.setHeader('set-cookie', [`route=${request.session}; Path=/; HttpOnly`, 'b=2']);
    inOnePiece(request, response);
  };
  await run();
  for (const [first, ...later] of bySession()) {
    expect(first!.cookie).toBeUndefined();
    for (const { cookie, session } of later) expect(cookie).toBe(`route=${session}; b=2`);
  }
});

test('conversations of different lengths are each sent to their end, or to the most turns', async () => {
  respond = inOnePiece;
  const result = await run({ mostTurns: 2 }, makeRows([['one'], ['one', 'two'], ['one', 'two', 'three']]));
  const completed = completedByClass(result);
  expect(Object.keys(completed)).toEqual(['chat turn 1', 'chat turn 2']);
  // Of three conversations two go on: 18 sessions of 5/3 turns are 30 requests in half a second.
  expect(completed).toEqual({ 'chat turn 1': 18, 'chat turn 2': 12 });
  expect(
    bySession()
      .map((turns) => turns.length)
      .sort(),
  ).toContain(1);
});

test("with `http-json` the answer's text is found by its path", async () => {
  respond = ({ answer }, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ out: [{ text: answer }] }));
  const protocol: ProtocolPlan = {
    kind: 'http-json',
    method: 'POST',
    path: '/ask',
    headers: { 'x-session': '{{session}}' },
    body: { messages: '{{messages}}', all: '{{history}}' },
    check: {},
  };
  await run({ protocol, answerPath: 'out.0.text' });
  const [last] = bySession().map((turns) => turns.at(-1)!);
  expect(last!.messages.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual(
    bySession()[0]!
      .slice(0, 2)
      .map(({ answer }) => answer),
  );
});
