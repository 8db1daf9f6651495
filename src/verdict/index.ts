/** Comparison of runs, and what follows from it for the gate. Pure: chance comes in. */
export { judgeBaseline } from './baseline.ts';
export type { BaselineOptions } from './baseline.ts';
export type { Incomparability } from './comparable-history.ts';
export { detectableSentence, sloSentence, verdictSentence } from './gate-words.ts';
export { lookAt } from './look.ts';
export type { LookOptions, LookResult, PairedOptions, RandomOf } from './look.ts';
export { pairPoints } from './pair-points.ts';
export { areInterleaved, judgePaired } from './paired.ts';
export type { StoredPairsOptions } from './paired.ts';
export { planLooks } from './plan-looks.ts';
export { withRunner } from './runner-conditions.ts';
export { runStatistics } from './run-statistics.ts';
export { judgeSlo } from './slo.ts';
export { summariseRun } from './summary.ts';
export { nameOf, sentenceOf } from './words.ts';
