import { expect, test } from 'vitest';
import type { SloResult, Verdict } from '../../src/model/verdict.ts';
import { acceptVerdict, isAcceptable } from '../../src/verdict/index.ts';

const verdictOf = (change: Partial<Verdict>): Verdict => ({
  schema: 'sluice.verdict/1',
  verdict: 'fail',
  mode: 'paired',
  sentence: 'p95 latency is 14 % slower.',
  looks: [],
  plannedLooks: 1,
  pairsUsed: 6,
  metrics: [],
  slo: [],
  reasons: [{ code: 'regressed', message: 'p95 latency is 14 % slower' }],
  warnings: [],
  ...change,
});
const limit = (met: boolean): SloResult => ({
  id: 'latency.p99',
  limit: 500,
  value: 400,
  met,
  interval: null,
  certain: true,
});
const acceptance = { pullRequest: 7, by: 'grace', why: '', acceptedAt: '2026-03-01T10:00:00Z' };

test.each<[string, boolean, Partial<Verdict>]>([
  ['a fail by regressed metrics', true, {}],
  ['the same with limits that are met', true, { slo: [limit(true)] }],
  ['a missed limit besides', false, { slo: [limit(true), limit(false)] }],
  [
    'a metric that is missing besides',
    false,
    { reasons: [...verdictOf({}).reasons, { code: 'metric-missing', message: '' }] },
  ],
  ['a fail for another reason', false, { reasons: [{ code: 'slo', message: '' }] }],
  ['an invalid run', false, { verdict: 'invalid' }],
  ['a pass', false, { verdict: 'pass' }],
])('%s can be accepted: %s', (_, expected, change) => {
  const verdict = verdictOf(change);
  expect(isAcceptable(verdict)).toBe(expected);
  expect(acceptVerdict(verdict, acceptance).accepted).toEqual(expected ? acceptance : undefined);
  expect(acceptVerdict(verdict, acceptance).verdict).toBe(verdict.verdict);
});
