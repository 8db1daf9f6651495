import type { LiveExports } from '../export/index.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import type { GateContext } from './context.ts';

export interface GateResult {
  /** With the protocol that was recognised, where none is named. */
  plan: Plan;
  verdict: Verdict;
  candidate: Run;
  base?: Run;
  context: GateContext;
  tookMs: number;
  /** Exports that have watched, to be told the result and closed; absent where there are none. */
  live?: LiveExports;
}
