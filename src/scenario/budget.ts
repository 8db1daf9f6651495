import { SluiceError } from '../model/error.ts';

/** Fewer units cannot be judged: the trimmed mean of 6 has 3 degrees of freedom left. */
export const fewestUnits = 6;

/** `95 s` below two minutes, else minutes, rounded up: what is needed. */
export function budgetText(durationMs: number): string {
  return rounded(durationMs, Math.ceil);
}

/** The same, rounded down: what is left is never told as more than it is, nor as much as what is needed. */
export function leftText(durationMs: number): string {
  return rounded(durationMs, Math.floor);
}

function rounded(durationMs: number, round: (value: number) => number): string {
  if (durationMs < 120_000) return `${Math.max(0, round(durationMs / 1000))} s`;
  return `${round(durationMs / 60_000)} minutes`;
}

export function budgetTooShort(remainingMs: number, neededMs: number, what: string): SluiceError {
  return new SluiceError('budget-too-short', {
    fact: `${leftText(remainingMs)} of the budget are left, and ${fewestUnits} ${what}, the fewest that can be judged, take ${budgetText(neededMs)}.`,
    remedy: `Raise the budget by at least ${budgetText(neededMs - Math.max(0, remainingMs))}, or leave out scenarios, or shorten \`pairing.block\`.`,
  });
}
