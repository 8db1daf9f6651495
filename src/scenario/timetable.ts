import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Arm } from '../model/run.ts';
import type { ScenarioName, ScenarioPlan, SteadyPlan } from '../model/scenario.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import type { ShardPlan, ShardSlot } from '../model/shard.ts';
import { planBaselineBlocks } from './baseline-blocks.ts';
import { closedBlock } from './closed-block.ts';
import { linearRamp } from './linear-ramp.ts';
import { mixedBlock } from './mixed-block.ts';
import { evenRates } from './next-ramp-rate.ts';
import { ordersOfPairs } from './pair-order.ts';
import { planPairs } from './plan-pairs.ts';
import { rampStep } from './ramp-step.ts';
import { spikeBlocks } from './spike-blocks.ts';
import { steadyBlock, steadyCourse } from './steady-blocks.ts';

/** A block at an agreed time. It is drawn when it is wanted: all of them at once may not fit into memory. */
export interface TimedBlock {
  slot: ShardSlot;
  /** From its start to the end of its measured part. */
  lengthMs: number;
  /** The whole of it, over all shards. */
  draw: () => BlockPlan;
}

/** What all shards do when: nothing in it depends on what is measured. */
export interface Timetable {
  blocks: TimedBlock[];
  /** Measured pairs at the only look; absent where one arm is measured alone. */
  looks?: number[];
  leftOut: { scenario: ScenarioName; why: string }[];
}

export interface TimetableRequest {
  plan: Plan;
  shard: Pick<ShardPlan, 'of' | 'pauseMs'>;
  workload: Workload;
  /** A stream of chance for each use, the same in all shards. */
  randomOf: (...use: (string | number)[]) => Random;
}

/** A block before it has a time. */
type Wanted = Pick<TimedBlock, 'lengthMs' | 'draw'> & { arm: Arm; scenario: ScenarioName; blocks: number };

/**
 * The blocks of a whole gate at agreed times: what describes the arms, then the load that the verdict is made from, for the
 * whole budget. With two arms all pairs are measured and looked at once: no shard knows in time what the others saw.
 * @throws SluiceError `budget-too-short`, `input-invalid` where a block has no request for every shard
 */
export function makeTimetable(request: TimetableRequest): Timetable {
  const { plan, shard } = request;
  const arms: Arm[] = pairedPlan(plan) ? ['base', 'candidate'] : ['candidate'];
  const leftOut: Timetable['leftOut'] = [];
  const described = arms.flatMap((arm) =>
    plan.scenarios.flatMap((scenario) => {
      if (arm === 'base' && isSteady(scenario)) return [];
      const wanted = describing(scenario, request);
      if (typeof wanted !== 'string') return wanted.map((each) => ({ ...each, arm }));
      if (arm === arms[0]) leftOut.push({ scenario: scenario.kind, why: wanted });
      return [];
    }),
  );
  const usedMs = described.reduce((sum, { lengthMs }) => sum + lengthMs + shard.pauseMs, 0);
  const judged = judgedBlocks(request, plan.budgetMs - usedMs);
  return { ...judged.looks, leftOut, blocks: atTimes([...described, ...judged.blocks], shard.pauseMs) };
}

/** Whether both arms are measured in turns. */
export const pairedPlan = ({ base, mode }: Pick<Plan, 'base' | 'mode'>): boolean =>
  base !== undefined && mode !== 'baseline' && mode !== 'slo';

function atTimes(wanted: readonly Wanted[], pauseMs: number): TimedBlock[] {
  let [atMs, order] = [0, 0];
  return wanted.map(({ lengthMs, draw, ...place }) => {
    const slot = { ...place, order, atMs };
    atMs += lengthMs + pauseMs;
    order += place.blocks;
    return { slot, lengthMs, draw };
  });
}

