import type { Conditions } from './block.ts';
import type { Trace } from './trace.ts';
import type { BatchModel, LanguageModel, Model, QueueModel } from './workloads.ts';

/** Times in milliseconds, one a request. */
export interface Served {
  latencyMs: Float64Array;
  ttftMs?: Float64Array;
  tpotMs?: Float64Array;
}

/** Lets the requests of a trace pass through a model. */
export function serve(model: Model, trace: Trace, conditions: Conditions): Served {
  switch (model.kind) {
    case 'queue':
      return serveQueue(model, trace, conditions);
    case 'batch':
      return serveBatches(model, trace, conditions);
    case 'llm':
      return serveTokens(model, trace, conditions);
  }
}

function serveQueue(model: QueueModel, { arrival }: Trace, { pauses, serviceSeconds }: Conditions): Served {
  const latencyMs = new Float64Array(arrival.length);
  const freeAt = new Float64Array(model.workers);
  arrival.forEach((arrived, i) => {
    const worker = firstFree(freeAt);
    const begin = Math.max(arrived, freeAt[worker]!);
    pauses.stepBack();
    const end = pauses.endOf(begin, serviceSeconds(i, begin));
    freeAt[worker] = end;
    latencyMs[i] = (end - arrived) * 1000;
  });
  return { latencyMs };
}

function serveBatches(model: BatchModel, { arrival }: Trace, conditions: Conditions): Served {
  const { effect, pauses, serviceSeconds, slownessAt } = conditions;
  const count = arrival.length;
  const latencyMs = new Float64Array(count);
  const factor = effect.kind === 'all' ? 1 + effect.share : 1;
  let free = 0;
  for (let first = 0; first < count;) {
    const begin = batchStart(model, arrival, first, free);
    let work = model.fixedMs * slownessAt(begin) * 0.001 * factor;
    let next = first;
    for (; next < count && next - first < model.most && arrival[next]! <= begin; next++)
      work += serviceSeconds(next, begin);
    pauses.stepBack();
    const end = pauses.endOf(begin, work);
    for (let i = first; i < next; i++) latencyMs[i] = (end - arrival[i]!) * 1000;
    free = end;
    first = next;
  }
  return { latencyMs };
}

/** A busy worker takes what is there; an idle one waits for a full batch or for the time to be over. */
function batchStart(model: BatchModel, arrival: readonly number[], first: number, free: number): number {
  const arrived = arrival[first]!;
  if (free > arrived) return free;
  const full = arrival[first + model.most - 1] ?? Infinity;
  return Math.min(arrived + model.waitMs / 1000, Math.max(full, arrived));
}

function serveTokens(model: LanguageModel, { arrival, output }: Trace, conditions: Conditions): Served {
  const { random, effect, serviceSeconds, slownessAt } = conditions;
  const [latencyMs, ttftMs, tpotMs] = [0, 1, 2].map(() => new Float64Array(arrival.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const freeAt = new Float64Array(model.slots);
  const perToken = effect.kind === 'all' || effect.kind === 'tpot' ? 1 + effect.share : 1;
  let prefillFree = 0;
  arrival.forEach((arrived, i) => {
    const slot = firstFree(freeAt);
    const begin = Math.max(arrived, freeAt[slot]!, prefillFree);
    const prefill = serviceSeconds(i, begin) * (effect.kind === 'ttft' ? 1 + effect.share : 1);
    prefillFree = begin + prefill;
    const first = prefillFree;
    const active = 1 + freeAt.reduce((sum, at) => sum + (at > first ? 1 : 0), 0);
    const crowd = 1 + model.crowding * (active - 1);
    const tokenMs = model.tokenMs * crowd * slownessAt(first) * Math.exp(0.02 * random.normal()) * perToken;
    const end = first + (tokenMs * (output[i]! - 1)) / 1000;
    freeAt[slot] = end;
    ttftMs[i] = (first - arrived) * 1000;
    tpotMs[i] = tokenMs;
    latencyMs[i] = (end - arrived) * 1000;
  });
  return { latencyMs, ttftMs, tpotMs };
}

function firstFree(freeAt: Float64Array): number {
  let earliest = 0;
  for (let k = 1; k < freeAt.length; k++) if (freeAt[k]! < freeAt[earliest]!) earliest = k;
  return earliest;
}
