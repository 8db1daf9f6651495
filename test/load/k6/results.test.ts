import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PreparedTest } from '../../../src/load/k6/prepared-test.ts';
import { parseResultLine } from '../../../src/load/k6/result-line.ts';
import { classifyFault } from '../../../src/load/k6/transport-fault.ts';
import { requireWholeResults } from '../../../src/load/k6/whole-results.ts';
import { outcomes } from '../../../src/model/sample.ts';
import { closedBlock } from '../support.ts';
import { everyMs, fixtures, optionsFor } from './support.ts';

const linesOf = (name: string): string[] =>
  readFileSync(join(fixtures, name), 'utf8').split('\n').filter(Boolean);

/** Written by k6 1.8.1 with Sluice's script, against a server that answered in these ways. The last two found nobody there, and one who took no connections. */
const ways = ['ok', 'html', 'busy', 'memory', 'broken', 'moved', 'reset', 'cut', 'slow', 'refused', 'hung'];
const outcomesOfWays = {
  ok: 'ok',
  html: 'bad-response',
  busy: 'overload',
  memory: 'out-of-memory',
  broken: 'model-error',
  moved: 'bad-response',
  reset: 'reset',
  cut: 'bad-response',
  slow: 'timeout',
  refused: 'connect',
  hung: 'timeout',
};

async function recordedBlock(segments = 1) {
  const workload = {
    classes: [{ name: 'all-of-them', share: 1 }],
    items: ways.map((text) => ({ classIndex: 0, row: { text } })),
  };
  const options = optionsFor({ workload });
  options.load.timeouts = { ...options.load.timeouts, totalMs: 300 };
  const prepared = await PreparedTest.of(options);
  const taken = prepared.take(everyMs(50, ways.length, ways.length));
  const recorder = prepared.recorder(taken, segments);
  return { columns: taken.columns, recorder };
}

test('what k6 tells of a request becomes what the built-in engine would have said of it', async () => {
  const { columns, recorder } = await recordedBlock();
  for (const line of linesOf('result-lines.ndjson')) expect(recorder.add(0, line)).toBe(true);
  const found = ways.map((way, row) => [way, outcomes[columns.outcome[row] as number]]);
  expect(Object.fromEntries(found)).toEqual(outcomesOfWays);
  expect(Array.from(columns.httpStatus)).toEqual([200, 200, 503, 500, 500, 302, 0, 0, 0, 0, 0]);
  expect(recorder.errorExamples.map(({ message }) => message)).toContain(
    'HTTP 503 (Retry-After: 1): {"error":"full"}',
  );
});

test('no request is sent before it is due, and the answer follows by the times of k6', async () => {
  const { columns, recorder } = await recordedBlock();
  for (const line of linesOf('result-lines.ndjson')) recorder.add(0, line);
  recorder.close();
  const lagsMs = columns.sentAtMs.map(
    (atMs, row) => atMs - (columns.connectMs[row] as number) - (columns.dueAtMs[row] as number),
  );
  expect(Math.min(...lagsMs)).toBeCloseTo(0, 6);
  const { blockedMs, durationMs } = requestIn(linesOf('result-lines.ndjson')[0]);
  expect((columns.endAtMs[0] as number) - (columns.sentAtMs[0] as number)).toBeCloseTo(durationMs, 6);
  expect(columns.connectMs[0]).toBe(blockedMs);
  expect(columns.firstByteAtMs[8]).toBeNaN();
});

function requestIn(line = '') {
  const told = parseResultLine(line);
  if (told?.kind !== 'request') throw new TypeError(`no request: ${line}`);
  return told.request;
}

test('a request that found no connection held its user until it was given up, although k6 tells no times of it', async () => {
  const { columns, recorder } = await recordedBlock();
  const lines = linesOf('result-lines.ndjson');
  for (const line of lines) recorder.add(0, line);
  recorder.close();
  expect(requestIn(lines[10])).toMatchObject({ blockedMs: 0, durationMs: 0 });
  expect((columns.endAtMs[10] as number) - (columns.sentAtMs[10] as number)).toBeCloseTo(301.337, 2);
});

test('what had only the rest of the grace was cut off, and what had its whole time timed out', async () => {
  const { columns, recorder } = await recordedBlock();
  const lines = linesOf('result-lines.ndjson');
  recorder.add(0, lines[8] ?? '');
  recorder.add(0, (lines[10] ?? '').replace(',300]', ',299.9]'));
  // Long before its time was over: k6 itself waits for a connection no longer than that.
  recorder.add(0, (lines[9] ?? '').replace(',300]', ',30]').replace('[0,1212,', '[0,1211,'));
  expect([8, 9, 10].map((row) => outcomes[columns.outcome[row] as number])).toEqual([
    'timeout',
    'timeout',
    'aborted',
  ]);
});

