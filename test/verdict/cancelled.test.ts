import { expect, test } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { judgeCancelled } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import { makeGate, makeRun } from './runs.ts';

const options = { gate: makeGate(), random: () => seeded(1) };
const limit = { metric: 'latency.p50' as const, limit: 5 };

/** What there is of a run that was to have more. */
const begun = (run: Run, blocks: number): Run => ({ ...run, blocks: run.blocks.slice(0, blocks) });

test('pairs of a cancelled gate are judged as far as they go, and are invalid however clear they are', () => {
  const base = begun(makeRun('base'), 9);
  const candidate = begun(makeRun('candidate', { slower: { short: 2, medium: 2, long: 2 } }), 8);
  const verdict = judgeCancelled(base, candidate, options);
  expect(verdict).toMatchObject({ verdict: 'invalid', mode: 'paired', pairsUsed: 8 });
  expect(verdict.sentence).toBe('The measurement is invalid: it was cancelled after 8 pairs.');
  expect(verdict.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['cancelled', 'regressed']));
  expect(verdict.reasons[0]!.code).toBe('cancelled');
  expect(verdict.metrics.find(({ id }) => id === 'latency.p50')!.effect).toBeCloseTo(1, 1);
});

test('two pairs are too few to say anything of, and are counted', () => {
  const verdict = judgeCancelled(begun(makeRun('base'), 2), begun(makeRun('candidate'), 2), options);
  expect(verdict).toMatchObject({
    verdict: 'invalid',
    reasons: [{ code: 'cancelled' }, { code: 'too-few-pairs' }],
  });
});

test('without a base the limits have their say, and where there are none, nothing has', () => {
  const candidate = begun(makeRun('candidate'), 12);
  const limited = judgeCancelled(undefined, candidate, { ...options, slo: [limit] });
  expect(limited).toMatchObject({
    verdict: 'invalid',
    mode: 'slo',
    slo: [{ id: 'latency.p50', met: false }, {}],
  });
  expect(limited.reasons.map(({ code }) => code).slice(0, 2)).toEqual(['cancelled', 'slo-violated']);
  const free = judgeCancelled(undefined, candidate, options);
  expect(free.reasons).toEqual([{ code: 'cancelled', message: 'it was cancelled after 12 blocks' }]);
});

test('a screen that was followed by a base is no pair of it', () => {
  const base = begun(makeRun('base'), 1);
  const later = { ...base, blocks: base.blocks.map((block) => ({ ...block, order: 50 })) };
  expect(judgeCancelled(later, makeRun('candidate'), options).mode).toBe('slo');
});
