import type { SimulatedBlock } from '../simulator/block.ts';
import { quantile7 } from '../simulator/tail-threshold.ts';

/** Latencies of the successful requests of these blocks, in milliseconds. */
export function latenciesOf(blocks: readonly SimulatedBlock[]): Float64Array {
  const all = new Float64Array(blocks.reduce((sum, { latencyMs }) => sum + latencyMs.length, 0));
  let successes = 0;
  for (const { ok, latencyMs } of blocks)
    for (let i = 0; i < latencyMs.length; i++) if (ok[i] === 1) all[successes++] = latencyMs[i]!;
  return all.subarray(0, successes);
}

/** p95 latency of the successful requests of these blocks, in milliseconds. */
export function p95Of(blocks: readonly SimulatedBlock[]): number {
  return quantile7(latenciesOf(blocks).sort(), 0.95);
}

/** A quantile for each half of each block, as a monitoring system would record it; halves without a success are left out. */
export function seriesOf(blocks: readonly SimulatedBlock[], p: number): number[] {
  return blocks.flatMap(({ trace, ok, latencyMs }) =>
    [0, 1].flatMap((half) => {
      const values = latencyMs.filter(
        (_, i) => ok[i] === 1 && Math.floor((2 * trace.arrival[i]!) / trace.seconds) === half,
      );
      return values.length === 0 ? [] : [quantile7(values.sort(), p)];
    }),
  );
}
