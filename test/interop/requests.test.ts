import { describe, expect, it } from 'vitest';
import { decodeRun, encodeRun, readSamples } from '../../src/interop/index.ts';
import { quantise } from '../../src/model/distribution.ts';
import { SluiceError } from '../../src/model/error.ts';
import type { BlockRequests, Run } from '../../src/model/run.ts';
import { simulatePairs } from '../../bench/verdict/simulator/measurement.ts';
import { runsOfPairs } from '../../bench/verdict/simulated-runs.ts';
import { judgePaired } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import { makeGate, makeRun } from '../verdict/runs.ts';

describe('single requests in a run file', () => {
  it('come back as they were', () => {
    const run = makeRun('base', { jitter: 0.1, blocks: 3, failing: (block) => block });
    run.blocks[1]!.requests!.ttftMs = run.blocks[1]!.requests!.latencyMs.map((_, i) =>
      i === 0 ? null : 1.5,
    );
    const around = run.blocks[2]!.requests!;
    around.dueMs = around.latencyMs.map((_, i) => quantise(i + 1));
    around.failedMs = around.latencyMs.map((latencyMs) => (latencyMs === null ? quantise(7) : null));
    expect(decodeRun(encodeRun(run), 'run.json')).toEqual(run);
  });

  it('keep a run of 36 pairs of 400 requests below 300 KB, answers in streams included', () => {
    const settings = { seed: 3, noise: 'hosted', blocks: 36, starts: 6 } as const;
    const pairs = simulatePairs({ ...settings, model: 'llm', blockSeconds: 67 });
    const { base } = runsOfPairs('llm', pairs);
    expect(base.blocks[0]!.requests!.tpotMs!.length).toBeGreaterThan(390);
    expect(encodeRun(base).length).toBeLessThan(300_000);
  });

  it('give the verdict that they gave in memory', () => {
    const shape = { jitter: 0.1, blocks: 12 };
    const [base, candidate] = [
      makeRun('base', shape),
      makeRun('candidate', { ...shape, slower: { long: 1.1 } }),
    ];
    const again = (run: Run) => decodeRun(encodeRun(run), 'run.json');
    const options = { gate: makeGate(), random: () => seeded(3) };
    expect(judgePaired(again(base), again(candidate), options)).toEqual(
      judgePaired(base, candidate, options),
    );
  });

  it.each<[string, (requests: BlockRequests) => void, string]>([
    ['lists of different lengths', (requests) => requests.latencyMs.pop(), 'lists of different lengths'],
    ['a class that the run has not', (requests) => (requests.classIndex[0] = 3), 'beyond the 3 of the run'],
    [
      'more than are kept',
      (requests) => {
        requests.classIndex = Array.from({ length: 20_001 }, () => 0);
        requests.latencyMs = Array.from({ length: 20_001 }, () => 1);
      },
      'more than 20000 of them',
    ],
  ])('with %s are refused', (_, change, message) => {
    const run = makeRun('base', { jitter: 0.1, blocks: 1 });
    change(run.blocks[0]!.requests!);
    try {
      decodeRun(encodeRun(run), 'run.json');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SluiceError);
      expect((error as SluiceError).code).toBe('run-unreadable');
      expect((error as SluiceError).fact).toContain(message);
    }
  });
});

describe('single requests of a file of samples', () => {
  const row = (arm: string, scheduledAtMs: number, more: object = {}) => ({
    arm,
    pair: 0,
    class: 'short',
    scheduledAtMs,
    status: 'ok',
    latencyMs: 10 + scheduledAtMs,
    ...more,
  });
  const rounded = (timeMs: number | null) => (timeMs === null ? null : quantise(timeMs));
  const head = (arm: string, startMs: number, pair = 0) => ({
    block: { arm, pair, startMs, durationMs: 100 },
  });
  const read = async (base: object[], candidate: object[]) => {
    const lines = [head('base', 0), ...base, head('candidate', 200), ...candidate];
    const samples = await readSamples(
      lines.map((line) => JSON.stringify(line)),
      'file.ndjson',
    );
    if (samples.mode !== 'paired') return expect.unreachable();
    return [samples.base, samples.candidate].map(({ blocks }) => blocks[0]!.requests);
  };

  it('are kept in the order of the schedule, however the file orders them', async () => {
    const [base, candidate] = await read(
      [row('base', 1), row('base', 2, { class: 'long', ttftMs: 3 }), row('base', 3, { status: 'timeout' })],
      [row('candidate', 3), row('candidate', 1), row('candidate', 2, { class: 'long' })],
    );
    expect(base).toEqual({
      schedule: candidate!.schedule,
      classIndex: [0, 1, 0],
      latencyMs: [11, 12, null].map(rounded),
      ttftMs: [null, 3, null].map(rounded),
    });
    expect(candidate!.latencyMs).toEqual([11, 12, 13].map(rounded));
  });

  it('have another schedule when a time or a class differs', async () => {
    const both = (arm: string) => [row(arm, 1), row(arm, 3, { class: 'long' })];
    const [base, later] = await read(both('base'), [
      row('candidate', 1),
      row('candidate', 4, { class: 'long' }),
    ]);
    const [, swapped] = await read(both('base'), [
      row('candidate', 3),
      row('candidate', 1, { class: 'long' }),
    ]);
    expect(new Set([base!.schedule, later!.schedule, swapped!.schedule]).size).toBe(3);
  });

  it('are left out where two of one class were due at the same time', async () => {
    const [base, candidate] = await read(
      [row('base', 1), row('base', 1)],
      [row('candidate', 1), row('candidate', 2)],
    );
    expect(base).toBeUndefined();
    expect(candidate).toBeDefined();
  });

  it('are left out of a block of more than 20,000', async () => {
    const many = Array.from({ length: 20_001 }, (_, i) => i / 1000);
    const [base] = await read(
      many.map((at) => row('base', at)),
      many.map((at) => row('candidate', at)),
    );
    expect(base).toBeUndefined();
  });
});
