import { describe, expect, test } from 'vitest';
import { metrics } from '../../src/model/metric.ts';
import type { Comparison, TestedEvidence } from '../../src/verdict/comparison.ts';
import { judgeComparisons } from '../../src/verdict/outcome.ts';

const unchanged: TestedEvidence = {
  kind: 'tested',
  estimate: 0,
  standardError: 0.02,
  degreesOfFreedom: 5,
  p: 0.5,
  pBetter: 0.5,
  blindBelow: 0,
  interval: [-0.05, 0.05],
  upper: 0.04,
  spread: null,
  note: '',
};

const comparisonOf = (evidence: Partial<TestedEvidence>, gated = true): Comparison => ({
  metric: metrics['latency.p50'],
  class: 'all',
  gated,
  base: 100,
  candidate: 100,
  units: 8,
  evidence: { ...unchanged, ...evidence },
});

/** The first of ten gated metrics, or one that is shown beside them; alpha 1 %, tolerance 5 %. */
function resultOf(evidence: Partial<TestedEvidence>, gated = true): string {
  const others = Array.from({ length: gated ? 9 : 10 }, () => comparisonOf({}));
  const judged = judgeComparisons([comparisonOf(evidence, gated), ...others], {
    alpha: 0.01,
    limitsOf: () => ({ tolerance: 0.05, detect: 0.1 }),
  });
  return judged[0]!.result.result;
}

describe('an improvement is held to what a regression is held to', () => {
  test.each([
    ['chance alone makes one as sure among ten metrics', -0.12, 0.004, 'unchanged'],
    ['beyond chance among ten metrics, and beyond the tolerance', -0.12, 0.0009, 'improved'],
    ['beyond chance, within the tolerance', -0.04, 0.0001, 'unchanged'],
  ])('%s', (_, estimate, pBetter, expected) => {
    expect(resultOf({ estimate, pBetter, p: 1 - pBetter })).toBe(expected);
    expect(resultOf({ estimate, pBetter, p: 1 - pBetter }, false)).toBe(expected);
  });

  test.each([
    ['chance alone makes one as sure among ten metrics', 0.12, 0.004, 'inconclusive'],
    ['beyond chance among ten metrics, and beyond the tolerance', 0.12, 0.0009, 'regressed'],
    ['beyond chance, within the tolerance', 0.04, 0.0001, 'unchanged'],
  ])('of a worsening: %s', (_, estimate, p, expected) => {
    const upper = estimate + 0.04;
    expect(resultOf({ estimate, p, pBetter: 1 - p, upper })).toBe(expected);
  });
});
