import type { Capacity, Characteristics, Estimate } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { SloLimit } from '../../model/plan.ts';
import type { Block, Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';
import { boundErrors } from '../bound-errors.ts';
import { capacityStatement } from './capacity-words.ts';
import { limitCrossing } from './limit-crossing.ts';
import type { Crossing } from './limit-crossing.ts';
import { judgeRampSteps } from './ramp-steps.ts';
import type { RampStep } from './ramp-steps.ts';
import { levelOf, stepLevel } from './step-levels.ts';

/**
 * The load that the server takes within its limits, by the ramp and by closed loops; undefined where neither was run. Only
 * limits on timings and errors that the load was held against bound it. Without any it is the rate before the ramp breaks.
 */
export function capacityOf(
  run: Run,
  { ramp: bend }: Pick<Characteristics, 'ramp'>,
  slo: readonly SloLimit[],
): Capacity | undefined {
  const steps = judgeRampSteps(run).filter(({ valid }) => valid);
  const loops = closedLoops(run);
  const blocks = [...steps.map(({ block }) => block), ...loops];
  const limits = slo.filter(({ metric }) => blocks.some((block) => stepLevel(block, metric) !== undefined));
  const ramp = rampCapacity(steps, limits, bend?.breaking?.ratePerSecond ?? Infinity);
  const closed = closedCapacity(loops, limits);
  const rate = ramp ?? closed;
  if (!rate) return undefined;
  const told: Omit<Capacity, 'statement'> = {
    ratePerSecond: rate.ratePerSecond,
    concurrency: closed?.concurrency ?? null,
    limits: limits.map(({ metric, limit }) => ({ id: metric, limit })),
    from: [ramp, closed].flatMap((part) => part?.from ?? []).join(' and '),
    atLeast: rate.atLeast,
    environment: servingMachine(run),
  };
  const lowestPerSecond = steps[0]?.ratePerSecond ?? null;
  return { ...told, statement: capacityStatement(told, run.provenance.target, lowestPerSecond) };
}

type Told = Pick<Capacity, 'ratePerSecond' | 'from' | 'atLeast'>;

function rampCapacity(
  steps: readonly RampStep[],
  limits: readonly SloLimit[],
  breakingRate: number,
): Told | undefined {
  const rates = steps.map(({ ratePerSecond }) => ratePerSecond);
  const highest = rates.at(-1);
  if (highest === undefined) return undefined;
  const crossings = limits.flatMap((limit) => crossingOf(steps, limit) ?? []);
  const bounded = Math.min(...crossings.map(({ load }) => load));
  const atLeast = breakingRate === Infinity && crossings.every(({ never }) => never);
  const unbroken = rates.findLast((rate) => rate < breakingRate) ?? 0;
  return {
    // What breaks holds no limit, whatever the few good answers say.
    ratePerSecond:
      bounded < breakingRate && bounded <= highest
        ? estimateOf(crossings, rates, Math.min(breakingRate, highest))
        : { value: unbroken, interval: null },
    atLeast,
    from: `a ramp of ${steps.length} steps`,
  };
}

/**
 * The limit that is met first counts; so it does for either end of the interval. Where the steps have too few requests to be
 * sure of the limit at all, nothing is promised between two of them.
 */
function estimateOf(crossings: readonly Crossing[], rates: readonly number[], most: number): Estimate {
  const least = (read: (crossing: Crossing) => number) => Math.min(...crossings.map(read));
  const [value, low] = [least(({ load }) => load), least((crossing) => crossing.low)];
  if (low === 0) return { value: rates.findLast((rate) => rate <= value) ?? 0, interval: null };
  return {
    value,
    interval: [
      low,
      Math.min(
        most,
        least(({ high }) => high),
      ),
    ],
  };
}

function crossingOf(steps: readonly RampStep[], { metric, limit }: SloLimit): Crossing | undefined {
  const levels = steps.flatMap(({ block, ratePerSecond }) => {
    const level = stepLevel(block, metric);
    return level ? [{ ...level, load: ratePerSecond }] : [];
  });
  return levels.length === 0 ? undefined : limitCrossing(levels, levelOf(metric, limit));
}

/** Of the server as it is, and not with settings that were only tried; ascending by users. */
const closedLoops = ({ blocks }: Run): Block[] =>
  blocks
    .filter(
      ({ scenario, concurrency, variant, validity }) =>
        (scenario === 'closed' || scenario === 'batching') &&
        concurrency !== undefined &&
        !variant &&
        validity.valid,
    )
    .sort((a, b) => a.concurrency! - b.concurrency!);

/** The most users at a time that all limits are met with, and with all fewer ones that were tried. */
function closedCapacity(
  loops: readonly Block[],
  limits: readonly SloLimit[],
): (Told & { concurrency: number }) | undefined {
  const beyond = loops.findIndex((block) => boundErrors(limits).some((limit) => !isMet(block, limit)));
  const best = loops[(beyond === -1 ? loops.length : beyond) - 1];
  if (!best) return undefined;
  const completed = new BlockView(best).completed(allClasses);
  return {
    concurrency: best.concurrency!,
    ratePerSecond: { value: (completed / best.durationMs) * 1000, interval: null },
    atLeast: beyond === -1,
    from: loops.length === 1 ? 'a closed loop' : `closed loops of ${loops.length} sizes`,
  };
}

function isMet(block: Block, { metric, limit }: SloLimit): boolean {
  const level = stepLevel(block, metric)?.level;
  return level !== undefined && level <= levelOf(metric, limit);
}

/** A container that is bound to cores of its own has only those. */
function servingMachine({ provenance: { environment, isolation } }: Run): Capacity['environment'] {
  const { cpuModel, cores, memoryGiB, gpus } = environment;
  return { cpuModel, cores: isolation?.kind === 'pinned' ? isolation.target.length : cores, memoryGiB, gpus };
}
