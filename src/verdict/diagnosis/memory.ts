import { bytesText, percentOf } from '../numbers.ts';
import type { DiagnosisInput, Finding, Rule } from './input.ts';
import { hostMemoryShare, nearlyFull, ranOutOfMemory, ranOutOnGpu } from './out-of-memory.ts';

/** The host's memory: it ran out, grows without end, or is nearly at its limit. */
export const memory: Rule = (input) => {
  const share = hostMemoryShare(input);
  const used = share === undefined ? [] : [`${percentOf(share, false)} of its memory limit was in use`];
  const ranOut = ranOutOnGpu(input) ? [] : ranOutOfMemory(input);
  const leaks = input.whole.leaks.map(leakClause);
  if (ranOut.length > 0) return finding(`memory ran out ${input.load}`, 1, [...ranOut, ...used, ...leaks]);
  if (leaks.length > 0) return finding('memory grows with time', 0.9, [...leaks, ...used]);
  if (share === undefined || share < nearlyFull) return undefined;
  // Files that were read lately count as well, and would give way: it may be harmless.
  return finding(`memory is nearly at its limit ${input.load}`, 0.45, used);
};

const finding = (sentence: string, strength: number, evidence: string[]): Finding => ({
  bottleneck: 'memory',
  strength,
  sentence,
  evidence,
});

function leakClause({ of, slope: { value, interval } }: DiagnosisInput['whole']['leaks'][number]): string {
  const range = interval ? ` (95 % interval ${interval.map(bytesText).join(' to ')})` : '';
  return `${of === 'gpu.memory' ? 'GPU memory' : 'memory'} grew by ${bytesText(value)} a minute${range}`;
}
