import type { Effect } from '../../bench/verdict/simulator/effects.ts';
import { simulatePairs, simulateRun } from '../../bench/verdict/simulator/measurement.ts';
import type { SimulatedBlock } from '../../bench/verdict/simulator/block.ts';
import { classNames } from '../../bench/verdict/simulator/workloads.ts';

interface SampleOptions {
  seed: number;
  effect?: Effect;
  /** Of each arm, in a history of each run. */
  blocks: number;
  blockSeconds?: number;
}

/** The 74 requests a second of the simulated server make about 400 requests a block. */
const usualBlockSeconds = 5.4;
const usual = { model: 'cpu', noise: 'hosted', starts: 3, errorShare: 0.001 } as const;

/** Samples of base and candidate in pairs, as NDJSON. */
export function pairedSamples({ blockSeconds = usualBlockSeconds, ...options }: SampleOptions): string {
  const pairs = simulatePairs({ ...usual, blockSeconds, ...options });
  return textOf(
    pairs.flatMap(({ start, base, candidate }, pair) => [
      ...blockLines(base, { arm: 'base', pair, start }),
      ...blockLines(candidate, { arm: 'candidate', pair, start }),
    ]),
  );
}

/** Samples of so many earlier runs and one of the candidate, as NDJSON. */
export function historySamples(runs: number, { effect, ...options }: SampleOptions): string {
  const { seed, blockSeconds = usualBlockSeconds, blocks } = options;
  return textOf(
    Array.from({ length: runs + 1 }, (_, run) => {
      const isCandidate = run === runs;
      const measurement = { ...usual, seed: seed + run, traceSeed: seed, blockSeconds, blocks };
      const changed = isCandidate && effect ? { effect } : {};
      return simulateRun({ ...measurement, ...changed }).flatMap(({ start, block }, blockIndex) =>
        blockLines(block, {
          arm: isCandidate ? 'candidate' : 'base',
          run: `run-${run}`,
          environment: 'same',
          blockIndex,
          start,
        }),
      );
    }).flat(),
  );
}

function blockLines({ startSeconds, trace, ok, latencyMs }: SimulatedBlock, tags: object): object[] {
  return [
    { block: { ...tags, startMs: startSeconds * 1000, durationMs: trace.seconds * 1000 } },
    ...trace.arrival.map((seconds, i) => ({
      ...tags,
      class: classNames[trace.class[i]!],
      scheduledAtMs: seconds * 1000,
      status: ok[i] === 1 ? 'ok' : 'model-error',
      latencyMs: latencyMs[i],
    })),
  ];
}

const textOf = (lines: object[]): string => `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
