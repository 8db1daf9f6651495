import type { GateVerdict } from '../model/verdict.ts';

/** 0 pass, 1 fail, 2 invalid or usage, 3 inconclusive: the same at a terminal and in the log of the action. */
export const exitCodes: Record<GateVerdict, number> = { pass: 0, fail: 1, invalid: 2, inconclusive: 3 };
