import { mean, sampleStandardDeviation } from 'simple-statistics';
import { studentTCritical } from './student-t.ts';

/** 95 % interval of the mean of independent values by Student's t; null with fewer than two. */
export function meanInterval(values: readonly number[]): [low: number, high: number] | null {
  if (values.length < 2) return null;
  const own = [...values];
  const half =
    (studentTCritical(0.025, own.length - 1) * sampleStandardDeviation(own)) / Math.sqrt(own.length);
  return [mean(own) - half, mean(own) + half];
}
