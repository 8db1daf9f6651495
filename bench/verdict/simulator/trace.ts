import type { RandomStream } from './random-stream.ts';
import type { Model } from './workloads.ts';
import { classOf } from './workloads.ts';

/** The requests of one block, replayed in both arms: arrival in seconds, class, size of the input, answer length. */
export interface Trace {
  seconds: number;
  arrival: number[];
  class: number[];
  /** Standard normal: how large the input is within its class. */
  size: number[];
  /** Output tokens; 0 where the model does not generate. */
  output: number[];
}

export function makeTrace(random: RandomStream, model: Model, seconds: number): Trace {
  const trace: Trace = { seconds, arrival: [], class: [], size: [], output: [] };
  let t = 0;
  for (;;) {
    t += random.exponential() / model.ratePerSecond;
    if (t >= seconds) return trace;
    trace.arrival.push(t);
    trace.class.push(classOf(random.uniform(), model));
    trace.size.push(random.normal());
    trace.output.push(model.kind === 'llm' ? outputTokens(random, model) : 0);
  }
}

function outputTokens(random: RandomStream, model: Model & { kind: 'llm' }): number {
  return Math.max(4, Math.round(model.outputMedian * Math.exp(model.outputSpread * random.normal())));
}
