import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PreparedTest } from '../../../src/load/k6/prepared-test.ts';
import { parsePoint, type HttpPoint } from '../../../src/load/k6/points.ts';
import { samplesOfScript } from '../../../src/load/k6/script-samples.ts';
import { classifyFault } from '../../../src/load/k6/transport-fault.ts';
import { ColumnStore } from '../../../src/load/columns.ts';
import { outcomes } from '../../../src/model/sample.ts';
import { everyMs, fixtures, optionsFor } from './support.ts';

const linesOf = (name: string): string[] =>
  readFileSync(join(fixtures, name), 'utf8').split('\n').filter(Boolean);

/** Written by k6 1.8.1 with Sluice's script, against a server that answered in these ways; the last found nobody there. */
const ways = ['ok', 'html', 'busy', 'memory', 'broken', 'moved', 'reset', 'cut', 'slow', 'refused'];
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
};

async function recordedBlock() {
  const workload = {
    classes: [{ name: 'all-of-them', share: 1 }],
    items: ways.map((text) => ({ classIndex: 0, row: { text } })),
  };
  const options = optionsFor({ workload });
  options.load.timeouts = { ...options.load.timeouts, totalMs: 300 };
  const prepared = await PreparedTest.of(options);
  const taken = prepared.take(everyMs(50, ways.length, ways.length));
  const recorder = prepared.recorder(taken, 1);
  return { columns: taken.columns, recorder };
}

test('what k6 tells of a request becomes what the built-in engine would have said of it', async () => {
  const { columns, recorder } = await recordedBlock();
  for (const line of linesOf('result-lines.ndjson')) expect(recorder.add(0, line)).toBe(true);
  const found = ways.map((way, row) => [way, outcomes[columns.outcome[row] as number]]);
  expect(Object.fromEntries(found)).toEqual(outcomesOfWays);
  expect(Array.from(columns.httpStatus)).toEqual([200, 200, 503, 500, 500, 302, 0, 0, 0, 0]);
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
  const [blockedMs = 0, , , durationMs = 0] =
    (JSON.parse(linesOf('result-lines.ndjson')[0] ?? '') as number[][])[3] ?? [];
  expect((columns.endAtMs[0] as number) - (columns.sentAtMs[0] as number)).toBeCloseTo(durationMs, 6);
  expect(columns.connectMs[0]).toBe(blockedMs);
  expect(columns.firstByteAtMs[8]).toBeNaN();
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
  recorder.add(0, line.replace('[0,', '[99,'));
  expect(recorder.strayLines).toBe(2);
});

test.each([
  [1101, 'lookup: no such host', 'connect', false],
  [1211, 'dial: i/o timeout', 'connect', false],
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

function scriptPoints(): { requests: HttpPoint[]; dropped: number } {
  const points = linesOf('own-script.points.ndjson').flatMap((line) => parsePoint(line) ?? []);
  return {
    requests: points.flatMap((point) => (point.kind === 'request' ? [point.request] : [])),
    dropped: points.reduce((sum, point) => sum + (point.kind === 'dropped' ? point.iterations : 0), 0),
  };
}

const classes = [
  { name: 'short', share: 0.5 },
  { name: 'long', share: 0.5 },
];
const place = { block: everyMs(100, 10, 2), store: new ColumnStore(), file: 'load.js' };

test('the requests of a script of the user become samples, with their classes and kinds of errors', () => {
  const { requests, dropped } = scriptPoints();
  expect(requests).toHaveLength(10);
  expect(dropped).toBe(3);
  const { samples } = samplesOfScript(requests, { ...place, classes });
  const found = Array.from(samples.outcome, (index) => outcomes[index]);
  expect(found).toEqual([
    'ok',
    'overload',
    'model-error',
    'reset',
    'bad-response',
    'timeout',
    'ok',
    'overload',
    'model-error',
    'reset',
  ]);
  expect(Array.from(samples.classIndex).slice(0, 4)).toEqual([0, 1, 0, 1]);
  expect(samples.sentAtMs[0]).toBe(0);
  expect((samples.endAtMs[5] as number) - (samples.sentAtMs[5] as number)).toBeCloseTo(299.494, 2);
});

test('a script that reports nothing usable is refused by name', () => {
  const { requests } = scriptPoints();
  const refused =
    (points: HttpPoint[], names: string[], blockMs = 1000) =>
    () =>
      samplesOfScript(points, {
        ...place,
        block: everyMs(blockMs, 1, 1),
        classes: names.map((name) => ({ name, share: 1 / names.length })),
      });
  expect(refused([], ['short', 'long'])).toThrow('load.js: The script reported no HTTP request.');
  expect(refused(requests, ['short', 'huge'])).toThrow('of the class "long"');
  const untagged = requests.map((point) => ({ ...point, className: undefined }));
  expect(refused(untagged, ['short', 'long'])).toThrow('without the tag `class`');
  expect(refused(untagged, ['short'])).not.toThrow();
  expect(refused(requests, ['short', 'long'], 60_000)).toThrow(
    'last request 1.0 s after its first, in a block of 60 s',
  );
});
