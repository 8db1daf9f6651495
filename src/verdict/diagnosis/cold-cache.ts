import { percentOf, twoDigits } from '../numbers.ts';
import type { DiagnosisInput, Rule } from './input.ts';

/** The first answer against a later one, and by so much more: less nobody notices at a start. */
const slowFirst = { times: 3, byMs: 250 };
/** The first block after a start against the others: more than machines vary from block to block. */
const slowBlock = 1.2;
/** Points by which the hit rate rises over the mixed load: twice what equal servers differ by. */
const risingHitRate = 0.1;

/** It is slow until something is compiled, loaded or remembered. */
export const coldCache: Rule = ({ whole }) => {
  const evidence = [...firstAnswer(whole), ...afterStarts(whole), ...hitRate(whole)];
  if (evidence.length === 0) return undefined;
  return {
    bottleneck: 'cold-cache',
    strength: evidence.length > 1 ? 0.6 : 0.5,
    sentence: 'it is slow until it is warm',
    evidence,
  };
};

function firstAnswer({ coldStart }: DiagnosisInput['whole']): string[] {
  const { firstAnswerMs = null, laterMs = null, starts = 0 } = coldStart ?? {};
  if (firstAnswerMs === null || laterMs === null) return [];
  if (firstAnswerMs < slowFirst.times * laterMs || firstAnswerMs - laterMs < slowFirst.byMs) return [];
  const where = starts === 1 ? 'a start' : `${starts} starts`;
  return [
    `the first answer after ${where} took ${twoDigits(firstAnswerMs)} ms, and later ones ${twoDigits(laterMs)} ms`,
  ];
}

function afterStarts({ slowAfterStarts }: DiagnosisInput['whole']): string[] {
  if (!slowAfterStarts || slowAfterStarts.times < slowBlock) return [];
  const { times, starts } = slowAfterStarts;
  return [
    `the first block after each of ${starts} starts had ${twoDigits(times)} times the p50 latency of the others`,
  ];
}

function hitRate({ hitRates }: DiagnosisInput['whole']): string[] {
  if (!hitRates || hitRates.last - hitRates.first < risingHitRate) return [];
  const [first, last] = [hitRates.first, hitRates.last].map((share) => percentOf(share, false));
  return [`the prefix cache answered ${first} of the prompt tokens at first, and ${last} at the end`];
}
