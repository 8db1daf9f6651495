import type { Block, Run } from '../../model/run.ts';
import { bendOf } from './knee.ts';
import type { Bend, LoadPoint } from './knee.ts';
import { aloneSample, latencySample, logP95Of } from './latency-sample.ts';
import type { LatencySample } from './latency-sample.ts';

/**
 * Where the latencies of these blocks of a ramp bend; with chance, where those of samples drawn from them do.
 * Undefined where none of them has an answer.
 */
export function rampBend(run: Run, blocks: readonly Block[]): ((random?: () => number) => Bend) | undefined {
  const alone = pointAt(0, aloneSample(run));
  const steps = blocks
    .toSorted((a, b) => a.ratePerSecond! - b.ratePerSecond!)
    .map((block) => pointAt(block.ratePerSecond!, latencySample(block)))
    .filter((draw) => draw() !== null);
  if (steps.length === 0) return undefined;
  return (random) =>
    bendOf(
      alone(random),
      steps.flatMap((draw) => draw(random) ?? []),
    );
}

function pointAt(
  ratePerSecond: number,
  sample: LatencySample | null,
): (random?: () => number) => LoadPoint | null {
  if (!sample) return () => null;
  const logP95 = logP95Of(sample);
  return (random) => {
    const logLatency = logP95(random);
    return logLatency === null ? null : { ratePerSecond, logLatency, requests: sample.valuesMs.length };
  };
}
