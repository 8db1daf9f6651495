import type { Engine } from '../load/index.ts';
import type { Plan } from '../model/plan.ts';
import type { Provenance, Run } from '../model/run.ts';
import type { Workload } from '../model/schedule.ts';
import type { AskedCandidate } from './ask-candidate.ts';
import type { GateContext } from './context.ts';

/** What both arms share while a gate measures. */
export interface Bench {
  plan: Plan;
  workload: Workload;
  engine: Engine;
  /** Holds another engine to the same limits. */
  guard: (engine: Engine) => Engine;
  context: GateContext;
  start: AskedCandidate['start'];
  /** The part of the provenance that does not depend on the arm. */
  provenance: Omit<Provenance, 'target'>;
  /** Counts the blocks of both arms in the order of time. */
  nextOrder: () => number;
  /** Of every arm that was made, in that order: what is there where the gate does not come to its end. */
  runs: Run[];
}
