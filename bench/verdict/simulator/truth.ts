import type { SimulatedBlock } from './block.ts';
import { runBlock } from './block.ts';
import type { Effect } from './effects.ts';
import { noEffect } from './effects.ts';
import { noises } from './noise.ts';
import { RandomStream } from './random-stream.ts';
import { makeSession } from './session.ts';
import { quantile7 } from './tail-threshold.ts';
import { makeTrace } from './trace.ts';
import type { ModelName } from './workloads.ts';
import { models } from './workloads.ts';

/** Candidate over base of a quantile in the population: no noise, the same long trace in both. */
export function trueRatio(model: ModelName, effect: Effect, p: number, seconds = 20_000): number {
  return quantileWithout(model, effect, p, seconds) / quantileWithout(model, noEffect, p, seconds);
}

/** The `all` effect whose true ratio at p95 is `ratio`: queues make the p95 grow faster than the service time. */
export function effectForP95(model: ModelName, ratio: number, seconds = 20_000): Effect {
  let [low, high] = [0, ratio - 1];
  for (let step = 0; step < 12; step++) {
    const share = (low + high) / 2;
    if (trueRatio(model, { kind: 'all', share }, 0.95, seconds) < ratio) low = share;
    else high = share;
  }
  return { kind: 'all', share: Number(((low + high) / 2).toFixed(4)) };
}

function quantileWithout(model: ModelName, effect: Effect, p: number, seconds: number): number {
  return quantile7(noiseless(model, effect, seconds).latencyMs.slice().sort(), p);
}

function noiseless(name: ModelName, effect: Effect, seconds: number): SimulatedBlock {
  const random = new RandomStream(5);
  const session = makeSession(new RandomStream(1), noises.none, seconds + 10);
  const trace = makeTrace(random, models[name], seconds);
  return runBlock(new RandomStream(6), models[name], trace, session, 0, { effect });
}
