import type { SimulatedBlock } from './block.ts';
import { runBlock } from './block.ts';
import type { Effect } from './effects.ts';
import type { NoiseName } from './noise.ts';
import { noises } from './noise.ts';
import { RandomStream } from './random-stream.ts';
import { makeSession } from './session.ts';
import { makeTrace } from './trace.ts';
import type { ModelName } from './workloads.ts';
import { models } from './workloads.ts';

const gapSeconds = 1;

export interface PhaseOptions {
  seed: number;
  model: ModelName;
  noise: NoiseName;
  /** What each phase measures, in order of time: nothing wrong, or what is wrong with the candidate. */
  effects: readonly Effect[];
  /** Blocks of each phase. */
  blocks: number;
  blockSeconds: number;
  errorShare: number;
  /** Every phase replays the same requests. */
  traceSeed: number;
}

/** Phases one after the other on one machine, each with a container start of its own: the blocks of each phase. */
export function simulatePhases(options: PhaseOptions): SimulatedBlock[][] {
  const { seed, blocks, blockSeconds, effects, errorShare, traceSeed } = options;
  const random = new RandomStream(seed);
  const [model, noise] = [models[options.model], noises[options.noise]];
  const cycle = blockSeconds + gapSeconds;
  const session = makeSession(random, noise, effects.length * blocks * cycle + 10);
  return effects.map((effect, phase) => {
    const traceRandom = new RandomStream(traceSeed);
    const start = Math.exp(noise.start * random.normal());
    return Array.from({ length: blocks }, (_, i) => {
      const trace = makeTrace(traceRandom, model, blockSeconds);
      return runBlock(random, model, trace, session, (phase * blocks + i) * cycle, {
        effect,
        start,
        errorShare,
      });
    });
  });
}
