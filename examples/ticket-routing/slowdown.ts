import type { FaultSettings } from './settings.ts';

/**
 * How much longer this inference has to take to look like one of a model that is `slowdownFactor` times
 * slower. Proportional to what the inference really took, so it grows with the input as the model does.
 */
export function extraComputeMs(inferenceMs: number, text: string, fault: FaultSettings): number {
  if (countWords(text) < fault.slowdownFromWords) return 0;
  return inferenceMs * (fault.slowdownFactor - 1);
}

/** Occupies the calling thread with arithmetic. Not a sleep: a slower model costs CPU and holds its worker. */
export function burn(durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    for (let i = 0; i < ballast.length; i++) ballast[i] = Math.fround(ballast[i]! * 0.999 + 0.001);
  }
}

const ballast = new Float32Array(4096).fill(1);

export function countWords(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}
