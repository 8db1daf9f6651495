import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  studentTCdf,
  studentTCritical,
  studentTQuantile,
  studentTUpperTail,
} from '../../src/stats/student-t.ts';

type Row = [number, number, number];
const reference = JSON.parse(readFileSync(new URL('./student-t.scipy.json', import.meta.url), 'utf8')) as {
  source: string;
  cdf: Row[];
  critical: Row[];
};

describe(`Student's t against ${reference.source}`, () => {
  it('has the same distribution function to 1e-9, small tails relatively', () => {
    for (const [df, t, expected] of reference.cdf) {
      expect(Math.abs(studentTCdf(t, df) / expected - 1), `t=${t} df=${df}`).toBeLessThan(1e-9);
      expect(Math.abs(studentTUpperTail(-t, df) / expected - 1), `t=${t} df=${df}`).toBeLessThan(1e-9);
    }
  });

  it('has the same critical values to 1e-9', () => {
    for (const [df, tail, expected] of reference.critical) {
      const error = Math.abs(studentTCritical(tail, df) - expected) / Math.max(1, Math.abs(expected));
      expect(error, `tail=${tail} df=${df}`).toBeLessThan(1e-9);
    }
  });

  it('has quantiles that the distribution function leads back', () => {
    for (const p of [0.001, 0.2, 0.5, 0.8, 0.975, 0.9999]) {
      expect(studentTCdf(studentTQuantile(p, 7), 7)).toBeCloseTo(p, 12);
    }
  });
});
