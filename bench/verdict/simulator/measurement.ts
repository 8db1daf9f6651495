import type { BlockOptions, SimulatedBlock } from './block.ts';
import { runBlock } from './block.ts';
import type { NoiseName } from './noise.ts';
import { noises } from './noise.ts';
import { RandomStream } from './random-stream.ts';
import { makeSession } from './session.ts';
import { makeTrace } from './trace.ts';
import type { ModelName } from './workloads.ts';
import { models } from './workloads.ts';

const gapSeconds = 1;

export interface MeasurementOptions extends BlockOptions {
  seed: number;
  model: ModelName;
  noise: NoiseName;
  blockSeconds: number;
  /** Pairs, in a history blocks of one arm. */
  blocks: number;
  /** Container starts of each arm. */
  starts: number;
}

export interface SimulatedPair {
  start: number;
  baseFirst: boolean;
  base: SimulatedBlock;
  candidate: SimulatedBlock;
}

/** Candidate and base in turn on one machine, in counterbalanced order, each pair under one trace. */
export function simulatePairs(options: MeasurementOptions): SimulatedPair[] {
  const { seed, blockSeconds, blocks, starts, effect, errorShare = 0, errorCluster = 0 } = options;
  const random = new RandomStream(seed);
  const [model, noise] = [models[options.model], noises[options.noise]];
  const cycle = blockSeconds + gapSeconds;
  const session = makeSession(random, noise, 2 * blocks * cycle + 10);
  let start = -1;
  let [baseStart, candidateStart] = [1, 1];
  return Array.from({ length: blocks }, (_, i) => {
    if (Math.floor((i * starts) / blocks) !== start) {
      start = Math.floor((i * starts) / blocks);
      baseStart = Math.exp(noise.start * random.normal());
      candidateStart = Math.exp(noise.start * random.normal());
    }
    const trace = makeTrace(random, model, blockSeconds);
    const baseFirst = i % 2 === 0;
    const [baseAt, candidateAt] = baseFirst ? [2 * i, 2 * i + 1] : [2 * i + 1, 2 * i];
    const errors = { errorShare, errorCluster };
    const base = runBlock(random, model, trace, session, baseAt * cycle, { ...errors, start: baseStart });
    const changed = { ...errors, start: candidateStart, ...(effect ? { effect } : {}) };
    const candidate = runBlock(random, model, trace, session, candidateAt * cycle, changed);
    return { start, baseFirst, base, candidate };
  });
}

/** One run of one arm on a machine of its own; `traceSeed` gives the runs of a history the same requests. */
export function simulateRun(
  options: MeasurementOptions & { traceSeed: number },
): { start: number; block: SimulatedBlock }[] {
  const { seed, blockSeconds, blocks, starts, traceSeed, ...blockOptions } = options;
  const random = new RandomStream(seed);
  const traceRandom = new RandomStream(traceSeed);
  const [model, noise] = [models[options.model], noises[options.noise]];
  const session = makeSession(random, noise, blocks * (blockSeconds + gapSeconds) + 10);
  let start = -1;
  let slowStart = 1;
  return Array.from({ length: blocks }, (_, i) => {
    if (Math.floor((i * starts) / blocks) !== start) {
      start = Math.floor((i * starts) / blocks);
      slowStart = Math.exp(noise.start * random.normal());
    }
    const trace = makeTrace(traceRandom, model, blockSeconds);
    const at = i * (blockSeconds + gapSeconds);
    return {
      start,
      block: runBlock(random, model, trace, session, at, { ...blockOptions, start: slowStart }),
    };
  });
}
