import { completePlan } from '../config/index.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Plan } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import { recognise, startTarget } from '../target/index.ts';
import type { RunningTarget, TargetContext } from '../target/index.ts';
import { targetContext } from './context.ts';
import type { GateContext } from './context.ts';

export interface AskedCandidate {
  plan: Plan;
  /** Starts a target; the candidate that was started to be asked is handed over instead of started again. */
  start: (target: TargetPlan, context: TargetContext) => Promise<RunningTarget>;
  /** Where it is reached; absent where it is not started yet. */
  endpoint?: Endpoint;
}

/**
 * Where no protocol is named, the candidate is started before the load engine is made, and asked what it speaks. The plan's
 * guess stands where it does not tell. It is started too where it is to count the tokens of the inputs.
 */
export async function askCandidate(plan: Plan, context: GateContext): Promise<AskedCandidate> {
  const counts = plan.workload.tokenizer?.kind === 'server';
  if (!plan.recognise && !counts) return { plan, start: startTarget };
  const tell = (text: string) => context.tell({ kind: 'note', text });
  if (plan.recognise) tell('No protocol is named: the candidate is started and asked what it speaks.');
  if (counts) tell('The candidate is started to count the tokens of the inputs that are made.');
  const candidate = await startTarget(plan.candidate, targetContext(context, 'candidate', plan.workspace));
  const found = plan.recognise && (await recognise(candidate.endpoint, context.signal));
  context.signal.throwIfAborted();
  const completed = found ? completePlan(plan, found) : plan;
  for (const guess of completed.guesses.filter((text) => text.startsWith('protocol: ')))
    tell(`Guessed: ${guess}.`);
  let waiting: RunningTarget | undefined = candidate;
  return {
    plan: completed,
    endpoint: candidate.endpoint,
    async start(target, where) {
      if (where.arm !== 'candidate' || !waiting) return startTarget(target, where);
      const started = waiting;
      waiting = undefined;
      return started;
    },
  };
}
