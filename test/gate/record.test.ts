import { expect, test } from 'vitest';
import { reasonNotToRecord } from '../../src/gate/record.ts';
import { judgeBaseline } from '../../src/verdict/index.ts';
import { makeGate, makeRun } from '../verdict/runs.ts';

test('a run whose requests failed is no baseline, whether a limit says so or not', () => {
  const reasonOf = (failing: number, limit?: number) => {
    const run = makeRun('candidate', { failing: () => failing });
    const slo = limit === undefined ? [] : [{ metric: 'error-rate', limit } as const];
    return reasonNotToRecord(judgeBaseline([], run, { gate: makeGate(), slo }), run);
  };
  expect(reasonOf(0)).toBeUndefined();
  expect(reasonOf(40)).toBe('more than 1 % of its requests failed, and no SLO says that they may');
  expect(reasonOf(40, 0.5)).toBeUndefined();
  expect(reasonOf(40, 0.1)).toBe('its error rate is above the SLO');
});
