import type { LoadPlan } from '../model/plan.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawItems } from './draw-items.ts';

/** How edge cases and good requests are mixed: the same for every case, so that good requests can be compared. */
export interface EdgeLoad {
  ratePerSecond: number;
  /** Good requests from one edge request to the next. */
  goodBetween: number;
  /** How often each case is sent in a row. */
  repeats: number;
  /** Good requests in a block without an edge case. */
  goodAlone: number;
}

/** A light load: what the server takes all day, and never more than this many requests a second. */
const mostPerSecond = 50;
/** A median of fewer says nothing, of more nothing new. */
const alone = { fewest: 8, most: 20, seconds: 5 };

/**
 * At the rate of the mixed load, with as many repeats as fit into the time, at least one.
 * @param share of edge cases among all requests, above 0 and at most 0.5
 */
export function planEdgeLoad(
  cases: number,
  share: number,
  load: Pick<LoadPlan, 'mixedRatePerSecond'>,
  availableMs: number,
): EdgeLoad {
  const ratePerSecond = Math.min(load.mixedRatePerSecond, mostPerSecond);
  const goodBetween = Math.max(1, Math.round(1 / share - 1));
  const wanted = Math.round(ratePerSecond * alone.seconds);
  const goodAlone = Math.min(alone.most, Math.max(alone.fewest, wanted));
  const fixed = { ratePerSecond, goodBetween, goodAlone };
  const fits = (repeats: number) => edgeDurationMs(cases, { ...fixed, repeats }) <= availableMs;
  return { ...fixed, repeats: [3, 2].find(fits) ?? 1 };
}

/** What all of it takes for one arm, as long as nothing has to be looked at twice. */
export function edgeDurationMs(
  cases: number,
  { ratePerSecond, goodBetween, goodAlone, repeats }: EdgeLoad,
): number {
  const requests = cases * repeats * goodBetween + 2 * (goodAlone + goodBetween);
  return (requests * 1000) / ratePerSecond;
}

/** Good requests alone; those of a lead-in open the connections. */
export function goodBlock(index: number, load: EdgeLoad, workload: Workload, random: Random): BlockPlan {
  const { goodAlone, goodBetween, ratePerSecond } = load;
  const apartMs = 1000 / ratePerSecond;
  const count = goodBetween + goodAlone;
  return {
    scenario: 'edge-cases',
    index,
    leadInMs: goodBetween * apartMs,
    durationMs: goodAlone * apartMs,
    ratePerSecond,
    arrivals: {
      kind: 'open',
      schedule: {
        dueAtMs: Float64Array.from({ length: count }, (_, i) => (i + 0.5) * apartMs),
        itemIndex: drawItems(workload, count, random),
      },
    },
  };
}

/**
 * One edge case, sent several times in a row with good requests at even distances after each. By itself in its block, so
 * that what happens is its doing, and is over before the next case begins.
 * @param edgeItem its position among the items of the workload
 */
export function edgeBlock(
  index: number,
  edgeItem: number,
  load: EdgeLoad,
  workload: Workload,
  random: Random,
): BlockPlan {
  const { goodBetween, repeats, ratePerSecond } = load;
  const apartMs = 1000 / ratePerSecond;
  const good = drawItems(workload, repeats * goodBetween, random);
  const each = goodBetween + 1;
  const rows = Array.from({ length: repeats * each }, (_, row) => {
    const [window, place] = [Math.floor(row / each), row % each];
    const before = window * goodBetween;
    return place === 0
      ? { dueAtMs: before * apartMs, item: edgeItem }
      : { dueAtMs: (before + place - 0.5) * apartMs, item: good[before + place - 1] ?? edgeItem };
  });
  return {
    scenario: 'edge-cases',
    index,
    leadInMs: 0,
    durationMs: repeats * goodBetween * apartMs,
    ratePerSecond: (rows.length * 1000) / (repeats * goodBetween * apartMs),
    arrivals: {
      kind: 'open',
      schedule: {
        dueAtMs: Float64Array.from(rows, ({ dueAtMs }) => dueAtMs),
        itemIndex: Uint32Array.from(rows, ({ item }) => item),
      },
    },
  };
}
