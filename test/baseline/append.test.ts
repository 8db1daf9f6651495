import { describe, expect, test } from 'vitest';
import {
  appendRun,
  formatBaseline,
  parseBaseline,
  startBaseline,
  type BaselineFile,
} from '../../src/baseline/index.ts';
import type { RunStatistics } from '../../src/model/baseline.ts';
import { accepted, environment, runOf } from './baselines.ts';

const recorded = (count: number, run: (day: number) => RunStatistics = runOf): BaselineFile => {
  let file = startBaseline(run(0));
  for (let day = 1; day < count; day += 1) file = appendRun(file, run(day));
  return file;
};
const sequences = (file: BaselineFile) => file.runs.map((run) => run.sequence);

describe('adding runs', () => {
  test('1,000 recorded runs stay below 300 KB and reach back to the first ones', () => {
    const file = recorded(1000);
    expect(Buffer.byteLength(formatBaseline(file))).toBeLessThan(300_000);
    expect(sequences(file).slice(-20)).toEqual(Array.from({ length: 20 }, (_, i) => 980 + i));
    expect(sequences(file)[0]).toBeLessThan(100);
    expect(file.runs.length).toBeGreaterThan(60);
    expect(file.runs.length).toBeLessThan(90);
  });

  test('the newest 20 are kept, then every 2nd up to an age of 40, every 4th up to 80', () => {
    const ages = sequences(recorded(200)).map((sequence) => 199 - sequence);
    const between = (from: number, to: number) => ages.filter((age) => age >= from && age < to);
    expect(between(0, 20)).toHaveLength(20);
    expect(between(20, 40)).toHaveLength(10);
    expect(between(40, 80)).toHaveLength(10);
    expect(between(80, 160)).toHaveLength(10);
    const steps = between(40, 80).map((age, i, all) => (all[i - 1] ?? age + 4) - age);
    expect(new Set(steps)).toEqual(new Set([4]));
  });

  test('which runs are kept does not depend on how often the file was read and written between', () => {
    let file = startBaseline(runOf(0));
    for (let day = 1; day < 150; day += 1)
      file = parseBaseline(formatBaseline(appendRun(file, runOf(day))), 'x');
    expect(sequences(file)).toEqual(sequences(recorded(150)));
  });

  test('very long runs cost old ones, but never the newest 20 nor the release', () => {
    const long = (day: number): RunStatistics => {
      const run = runOf(day);
      const metrics = Array.from({ length: 12 }, (_, i) =>
        run.metrics.map((m) => ({ ...m, class: `${m.class}-${i}` })),
      );
      return { ...run, metrics: metrics.flat(), ...(day === 2 ? { release: 'v1' } : {}) };
    };
    const file = recorded(60, long);
    expect(sequences(file).slice(-20)).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
    expect(sequences(file)[0]).toBe(2);
    expect(file.runs.length).toBeLessThan(35);
  });

  test('the newest release and the newest 20 marked runs are spared, whatever their age', () => {
    const plain = startBaseline(runOf(0)).runs[0]!;
    const runs = Array.from({ length: 500 }, (_, sequence) => ({
      ...plain,
      sequence,
      ...(sequence === 1 || sequence === 101 ? { release: `v${sequence}` } : {}),
      ...(sequence % 10 === 3 ? { accepted } : {}),
    }));
    const kept = appendRun({ suite: 'tickets', environment, runs }, runOf(500)).runs;
    // More than 20 accepted runs came after both releases; only the newest release is held against.
    expect(kept.flatMap(({ release }) => release ?? [])).toEqual(['v101']);
    const spared = kept.filter((run) => run.accepted).map(({ sequence }) => sequence);
    expect(spared).toEqual(Array.from({ length: 20 }, (_, i) => 303 + 10 * i));
  });

  test('runs that are all accepted, with the longest reasons, stay below 300 KB', () => {
    const why = 'ß'.repeat(500);
    const first = { ...startBaseline(runOf(0)).runs[0]!, release: 'v1.2' };
    const runs = Array.from({ length: 200 }, (_, i) => ({
      ...first,
      sequence: i + 1,
      accepted: { ...accepted, why },
    }));
    const file = appendRun({ suite: 'tickets', environment, runs: [first, ...runs] }, runOf(201));
    expect(Buffer.byteLength(formatBaseline(file))).toBeLessThan(300_000);
    expect(sequences(file).slice(-20)).toEqual(Array.from({ length: 20 }, (_, i) => 182 + i));
  });

  test('a run of another suite or environment is refused', () => {
    const file = startBaseline(runOf(0));
    expect(() => appendRun(file, { ...runOf(1), suite: 'other' })).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    const elsewhere = runOf(1, { environment: { ...environment, fingerprint: 'other' } });
    expect(() => appendRun(file, elsewhere)).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
