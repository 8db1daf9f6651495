/**
 * A noisy neighbour: one thread that computes as hard as it can in bursts, with pauses in between. It stands for another
 * job on the same machine (a build, a test suite, a garbage collection), which takes a core from the model for a few seconds
 * at times that have nothing to do with the blocks. Bursts and pauses are exponential, 3 s and 5 s on average, so that it
 * is busy 3/8 of the time; many bursts hold a block of 2 s whole and spare its partner, which is the worst for pairs.
 * They are drawn from a seed: a gate that is run again has the same neighbour.
 *   node bench/verdict/real/neighbour.ts SEED      until its stdin is closed or it is ended
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const meanBurstMs = 3000;
const meanPauseMs = 5000;

const generator = xoroshiro128plus(Number(process.argv[2]));
const exponential = (mean: number): number => -mean * Math.log1p(-uniformFloat64(generator));

// Whoever started it is gone when the pipe ends, however that happened.
process.stdin.once('end', () => process.exit(0)).resume();

for (;;) {
  await sleep(exponential(meanPauseMs));
  const endMs = performance.now() + exponential(meanBurstMs);
  while (performance.now() < endMs);
}
