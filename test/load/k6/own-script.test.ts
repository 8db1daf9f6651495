import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ColumnStore } from '../../../src/load/columns.ts';
import { ScriptReport, type ReportedRequest } from '../../../src/load/k6/script-report.ts';
import { achievedRate, refuseInterrupted, samplesOfScript } from '../../../src/load/k6/script-samples.ts';
import { outcomes } from '../../../src/model/sample.ts';
import type { BlockPlan } from '../../../src/model/schedule.ts';
import { closedBlock } from '../support.ts';
import { everyMs, fixtures } from './support.ts';

/** Written by k6 1.8.1. */
function reportOf(name: string, change = (line: string) => line): ScriptReport {
  const report = new ScriptReport();
  const lines = readFileSync(join(fixtures, name), 'utf8').split('\n').filter(Boolean);
  for (const line of lines) report.add(0, change(line));
  return report;
}

const classes = [
  { name: 'short', share: 0.5 },
  { name: 'long', share: 0.5 },
];
const place = { block: everyMs(100, 10, 2), store: new ColumnStore(), file: 'load.js' };

const outcomesOf = (requests: ReportedRequest[], block: BlockPlan = place.block) =>
  Array.from(
    samplesOfScript(requests, { ...place, block, classes }).samples.outcome,
    (index) => outcomes[index],
  );

const answers = ['ok', 'overload', 'model-error', 'reset', 'bad-response', 'timeout'];

test('the requests of a script of the user become samples, with their classes and kinds of errors', () => {
  const { requests, dropped, interrupted, brokenLines } = reportOf('own-script.points.ndjson');
  expect(requests).toHaveLength(10);
  expect({ dropped, interrupted, brokenLines }).toEqual({ dropped: 3, interrupted: 0, brokenLines: 0 });
  const { samples } = samplesOfScript(requests, { ...place, classes });
  expect(outcomesOf(requests)).toEqual([...answers, ...answers.slice(0, 4)]);
  expect(Array.from(samples.classIndex).slice(0, 4)).toEqual([0, 1, 0, 1]);
  expect(samples.sentAtMs[0]).toBe(0);
  expect((samples.endAtMs[5] as number) - (samples.sentAtMs[5] as number)).toBeCloseTo(299.494, 2);
});

test('an error is one where the script has switched off the judgement of k6', () => {
  const { requests } = reportOf('own-script.points.ndjson', (line) =>
    line.replace(/"expected_response":"\w+",/, ''),
  );
  expect(outcomesOf(requests)).toEqual([...answers, ...answers.slice(0, 4)]);
});

test('what the script expects is no error, whatever its status', () => {
  const { requests } = reportOf('own-script.points.ndjson', (line) =>
    line.replace('"expected_response":"false"', '"expected_response":"true"'),
  );
  expect(outcomesOf(requests).slice(0, 4)).toEqual(['ok', 'ok', 'ok', 'reset']);
});

test('requests of setup and teardown are no samples', () => {
  // Of three users: one finds no connection, one no answer, one is refused; `setup` and `teardown` send one request each.
  const { requests } = reportOf('own-script-hung.points.ndjson');
  expect(requests.map(({ user }) => user)).toEqual(['0:3', '0:3', '0:1', '0:3', '0:3', '0:1']);
});

test('iterations that k6 cut off are counted, and refused: it reports nothing of their requests', () => {
  const { interrupted } = reportOf('own-script-hung.points.ndjson');
  expect(interrupted).toBe(1);
  expect(() => refuseInterrupted(interrupted, 'load.js')).toThrow(
    'load.js: k6 cut off 1 iterations of the script',
  );
  expect(() => refuseInterrupted(0, 'load.js')).not.toThrow();
});

test('a line that was cut is told', () => {
  const report = new ScriptReport();
  report.add(0, '{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-22T20:43');
  report.add(0, '{"metric":"http_req_duration","type":"Point","data":{"time":"20{"metric":"iterations"}');
  expect(report.brokenLines).toBe(2);
});

test.each([
  ['a request at a time, of a hundred asked', everyMs(100, 100, 2), 10, 0, 0.1],
  ['all of them', everyMs(100, 100, 2), 101, 0, 1],
  [
    'all, of a rate that leaves a part of a request',
    { ...everyMs(100, 100, 2), durationMs: 10_090 },
    100,
    0,
    1,
  ],
  ['with some that k6 dropped', everyMs(100, 100, 2), 100, 25, 0.8],
  ['a closed loop, which asks for no rate', closedBlock(2, 10, 1000), 10, 0, 1],
])('the achieved rate is what was sent over what was asked: %s', (_, block, sent, dropped, expected) => {
  expect(achievedRate(block, sent, dropped)).toBeCloseTo(expected, 9);
});

function byUsers(users: number, each = 4): ReportedRequest[] {
  const [request] = reportOf('own-script.points.ndjson').requests;
  return Array.from({ length: users * each }, (_, i) => ({
    ...(request as ReportedRequest),
    endedAtEpochMs: 1000 + i,
    user: `0:${i % users}`,
  }));
}

test('a closed loop has as many users as were asked: others are refused', () => {
  const closed = (concurrency: number) => ({ ...place, classes, block: closedBlock(concurrency, 100, 1000) });
  expect(() => samplesOfScript(byUsers(10), closed(10))).not.toThrow();
  expect(() => samplesOfScript(byUsers(1), closed(10))).toThrow(
    '1 users of the script reported requests, and 10',
  );
  expect(() => samplesOfScript(byUsers(20), closed(10))).toThrow('20 users of the script');
  // Eight requests that ten users shared.
  expect(() => samplesOfScript(byUsers(8, 1), closed(10))).not.toThrow();
});

test('in a closed loop, a request that found no connection held its user since the answer before it', () => {
  const { requests } = reportOf('own-script-hung.points.ndjson');
  const untagged = requests.map((request) => ({ ...request, className: 'short' }));
  const samples = samplesOfScript(untagged, { ...place, classes, block: closedBlock(2, 100, 1000) }).samples;
  const spentMs = (row: number) => (samples.endAtMs[row] as number) - (samples.sentAtMs[row] as number);
  const longest = Math.max(...Array.from({ length: samples.count }, (_, row) => spentMs(row)));
  // It waited 700 ms, and thought for 500 before.
  expect(longest).toBeCloseTo(1202, 0);
  const open = samplesOfScript(untagged, { ...place, classes }).samples;
  expect(Array.from(open.endAtMs)).toEqual(Array.from(open.sentAtMs));
});

test('a script that reports nothing usable is refused by name', () => {
  const { requests } = reportOf('own-script.points.ndjson');
  const refused =
    (points: ReportedRequest[], names: string[], blockMs = 1000) =>
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
