import { percentOf } from '../numbers.ts';
import type { DiagnosisInput, Rule } from './input.ts';
import { gpuMemoryShare, nearlyFull, ranOutOfMemory, ranOutOnGpu } from './out-of-memory.ts';

/** They take nearly all of the GPU's memory at the start, by design: how full it is says nothing there. */
const reservesAtStart: ReadonlySet<string> = new Set(['vllm', 'sglang', 'tgi', 'tensorrt-llm']);

/** The GPU's memory ran out, or nearly. */
export const gpuMemory: Rule = (input) => {
  const share = gpuMemoryShare(input);
  if (share === undefined) return undefined;
  const used = `${percentOf(share, false)} of the GPU memory was in use`;
  const ranOut = ranOutOnGpu(input) ? ranOutOfMemory(input) : [];
  if (ranOut.length > 0) return finding(input, 'ran out', 0.95, [...ranOut, used]);
  const full = share >= nearlyFull && !reservesAtStart.has(input.preset ?? '');
  if (!full || input.strain.length === 0) return undefined;
  return finding(input, 'is nearly full', 0.6, [used, ...input.strain]);
};

const finding = ({ load }: DiagnosisInput, what: string, strength: number, evidence: string[]) => ({
  bottleneck: 'gpu-memory' as const,
  strength,
  sentence: `the GPU memory ${what} ${load}`,
  evidence,
});
