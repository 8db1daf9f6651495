import { expect, test } from 'vitest';
import { metrics } from '../../src/model/metric.ts';
import type { ColdStart, Run } from '../../src/model/run.ts';
import { compareStarts } from '../../src/verdict/compare-starts.ts';
import { pairBlocks } from '../../src/verdict/pairing.ts';
import { runStatistics } from '../../src/verdict/run-statistics.ts';
import { judgeSlo } from '../../src/verdict/slo.ts';
import { coldStartTraits } from '../../src/verdict/traits/cold-start.ts';
import { headroomOf } from '../../src/verdict/traits/headroom.ts';
import { makeRun } from './runs.ts';

const run = makeRun('candidate', { blocks: 1 });

test('cold starts are told by their medians, each over the starts that have the number', () => {
  const coldStarts = [
    { start: 0, readyMs: 3000, firstAnswerMs: 900, laterMs: 30, loadMs: 2500, imageBytes: 1e9 },
    { start: 1, readyMs: 1000, laterMs: 20, imageBytes: 1e9 },
    { start: 2, readyMs: 1400, firstAnswerMs: 500, laterMs: 40, imageBytes: 1e9 },
  ];
  expect(coldStartTraits({ ...run, coldStarts })).toEqual({
    starts: 3,
    readyMs: 1400,
    firstAnswerMs: 700,
    laterMs: 30,
    loadMs: 2500,
    imageBytes: 1e9,
  });
});

test('a start without further numbers tells how long it took, and a url was never started', () => {
  expect(coldStartTraits(run)).toEqual({
    starts: 1,
    readyMs: 1000,
    firstAnswerMs: null,
    laterMs: null,
    loadMs: null,
    imageBytes: null,
  });
  expect(coldStartTraits({ ...run, coldStarts: [] })).toBeUndefined();
  const target = { kind: 'url' as const, name: 'staging' };
  expect(coldStartTraits({ ...run, provenance: { ...run.provenance, target } })).toBeUndefined();
});

test('the headroom is what was sampled at rest, and with one request at a time', () => {
  const [block] = run.blocks;
  const sampled: Run = {
    ...run,
    rest: { startedAtEpochMs: 1000, durationMs: 2000 },
    blocks: [{ ...block!, scenario: 'single', startedAtEpochMs: 4000, durationMs: 1000 }],
    telemetry: {
      originEpochMs: 0,
      atMs: [500, 1200, 2400, 3500, 4200, 4800],
      series: { 'target.cpu': [9, 0.1, 0.3, 9, 1, 2] },
    },
  };
  expect(headroomOf(sampled)).toEqual({
    rest: [{ id: 'target.cpu', mean: 0.2, most: 0.3 }],
    single: [{ id: 'target.cpu', mean: 1.5, most: 2 }],
  });
  const { rest: _, ...busy } = sampled;
  expect(headroomOf(busy)).toBeUndefined();
  expect(headroomOf({ ...sampled, blocks: [] })).toEqual({ rest: headroomOf(sampled)?.rest, single: [] });
  expect(headroomOf({ ...sampled, rest: { startedAtEpochMs: 9000, durationMs: 2000 } })).toBeUndefined();
});

test('first answers are compared start by start, kept for baselines and held against limits, as cold starts are', () => {
  const startsOf = (...firstAnswersMs: (number | undefined)[]): Run => ({
    ...run,
    coldStarts: firstAnswersMs.map((firstAnswerMs, start): ColdStart => ({
      start,
      readyMs: 1000,
      ...(firstAnswerMs === undefined ? {} : { firstAnswerMs }),
    })),
  });
  const judged = { metric: metrics['first-answer'], class: 'all', gated: false };
  // One start for each group of pairs.
  const pairs = pairBlocks(makeRun('base', { blocks: 42 }), makeRun('candidate', { blocks: 42 }));
  const compare = (base: Run, candidate: Run, seen = pairs, mostPairs = seen.length) =>
    compareStarts(judged, 'firstAnswerMs', { base, candidate }, { pairs: seen, mostPairs });
  const base = startsOf(100, 100, 110, 90, 100, 100, 100);
  const candidate = startsOf(200, 210, 200, undefined, 200, 190, 200);
  expect(compare(base, candidate)).toMatchObject({ base: 100, candidate: 200, units: 6 });
  expect(compare(base, candidate).evidence.kind).not.toBe('untested');
  expect(compare(base, startsOf(undefined, 200)).evidence).toMatchObject({ code: 'too-few-starts' });
  // As the look saw it: two starts after eight pairs, and six only if the plan goes on for long enough.
  const early = (mostPairs: number) => compare(base, candidate, pairs.slice(0, 8), mostPairs);
  expect(early(36)).toMatchObject({ units: 2, evidence: { code: 'too-few-starts', standing: 'open' } });
  expect(early(8)).toMatchObject({ units: 2, evidence: { code: 'too-few-starts', standing: 'aside' } });
  // A first request that failed fails no gate.
  expect(compare(base, run).evidence).toMatchObject({ code: 'metric-missing', standing: 'aside' });
  expect(runStatistics(candidate).metrics).toContainEqual(
    expect.objectContaining({ id: 'first-answer', class: 'all', value: 200, units: 6 }),
  );
  expect(judgeSlo(candidate, [{ metric: 'first-answer', limit: 150 }])).toMatchObject([
    { value: 200, met: false },
  ]);
});
