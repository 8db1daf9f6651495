import { ColumnStore } from '../../src/load/columns.ts';
import { measureSending } from '../../src/load/health.ts';
import type { BlockSamples } from '../../src/model/sample.ts';
import { outcomes } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import type { Random } from '../../src/model/schedule.ts';

const store = new ColumnStore();
const failedShare = 0.001;
const aborted = outcomes.indexOf('model-error');

export interface SyntheticBlock {
  plan: BlockPlan;
  classes: number;
  medianMs: number;
  random: Random;
}

/** What the engine would hand back for a block of the open loop: streamed answers with long tails, a few of them failed. */
export function syntheticSamples({ plan, classes, medianMs, random }: SyntheticBlock): BlockSamples {
  if (plan.arrivals.kind !== 'open') throw new Error('Only schedules are filled.');
  const { dueAtMs } = plan.arrivals.schedule;
  const samples = store.take(dueAtMs.length);
  samples.dueAtMs.set(dueAtMs);
  samples.outcome.fill(outcomes.indexOf('ok'));
  samples.httpStatus.fill(200);
  for (let row = 0; row < samples.count; row++) {
    const dueMs = dueAtMs[row] as number;
    const tookMs = medianMs * (0.5 + random()) * (random() < 0.02 ? 4 : 1);
    samples.sentAtMs[row] = dueMs + 0.2;
    samples.firstByteAtMs[row] = samples.firstTokenAtMs[row] = dueMs + tookMs / 4;
    samples.endAtMs[row] = dueMs + tookMs;
    samples.classIndex[row] = Math.floor(random() * classes);
    samples.inputTokens[row] = 100;
    samples.outputTokens[row] = 20;
    if (random() < failedShare) samples.outcome[row] = aborted;
  }
  const still = { p50: 0.1, p99: 1, max: 5 };
  return {
    samples,
    health: { ...measureSending(plan, samples), eventLoopDelayMs: still, cpuShare: 0.2 },
    errorExamples: [],
    startedAtEpochMs: 1_700_000_000_000 + plan.index * plan.durationMs,
  };
}

/** An open loop at one rate, as `mixed` has it. */
export function openPlan(
  rest: Pick<BlockPlan, 'scenario' | 'index' | 'durationMs'> & Partial<BlockPlan>,
  requests: number,
): BlockPlan {
  const dueAtMs = Float64Array.from({ length: requests }, (_, row) => (row * rest.durationMs) / requests);
  return {
    leadInMs: 0,
    ratePerSecond: (1000 * requests) / rest.durationMs,
    arrivals: { kind: 'open', schedule: { dueAtMs, itemIndex: new Uint32Array(requests) } },
    ...rest,
  };
}
