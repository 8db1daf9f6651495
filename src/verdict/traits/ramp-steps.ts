import type { RampTraits } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Block, Run } from '../../model/run.ts';
import { leastRise } from '../../stats/slope.ts';
import { BlockView } from '../block-view.ts';
import { rampBend } from './ramp-bend.ts';

/** Where it breaks, more requests than this fail; one or two alone say nothing. */
const [mostErrors, fewestErrors] = [0.01, 3];
/** Of what is asked, so much has to be answered as fast as it comes. */
const leastServed = 0.9;
/** A step has to be so many times as long as an answer at light load (p95), before its queue tells anything. */
const answersInStep = 4;
/** Of the best goodput at a lower rate. */
const leastGoodput = 0.5;
/** Beyond these a single step leaves no doubt. */
const [drasticErrors, drasticServed] = [0.1, 0.8];

/** A step of the ramp, judged. */
export interface RampStep {
  block: Block;
  ratePerSecond: number;
  valid: boolean;
  /** Requests that met every limit; null where there are none. */
  good: number | null;
  attempted: number;
  ended: boolean;
  /** Latency lies above its level at light load by half. */
  bent: boolean;
  broken: NonNullable<RampTraits['breaking']>['why'] | null;
  /** Broken beyond doubt. */
  drastic: boolean;
}

/** The steps of a run that were measured, ascending by rate. */
export function judgeRampSteps(run: Run): RampStep[] {
  const steps = run.blocks
    .filter(({ scenario, ratePerSecond }) => scenario === 'ramp' && ratePerSecond !== undefined)
    .map((block) => judgeAlone(block, run))
    .sort((a, b) => a.ratePerSecond - b.ratePerSecond);
  const valid = steps.filter((step) => step.valid);
  const bend = rampBend(
    run,
    valid.map(({ block }) => block),
  )?.();
  if (bend) {
    const { bentFromPerSecond, lightMs } = bend;
    for (const step of valid) step.bent = step.ratePerSecond >= (bentFromPerSecond ?? Infinity);
    for (const step of steps) markOutgrown(step, lightMs);
  }
  markCollapse(valid);
  return steps;
}

/** By what became of its requests and of the target. */
function judgeAlone(block: Block, run: Run): RampStep {
  const view = new BlockView(block);
  const attempted = view.attempted(allClasses);
  const failed = attempted - view.completed(allClasses);
  const fails = failed >= fewestErrors && failed > mostErrors * attempted;
  const ended = (run.endings ?? []).some(
    ({ scenario, index }) => scenario === 'ramp' && index === block.index,
  );
  return {
    block,
    ratePerSecond: block.ratePerSecond!,
    valid: block.validity.valid,
    good: goodOf(block),
    attempted,
    ended,
    bent: false,
    broken: ended ? 'ended' : fails ? 'errors' : null,
    drastic: ended || (fails && failed > drasticErrors * attempted),
  };
}

/** The queue grows all the time: the server does less than it is asked. */
function markOutgrown(step: RampStep, lightMs: number): void {
  // In so short a step a server that fills up looks like a queue that grows.
  if (step.block.durationMs < answersInStep * lightMs) return;
  const served = servedShare(step.block);
  if (served < leastServed) step.broken ??= 'goodput';
  if (served < drasticServed) step.drastic = true;
}

/**
 * Of the asked rate, what is answered as fast as it comes. While a queue grows, each request waits longer than the one before:
 * what was due over a time D is answered over D and what latency rose by meanwhile, so the share is 1 / (1 + rise), with the rise
 * of latency over time. 1 where the single requests are not known.
 */
function servedShare({ requests }: Block): number {
  if (!requests?.dueMs) return 1;
  const { dueMs, latencyMs } = requests;
  const rows = [...latencyMs.keys()].filter((row) => latencyMs[row] !== null);
  const rise = leastRise(
    rows.map((row) => dueMs[row]!),
    rows.map((row) => latencyMs[row]!),
  );
  return 1 / (1 + rise);
}

function goodOf({ classes }: Block): number | null {
  let sum = 0;
  for (const { good } of Object.values(classes)) {
    if (good === undefined) return null;
    sum += good;
  }
  return sum;
}

/** Goodput that falls to less than half of what it was at a lower rate. */
function markCollapse(ascending: readonly RampStep[]): void {
  let best = 0;
  for (const step of ascending) {
    const goodput = goodputOf(step) ?? 0;
    if (goodput < leastGoodput * best) step.broken ??= 'goodput';
    best = Math.max(best, goodput);
  }
}

/** Requests a second that met every limit; null where there are none. */
export const goodputOf = ({ good, attempted, ratePerSecond }: RampStep): number | null =>
  good === null || attempted === 0 ? null : (good / attempted) * ratePerSecond;
