import type { RunStatistics } from '../../src/model/baseline.ts';
import type { Run } from '../../src/model/run.ts';
import type { GateVerdict } from '../../src/model/verdict.ts';
import { judgeBaseline } from '../../src/verdict/baseline.ts';
import { runStatistics } from '../../src/verdict/run-statistics.ts';
import { caseSeedOf, usualErrorShare } from './run-cell.ts';
import { blockSeconds, gateFor, restartEveryPairs } from './settings.ts';
import { blockOf, runOf } from './simulated-runs.ts';
import type { Effect } from './simulator/effects.ts';
import { noEffect } from './simulator/effects.ts';
import { drawn } from './simulator/drawn.ts';
import { simulateRun } from './simulator/measurement.ts';
import type { NoiseName } from './simulator/noise.ts';
import { RandomStream } from './simulator/random-stream.ts';
import type { ModelName } from './simulator/workloads.ts';

export const baselineChanges = ['A/A', 'p95 +20 %', 'p95 +50 %', 'p95 x2'] as const;
export type BaselineChange = (typeof baselineChanges)[number];

/** `all` effects whose true p95 ratio is 1.2, 1.5 and 2, found with `effectForP95(model, ratio, 8000)`. */
const forP95: Partial<Record<ModelName, [twenty: number, fifty: number, hundred: number]>> = {
  cpu: [0.1653, 0.3582, 0.548],
  batch: [0.1098, 0.2482, 0.4259],
  llm: [0.1559, 0.3591, 0.5778],
};

/** One screen: a model on machines of one kind, against so many earlier runs. */
export interface BaselineResult {
  model: ModelName;
  noise: NoiseName;
  earlierRuns: number;
  sameMachine: boolean;
  change: BaselineChange;
  cases: number;
  verdicts: Record<GateVerdict, number>;
}

/** Blocks of one run; the gate records as many as half of its longest measurement takes. */
const blocksOfRun = 24;
/** So many earlier runs are simulated for a model and noise; each case draws its history from them. */
const historyPool = 300;

/** Earlier runs of the base, each on a machine of its own. */
export function historyPoolFor(
  model: ModelName,
  noise: NoiseName,
  seed: number,
  runs = historyPool,
): RunStatistics[] {
  return Array.from({ length: runs }, (_, i) =>
    runStatistics(runAlone(model, noise, noEffect, seed, seed * 7919 + 13 * i)),
  );
}

/** Screens `cases` candidates, each on a machine of its own, against histories of each length and by both priors. */
export function runBaselineCell(
  { model, noise, change }: { model: ModelName; noise: NoiseName; change: BaselineChange },
  pool: readonly RunStatistics[],
  earlierRuns: readonly number[],
  cases: number,
  seed: number,
): BaselineResult[] {
  const results = earlierRuns.flatMap((count) =>
    [false, true].map((sameMachine): BaselineResult => ({
      ...{ model, noise, change, cases, sameMachine, earlierRuns: count },
      verdicts: { pass: 0, fail: 0, inconclusive: 0, invalid: 0 },
    })),
  );
  for (let i = 0; i < cases; i++) {
    const caseSeed = caseSeedOf(seed, i);
    const candidate = runAlone(model, noise, effectOf(model, change), seed, caseSeed);
    const history = drawn(pool, Math.max(...earlierRuns), new RandomStream(caseSeed ^ 0x51ed270b));
    for (const result of results) {
      const { earlierRuns, sameMachine } = result;
      const options = { gate: gateFor(model), sameMachine };
      result.verdicts[judgeBaseline(history.slice(0, earlierRuns), candidate, options).verdict]++;
    }
  }
  return results;
}

function effectOf(model: ModelName, change: BaselineChange): Effect {
  const place = baselineChanges.indexOf(change) - 1;
  if (place < 0) return noEffect;
  return { kind: 'all', share: forP95[model]?.[place] ?? [0.2, 0.5, 1][place]! };
}

function runAlone(model: ModelName, noise: NoiseName, effect: Effect, traceSeed: number, seed: number): Run {
  const blocks = simulateRun({
    ...{ seed, model, noise, effect, traceSeed },
    blockSeconds: blockSeconds(model),
    blocks: blocksOfRun,
    starts: blocksOfRun / restartEveryPairs,
    errorShare: usualErrorShare,
  });
  return runOf(
    model,
    'candidate',
    blocks.map(({ block, start }, index) => blockOf(block, { index, order: index, start })),
  );
}
