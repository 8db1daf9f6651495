import type { GateVerdict, Verdict } from '../model/verdict.ts';

/** 0 pass, 1 fail, 2 invalid or usage, 3 inconclusive: the same at a terminal and in the log of the action. */
export const exitCodes: Record<GateVerdict, number> = { pass: 0, fail: 1, invalid: 2, inconclusive: 3 };

/** Of the action's step: 0 for everything that `fail-on` does not name, and for what reviewers took on purpose. */
export function jobExitCode({ verdict, accepted }: Verdict, failOn: readonly GateVerdict[]): number {
  return failOn.includes(verdict) && !accepted ? exitCodes[verdict] : 0;
}