test('in a closed loop the first request of each process is due at the start of the block, and none before', async () => {
  const prepared = await PreparedTest.of(optionsFor());
  const taken = prepared.take(closedBlock(2, 4, 1000));
  const recorder = prepared.recorder(taken, 2);
  // 33.349314 and 1.311578: their sum less the one is less than the other.
  const line = (row: number, startedAtMs: number, connectingMs: number) =>
    JSON.stringify([
      taken.id,
      row,
      0,
      [startedAtMs, startedAtMs + 40, 20_000],
      1_700_000_000_000,
      [1.311578, connectingMs, 9, 10],
      [200, 0, '', 'HTTP/1.1'],
      {},
      '',
    ]);
  [0, 1].forEach((segment) => recorder.add(segment, line(segment, 33.349314, 0.2)));
  [0, 1].forEach((segment) => recorder.add(segment, line(segment + 2, 77.7, 0)));
  recorder.close();
  expect(Array.from(taken.columns.dueAtMs).slice(0, 2)).toEqual([0, 0]);
  // On a kept connection, what it took to get hold of it is the generator's.
  expect(taken.columns.dueAtMs[2]).toBeCloseTo(77.7 - 33.349314 + 1.311578, 6);
});

test('a line that is no request is told apart, and one that comes twice is counted', async () => {
  const { recorder } = await recordedBlock();
  const [line = ''] = linesOf('result-lines.ndjson');
  expect(recorder.add(0, line)).toBe(true);
  expect(recorder.add(0, 'Insufficient VUs')).toBe(false);
  expect(recorder.add(0, line.slice(0, 40))).toBe(false);
  expect(recorder.add(0, '[1,2,3]')).toBe(false);
  expect(recorder.strayLines).toBe(0);
  recorder.add(0, line);
  recorder.add(0, line.replace('",0,0,[', '",99,99,['));
  expect(recorder.strayLines).toBe(2);
});

test('a line of another test is not taken', async () => {
  const { columns, recorder } = await recordedBlock();
  const [line = ''] = linesOf('result-lines.ndjson');
  expect(recorder.add(0, line.replace(/^\["\d+"/, '["0000000000000000"'))).toBe(true);
  expect(recorder.foreignLines).toBe(1);
  expect(columns.sentAtMs[0]).toBeNaN();
});

test('iterations that a process began and did not tell are lost, and those that it left out are not', async () => {
  const { recorder } = await recordedBlock();
  const [first = '', ...rest] = linesOf('result-lines.ndjson');
  const row = (line: string) => (JSON.parse(line) as [string, number | 'end'])[1];
  recorder.add(0, first);
  for (const line of rest) if (row(line) === 5 || row(line) === 7) recorder.add(0, line);
  expect(recorder.lostIterations).toBe(5);
  const [testId] = JSON.parse(first) as [string];
  for (const left of [1, 2, 3, 4, 6]) recorder.add(0, JSON.stringify([testId, left + 40, left]));
  expect(recorder.lostIterations).toBe(0);
  expect(recorder.unended).toBe(1);
  recorder.add(0, rest.at(-1) ?? '');
  expect(recorder.unended).toBe(0);
});

test.each([
  [
    'a line that is cut',
    { lostIterations: 0, unended: 0 },
    { cut: 1, strange: 0 },
    false,
    'cut or unreadable',
  ],
  ['a line of nothing', { lostIterations: 0, unended: 0 }, { cut: 0, strange: 2 }, true, 'cut or unreadable'],
  ['a file without its end', { lostIterations: 0, unended: 1 }, { cut: 0, strange: 0 }, true, 'to the end'],
  [
    'lost iterations of a closed loop',
    { lostIterations: 3, unended: 0 },
    { cut: 0, strange: 0 },
    false,
    'did not tell',
  ],
])(
  '%s is refused: requests that are missing would make a server look better',
  (_, told, files, open, fact) => {
    expect(() => requireWholeResults(told, files, open)).toThrow(fact);
  },
);

test('of an open loop, rows that are missing have due times and count as never sent', () => {
  expect(() =>
    requireWholeResults({ lostIterations: 3, unended: 0 }, { cut: 0, strange: 0 }, true),
  ).not.toThrow();
});

test.each([
  [1101, 'lookup: no such host', 'connect', false],
  [1211, 'dial: i/o timeout', 'timeout', false],
  [1210, 'dial tcp 127.0.0.1:80: connect: cannot assign requested address', 'connect', true],
  [1310, 'x509: unknown authority', 'connect', false],
  [1220, 'read: connection reset by peer', 'reset', false],
  [1201, 'write: broken pipe', 'reset', false],
  [1611, 'http2: received GoAway', 'reset', false],
  [1638, 'http2: stream error with http2 ErrCode REFUSED_STREAM', 'overload', false],
  [1020, 'invalid URL', 'client-error', false],
  [1000, 'net/http: HTTP/1.x transport connection broken: malformed HTTP response', 'bad-response', false],
])('code %i of k6 (%s) is %s', (code, error, outcome, local) => {
  expect(classifyFault(code, error, 0)).toEqual({ outcome, local });
});
