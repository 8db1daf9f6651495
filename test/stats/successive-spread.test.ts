import { describe, expect, it } from 'vitest';
import { successiveSpread } from '../../src/stats/successive-spread.ts';
import { seeded } from './draws.ts';

const prior = { spread: 0.1, weight: 4 };
const without = { spread: 1, weight: 0 };

describe('the spread of successive values', () => {
  it.each([
    // One value tells nothing of its spread.
    [[3], prior, 0.1, 4],
    // q^2 = 0.04 / 2 = 0.02, v = 2 / 2 = 1: (4 x 0.01 + 1 x 0.02) / 5
    [[1, 1.2], prior, Math.sqrt(0.012), 5],
    // q^2 = (1 + 4) / 4, v = 2 x 4 / 5
    [[0, 1, 3], without, Math.sqrt(1.25), 1.6],
    [[5, 5, 5, 5], without, 0, 18 / 8],
  ])('of %j', (series, given, spread, degreesOfFreedom) => {
    const found = successiveSpread(series, given);
    expect(found.spread).toBeCloseTo(spread, 12);
    expect(found.degreesOfFreedom).toBeCloseTo(degreesOfFreedom, 12);
  });

  it('is that of the values, and a slow drift hardly adds to it', () => {
    const draw = seeded(11);
    const normal = () => Array.from({ length: 12 }, draw).reduce((sum, value) => sum + value, -6);
    const still = Array.from({ length: 2000 }, () => 0.05 * normal());
    const drifting = still.map((value, i) => value + 0.01 * i);
    expect(successiveSpread(still, without).spread).toBeCloseTo(0.05, 2);
    expect(successiveSpread(drifting, without).spread).toBeCloseTo(0.05, 2);
  });
});
