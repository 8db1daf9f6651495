import type { Effect } from './effects.ts';
import { noEffect } from './effects.ts';
import { Pauses } from './pauses.ts';
import type { RandomStream } from './random-stream.ts';
import type { Served } from './servers.ts';
import { serve } from './servers.ts';
import type { Session } from './session.ts';
import { tailThresholdMs } from './tail-threshold.ts';
import type { Trace } from './trace.ts';
import type { Model } from './workloads.ts';

/** What one block of one arm would have measured, in milliseconds from the scheduled time. */
export interface SimulatedBlock {
  startSeconds: number;
  trace: Trace;
  latencyMs: Float64Array;
  ok: Uint8Array;
  ttftMs?: Float64Array;
  tpotMs?: Float64Array;
}

export interface BlockOptions {
  effect?: Effect;
  /** How much slower than usual this container start is. */
  start?: number;
  errorShare?: number;
  /** Mean length of a run of errors, minus one. */
  errorCluster?: number;
}

/** What the servers need to know about time and chance. */
export interface Conditions {
  random: RandomStream;
  effect: Effect;
  pauses: Pauses;
  /** Slowness of the machine at a time in the block, in seconds. */
  slownessAt: (seconds: number) => number;
  /** Service time of request `i` begun at `seconds`, in seconds. */
  serviceSeconds: (i: number, seconds: number) => number;
}

/** Runs one block of requests through a model that was under load alone, beginning at `startSeconds` of the session. */
export function runBlock(
  random: RandomStream,
  model: Model,
  trace: Trace,
  session: Session,
  startSeconds: number,
  { effect = noEffect, start = 1, errorShare = 0, errorCluster = 0 }: BlockOptions = {},
): SimulatedBlock {
  const { noise, slowness, machine } = session;
  const steady = machine * start * Math.exp(noise.block * random.normal());
  const last = slowness.length - 1;
  const slownessAt = (seconds: number): number =>
    slowness[Math.min(last, Math.trunc((startSeconds + seconds) / session.stepSeconds))]! * steady;
  const threshold = effect.kind === 'tail' ? tailThresholdMs(model) : 0;
  const serviceSeconds = (i: number, seconds: number): number => {
    const inputClass = trace.class[i]! as 0 | 1 | 2;
    let ms =
      model.baseMs[inputClass] *
      Math.exp(model.inputSpread * trace.size[i]! + model.otherSpread * random.normal());
    ms *= slowdown(effect, inputClass, ms > threshold, startSeconds + seconds);
    if (noise.hiccup && random.uniform() < noise.hiccup) ms *= 3;
    return ms * slownessAt(seconds) * 0.001;
  };
  const pauses = new Pauses(random, model, effect, trace.seconds);
  const served = serve(model, trace, { random, effect, pauses, slownessAt, serviceSeconds });
  if (effect.kind === 'late') makeSomeLate(random, effect.share, served);
  const errors = errorShare * (effect.kind === 'err' ? 1 + effect.share : 1);
  const share = errors + (effect.kind === 'errabs' ? effect.share : 0);
  return { startSeconds, trace, ...served, ok: outcomes(random, trace.arrival.length, share, errorCluster) };
}

const lateMs = 2000;

function makeSomeLate(random: RandomStream, share: number, { latencyMs, ttftMs }: Served): void {
  for (let i = 0; i < latencyMs.length; i++) {
    if (random.uniform() >= share) continue;
    latencyMs[i]! += lateMs;
    if (ttftMs) ttftMs[i]! += lateMs;
  }
}

function slowdown(effect: Effect, inputClass: number, inTail: boolean, sessionSeconds: number): number {
  switch (effect.kind) {
    case 'all':
      return 1 + effect.share;
    case 'tail':
      return inTail ? 1 + effect.share : 1;
    case 'class':
      return inputClass === 2 ? 1 + effect.share : 1;
    case 'leak':
      return 1 + effect.share * Math.min(1, sessionSeconds / 300);
    default:
      return 1;
  }
}

function outcomes(random: RandomStream, count: number, share: number, cluster: number): Uint8Array {
  const ok = new Uint8Array(count).fill(1);
  if (share <= 0) return ok;
  let failing = 0;
  for (let i = 0; i < count; i++) {
    if (failing > 0) {
      ok[i] = 0;
      failing--;
    } else if (random.uniform() < share / (1 + cluster)) {
      ok[i] = 0;
      failing = Math.round(2 * cluster * random.uniform());
    }
  }
  return ok;
}
