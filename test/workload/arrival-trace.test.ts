import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReplayArrivals } from '../../src/model/plan.ts';
import { SluiceError } from '../../src/model/error.ts';
import { parseArrivalTrace } from '../../src/workload/index.ts';

const replay: ReplayArrivals = {
  kind: 'replay',
  path: 'trace.jsonl',
  format: 'jsonl',
  column: 'timestamp',
  unit: 's',
  scale: 1,
};

const jsonLines = (...times: unknown[]) => times.map((timestamp) => JSON.stringify({ timestamp })).join('\n');

function errorOf(text: string, settings: Partial<ReplayArrivals> = {}): SluiceError {
  try {
    parseArrivalTrace(text, { ...replay, ...settings });
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}

test.each<[string, string, Partial<ReplayArrivals>, number[]]>([
  ['seconds', jsonLines(0, 0.5, 2), {}, [0, 500, 2000]],
  ['seconds of the epoch', jsonLines(1700000000.25, 1700000001), {}, [0, 750]],
  ['milliseconds', jsonLines(7, 9, 9, 12.5), { unit: 'ms' }, [0, 2, 2, 5.5]],
  ['numbers as text', jsonLines('1.50', '1e1'), {}, [0, 8500]],
  ['twice the rate', jsonLines(0, 1, 3), { scale: 2 }, [0, 500, 1500]],
  ['date-times', jsonLines('2026-05-04T09:30:00.250Z', '2026-05-04T09:30:01Z'), {}, [0, 750]],
  [
    'date-times of different zones',
    jsonLines('2026-05-04T09:30:00+02:00', '2026-05-04T07:30:00.000500Z'),
    {},
    [0, 0.5],
  ],
  [
    'date-times without a zone, and with seven digits',
    jsonLines('2023-11-16 18:17:03.9799600', '2023-11-16 18:17:04.0319600'),
    {},
    [0, 52],
  ],
])('a trace of %s is read', (_, text, settings, wanted) => {
  const { atMs, periodMs } = parseArrivalTrace(text, { ...replay, ...settings });
  expect(atMs).toHaveLength(wanted.length);
  atMs.forEach((each, i) => expect(each).toBeCloseTo(wanted[i] ?? Number.NaN, 3));
  const last = atMs.at(-1) ?? 0;
  expect(periodMs).toBeCloseTo(last + last / (atMs.length - 1), 6);
});

test('a CSV file and a column by its name are read', () => {
  const text =
    '\uFEFFTIMESTAMP,ContextTokens\r\n2023-11-16 18:15:46.68,374\r\n2023-11-16 18:15:50.93,396\r\n';
  const csv = { ...replay, format: 'csv', path: 'code.csv', column: 'TIMESTAMP' } as const;
  expect(parseArrivalTrace(text, csv).atMs[1]).toBeCloseTo(4250, 3);
  expect(parseArrivalTrace('t,n\n0.10,1\n0.40,2\n', { ...csv, column: 't' }).atMs[1]).toBeCloseTo(300, 6);
});

test('the repeated trace has the rate of the trace', () => {
  const times = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(times, fc.double({ min: 0.01, max: 100, noNaN: true }), (gaps, scale) => {
      let reached = 5;
      const text = jsonLines(5, ...gaps.map((gap) => (reached += gap)));
      const { atMs, periodMs } = parseArrivalTrace(text, { ...replay, scale });
      const ratePerMs = gaps.length / ((reached - 5) * 1000);
      expect(atMs.length / periodMs / (ratePerMs * scale)).toBeCloseTo(1, 6);
      expect(atMs[0]).toBe(0);
    }),
  );
});

test.each<[string, string, Partial<ReplayArrivals>, string, string, string]>([
  ['goes back', jsonLines(1, 3, 2.5), {}, 'trace.jsonl:3', 'goes back: it is 500 ms before', 'Sort the file'],
  [
    'goes back after blank lines',
    `${jsonLines(3)}\n\n\n${jsonLines(2)}`,
    {},
    'trace.jsonl:4',
    'goes back',
    'Sort',
  ],
  [
    'has no such column',
    '{"time":1}',
    {},
    'trace.jsonl:1',
    'no column `timestamp`; its columns are time',
    'number',
  ],
  [
    'has a text that is no time',
    jsonLines(1, 'soon'),
    {},
    'trace.jsonl:2',
    '"soon", which is no time',
    '2026-',
  ],
  ['has a null', jsonLines(1, null), {}, 'trace.jsonl:2', 'is null, which is no time', '2026-'],
  ['has a day that is none', jsonLines('2026-13-01T00:00:00Z'), {}, 'trace.jsonl:1', 'no time', '2026-'],
  ['mixes two kinds', jsonLines(1, '2026-05-04T09:30:00Z'), {}, 'trace.jsonl:2', 'date-time here', 'alike'],
  ['has one arrival', jsonLines(1), {}, 'trace.jsonl', '1 row within 0 ms', 'two arrivals'],
  ['has all arrivals at once', jsonLines(1, 1, 1), {}, 'trace.jsonl', '3 rows within 0 ms', 'unit: ms'],
  ['is faster than can be sent', jsonLines(0, 1), { scale: 1e9 }, 'trace.jsonl', 'no rate', 'scale'],
  ['has a broken line', '{"timestamp":1}\n{oops\n', {}, 'trace.jsonl:2', 'no JSON', 'JSON object'],
])('a trace that %s is refused with its line', (_, text, settings, location, fact, remedy) => {
  const error = errorOf(text, settings);
  expect(error).toMatchObject({ code: 'dataset-malformed', location });
  expect(error.fact).toContain(fact);
  expect(error.remedy).toContain(remedy);
});

test('an empty trace is refused', () => {
  expect(errorOf('\n').code).toBe('dataset-empty');
});

test('a fault in a CSV file has its line, also after cells of several lines', () => {
  const csv = { format: 'csv', path: 'trace.csv' } as const;
  const text = 'timestamp,text\n1,"a\nb"\n\n3,c\n2,"d\ne"\n4,f\n';
  expect(errorOf(text, csv).location).toBe('trace.csv:6');
  expect(errorOf('\uFEFFtimestamp\r\n1\r\nx\r\n', csv).location).toBe('trace.csv:3');
});
