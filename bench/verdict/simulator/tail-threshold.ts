import { RandomStream } from './random-stream.ts';
import type { Model } from './workloads.ts';
import { classOf } from './workloads.ts';

const draws = 200_000;
const known = new Map<Model, number>();

/** The service time that 4.5 % of a model's requests exceed, in milliseconds without noise. */
export function tailThresholdMs(model: Model): number {
  const before = known.get(model);
  if (before !== undefined) return before;
  const random = new RandomStream(99);
  const times = new Float64Array(draws);
  for (let i = 0; i < draws; i++) {
    const base = model.baseMs[classOf(random.uniform(), model)];
    times[i] = base * Math.exp(model.inputSpread * random.normal() + model.otherSpread * random.normal());
  }
  const threshold = quantile7(times.sort(), 0.955);
  known.set(model, threshold);
  return threshold;
}

/** Type-7 quantile of an ascending array. */
export function quantile7(ascending: Float64Array, p: number): number {
  const position = (ascending.length - 1) * p;
  const below = Math.floor(position);
  const low = ascending[below]!;
  return low + (position - below) * ((ascending[below + 1] ?? low) - low);
}
