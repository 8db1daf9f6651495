import { allClasses } from '../model/metric.ts';
import type { Run } from '../model/run.ts';
import type { Reason } from '../model/verdict.ts';
import { BlockView } from './block-view.ts';
import type { Pair } from './pairing.ts';
import { validPairs } from './pairing.ts';
import { fewestUnits } from './units.ts';

/** More invalid pairs than this, and what is left is not a fair sample of the machine. */
export const mostInvalid = 0.2;

export interface Invalidity {
  reason: Reason;
  /** Whether more pairs could still help. */
  hopeless: boolean;
}

/** Why nothing may be concluded from these pairs; null when they may be judged. Validity comes before any verdict. */
export function invalidityOf(base: Run, candidate: Run, pairs: readonly Pair[]): Invalidity | null {
  const differing = differentAsk(base, candidate);
  if (differing) return { reason: differing, hopeless: true };
  if (pairs.length === 0)
    return invalid('nothing-measured', 'nothing was measured: there is no pair of blocks', false);
  const valid = validPairs(pairs);
  const causes = pairs.flatMap(({ invalid: cause }) => cause ?? []);
  if (causes.length > mostInvalid * pairs.length)
    return { reason: invalidBlocks(causes, pairs.length, 'pairs'), hopeless: false };
  const silent = armWithoutSuccess(valid);
  if (silent) {
    const message = `nothing was measured: no request to the ${silent} succeeded in ${valid.length} pairs`;
    return invalid('nothing-measured', message, valid.length >= fewestUnits);
  }
  if (valid.length >= fewestUnits) return null;
  const message = `${valid.length} valid pairs are too few to judge: at least ${fewestUnits} are needed; give it more time or shorter blocks`;
  return invalid('too-few-pairs', message, false);
}

function invalid(code: string, message: string, hopeless: boolean): Invalidity {
  return { reason: { code, message }, hopeless };
}

function armWithoutSuccess(pairs: readonly Pair[]): 'base' | 'candidate' | null {
  for (const arm of ['base', 'candidate'] as const) {
    if (pairs.length > 0 && pairs.every((pair) => pair[arm].completed(allClasses) === 0)) return arm;
  }
  return null;
}

/** Names the cause that most of what is invalid gives: `7 of 18 pairs were invalid, most often: ...`. */
export function invalidBlocks(causes: readonly string[], of: number, noun: 'pairs' | 'blocks'): Reason {
  const counted = new Map<string, number>();
  for (const cause of causes) counted.set(cause, (counted.get(cause) ?? 0) + 1);
  const [cause = 'no reason given'] = [...counted].sort((a, b) => b[1] - a[1])[0] ?? [];
  return {
    code: /generator/i.test(cause) ? 'generator-bound' : 'invalid-blocks',
    message: `${causes.length} of ${of} ${noun} were invalid, most often: ${cause}`,
  };
}

/** Both arms of a pair must have been asked the same, on one machine. */
function differentAsk(base: Run, candidate: Run): Reason | null {
  const [before, after] = [base.provenance, candidate.provenance];
  if (before.workloadHash !== after.workloadHash)
    return differs('different-workload', 'workloads', before.workloadHash, after.workloadHash);
  if (before.planHash !== after.planHash)
    return differs('different-plan', 'plans', before.planHash, after.planHash);
  const [here, there] = [before.environment.fingerprint, after.environment.fingerprint];
  return here === there ? null : differs('different-environment', 'machines', here, there);
}

function differs(code: string, what: string, base: string, candidate: string): Reason {
  return {
    code,
    message: `the arms were measured with different ${what} (base ${base}, candidate ${candidate}) and cannot be paired`,
  };
}

/** Why nothing may be concluded from the `mixed` blocks of a single run; null when they may be judged. */
export function invalidRun(run: Run): Reason | null {
  const blocks = run.blocks.filter(({ scenario }) => scenario === 'mixed');
  const views = blocks.filter(({ validity }) => validity.valid).map((block) => new BlockView(block));
  const causes = blocks.flatMap(({ validity }) => (validity.valid ? [] : validity.reason));
  if (blocks.length === 0)
    return { code: 'nothing-measured', message: 'nothing was measured: there is no block' };
  if (causes.length > mostInvalid * blocks.length) return invalidBlocks(causes, blocks.length, 'blocks');
  if (views.every((view) => view.completed(allClasses) === 0))
    return {
      code: 'nothing-measured',
      message: `nothing was measured: no request succeeded in ${views.length} blocks`,
    };
  if (views.length >= fewestUnits) return null;
  return {
    code: 'too-few-blocks',
    message: `${views.length} valid blocks are too few to judge: at least ${fewestUnits} are needed`,
  };
}