function judgedBlocks(
  { plan, shard, workload, randomOf }: TimetableRequest,
  remainingMs: number,
): { blocks: Wanted[]; looks: Pick<Timetable, 'looks'> } {
  const { load, pairing } = plan;
  const { blockMs, leadInMs, maximumPairs } = pairing;
  const mixed = (index: number, arm: Arm): Wanted => ({
    arm,
    scenario: 'mixed',
    blocks: 1,
    lengthMs: leadInMs + blockMs,
    draw: () => mixedBlock({ index, load, pairing, workload, random: randomOf('mixed', index) }),
  });
  checkShares(mixed(0, 'candidate').draw(), shard.of);
  if (!pairedPlan(plan)) {
    const tailMs = shard.pauseMs;
    const blocks = planBaselineBlocks({ remainingMs, mostBlocks: maximumPairs, blockMs, leadInMs, tailMs });
    return { blocks: Array.from({ length: blocks }, (_, index) => mixed(index, 'candidate')), looks: {} };
  }
  const pairs = planPairs({
    ...{ remainingMs, blockMs, leadInMs, maximumPairs, switchMs: shard.pauseMs },
    ...{ restartMs: 0, restartEveryPairs: 0 },
  }).maximumPairs;
  const orders = ordersOfPairs(pairs, randomOf('order'));
  return {
    blocks: orders.flatMap((arms, index) => arms.map((arm) => mixed(index, arm))),
    looks: { looks: [pairs] },
  };
}

/** A shard with nothing to send would tell nothing, and be taken for one that failed. */
function checkShares({ arrivals, durationMs }: BlockPlan, of: number): void {
  const requests = arrivals.kind === 'open' ? arrivals.schedule.dueAtMs.length : 0;
  if (requests >= of) return;
  throw new SluiceError('input-invalid', {
    fact: `A block of ${durationMs} ms has ${requests} requests, fewer than the ${of} shards.`,
    remedy: 'Use fewer shards, a higher `load.expected-rate`, or longer blocks (`pairing.block`).',
  });
}

/** The blocks of a scenario that describes an arm, or why it is left out. */
function describing(
  scenario: ScenarioPlan,
  { plan: { load }, shard, workload, randomOf }: TimetableRequest,
): Omit<Wanted, 'arm'>[] | string {
  const { kind } = scenario;
  const drawn = (block: BlockPlan) => ({
    scenario: kind,
    blocks: block.parts?.length ?? 1,
    lengthMs: block.leadInMs + block.durationMs,
    draw: () => block,
  });
  switch (scenario.kind) {
    case 'mixed':
    // Nobody but its owner can start what runs behind a url.
    case 'cold-start':
      return [];
    case 'ramp':
      if (scenario.shape === 'linear') return [drawn(linearRamp(scenario, load, workload, randomOf('ramp')))];
      return evenRates(scenario, load, scenario.steps).map((ratePerSecond, index) =>
        drawn(rampStep({ scenario, load, index, ratePerSecond, workload, random: randomOf('ramp', index) })),
      );
    case 'closed':
      return scenario.concurrency < shard.of
        ? `${scenario.concurrency} users are fewer than the ${shard.of} shards`
        : [drawn(closedBlock(scenario, workload, randomOf('closed')))];
    case 'spike':
      return spikeBlocks(scenario, load, workload, randomOf('spike')).map(drawn);
    case 'sustained':
    case 'soak':
    case 'endurance': {
      const course = steadyCourse(scenario, levelOf(scenario, load.expectedRatePerSecond));
      return Array.from({ length: course.blocks }, (_, index) => ({
        scenario: kind,
        blocks: 1,
        lengthMs: course.blockMs,
        draw: () => {
          const random = randomOf(scenario.kind, index);
          return steadyBlock({ scenario: scenario.kind, index, course, load, workload, random });
        },
      }));
    }
    case 'single':
      return 'one request at a time is nothing to share';
    case 'long-context':
    case 'batching':
      return 'each of its steps follows from the one before, which no shard knows of the others';
    case 'faults':
    case 'edge-cases':
      return 'it is about single answers, for which one machine is enough';
  }
}

const isSteady = ({ kind }: ScenarioPlan): boolean =>
  kind === 'sustained' || kind === 'soak' || kind === 'endurance';

/** What the ramp tells of the capacity is known when all shards are merged: the expected rate stands in for it. */
const levelOf = ({ level }: SteadyPlan, expectedRatePerSecond: number): number =>
  level.kind === 'rate' ? level.ratePerSecond : level.share * expectedRatePerSecond;
