import { expect, test } from 'vitest';
import { parsePercentage } from '../../src/config/percentage.ts';

test.each([
  ['5%', 0.05],
  ['0.1%', 0.001],
  ['0.2 points', 0.002],
  ['1 point', 0.01],
  ['200%', 2],
  ['12.5 %', 0.125],
  [0.05, 0.05],
  [0, 0],
  [1, 1],
])('%j is the share %f', (written, share) => {
  expect(parsePercentage(written)).toBe(share);
});

test.each([5, -0.1, Number.NaN, '5', '-5%', 'five %', '', '%', '5%%'])('%j is no percentage', (written) => {
  expect(parsePercentage(written)).toBeUndefined();
});
