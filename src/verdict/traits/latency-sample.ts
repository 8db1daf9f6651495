import { allClasses } from '../../model/metric.ts';
import type { Block, Run } from '../../model/run.ts';
import { resampleInBlocks } from '../../stats/block-bootstrap.ts';
import { meanLogBetween, windowAround } from '../../stats/smoothed-quantile.ts';
import { BlockView } from '../block-view.ts';

/** That the knee is told by. */
const quantile = 0.95;

/** Latencies of completed requests under one load. */
export interface LatencySample {
  /** In the order in which they were due, as far as that is known. */
  valuesMs: number[];
  /** How much each counts; absent where all count alike. */
  weights?: number[];
  /** So many neighbours are drawn together: requests of one queue are alike. */
  stretch: number;
}

/** Of a block of an open loop. Its single requests tell the order; without them each is taken for itself. */
export function latencySample(block: Block): LatencySample {
  const { requests } = block;
  if (requests) {
    const valuesMs = requests.latencyMs.filter((timeMs) => timeMs !== null);
    return { valuesMs, stretch: Math.max(1, Math.ceil(valuesMs.length ** (2 / 3))) };
  }
  return { valuesMs: valuesOf(new BlockView(block).timing(allClasses, 'latency')), stretch: 1 };
}

/** Requests one at a time (`single`), each class with its share of the load; null where a class has none. */
export function aloneSample(run: Run): LatencySample | null {
  const blocks = run.blocks.filter(({ scenario, validity }) => scenario === 'single' && validity.valid);
  const classes = run.classes
    .filter(({ share }) => share > 0)
    .map(({ name, share }) => {
      const latencies = blocks.flatMap((block) => block.classes[name]?.timings.latency ?? []);
      return { share, valuesMs: latencies.flatMap(valuesOf) };
    });
  if (classes.length === 0 || classes.some((each) => each.valuesMs.length === 0)) return null;
  const valuesMs = classes.flatMap((each) => each.valuesMs);
  const weights = classes.flatMap((each) =>
    each.valuesMs.map(() => (each.share * valuesMs.length) / each.valuesMs.length),
  );
  return { valuesMs, weights, stretch: 1 };
}

const valuesOf = ({ valuesMs, counts }: { valuesMs: number[]; counts: number[] }): number[] =>
  valuesMs.flatMap((ms, i) => Array<number>(counts[i]!).fill(ms));

/**
 * The natural logarithm of the p95 of a sample, smoothed as `windowAround` says; with chance, of a sample drawn from it.
 * Null where there are no requests.
 */
export function logP95Of({
  valuesMs,
  weights,
  stretch,
}: LatencySample): (random?: () => number) => number | null {
  const order = [...valuesMs.keys()].sort((a, b) => valuesMs[a]! - valuesMs[b]!);
  const sorted = order.map((i) => valuesMs[i]!);
  const window = windowAround(quantile, Math.max(1, valuesMs.length));
  return (random) => {
    const times = random && resampleInBlocks(valuesMs.length, stretch, random);
    const counts = order.map((i) => (times ? times[i]! : 1) * (weights ? weights[i]! : 1));
    return meanLogBetween({ valuesMs: sorted, counts }, window);
  };
}
