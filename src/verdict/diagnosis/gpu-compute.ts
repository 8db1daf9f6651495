import { percentOf } from '../numbers.ts';
import type { Rule } from './input.ts';

/** The driver counts time in which any kernel ran, so even a GPU that is badly used can reach it: strain is needed as well. */
const saturated = 0.95;
/** Of the samples, those in which a GPU lowered its clock for heat or power. */
const oftenSlowedDown = 0.1;

/** The GPU computes all the time, and requests wait for it. */
export const gpuCompute: Rule = ({ load, telemetry, strain, gpus }) => {
  const busy = telemetry['gpu.busy'];
  if (!busy || busy.mean < saturated || strain.length === 0) return undefined;
  const slowedDown = telemetry['gpu.throttled'];
  return {
    bottleneck: 'gpu-compute',
    strength: 0.8,
    sentence: `the GPU computes without a pause ${load}`,
    evidence: [
      `the ${gpus > 1 ? `${gpus} GPUs were` : 'GPU was'} busy ${percentOf(busy.mean, false)} of the time`,
      ...strain,
      ...(slowedDown && slowedDown.mean >= oftenSlowedDown
        ? ['it lowered its clock for heat or power meanwhile']
        : []),
    ],
  };
};
