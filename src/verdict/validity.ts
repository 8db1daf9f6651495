import { allClasses } from '../model/metric.ts';
import type { Run } from '../model/run.ts';
import type { Reason } from '../model/verdict.ts';
import { BlockView } from './block-view.ts';
import type { Pair } from './pairing.ts';
import { validPairs } from './pairing.ts';
import { fewestUnits } from './units.ts';

/** More invalid pairs than this, and what is left is not a fair sample of the machine. */
export const mostInvalid = 0.2;
/**
 * More pairs than this that the machine itself disturbed, and there is no verdict. Not a fault of the measurement: the rule
 * that leaves them out looks at the machine alone, so what is left is fair.
 */
export const mostDisturbed = 0.5;

export interface Invalidity {
  reason: Reason;
  /** What it means at the end: a machine that disturbs makes no measurement wrong, it only leaves none. */
  verdict: 'invalid' | 'inconclusive';
  /** Whether more pairs could still help. */
  hopeless: boolean;
}

/** Why nothing may be concluded from these pairs; null when they may be judged. Validity comes before any verdict. */
export function invalidityOf(base: Run, candidate: Run, pairs: readonly Pair[]): Invalidity | null {
  const differing = differentAsk(base, candidate);
  if (differing) return { reason: differing, verdict: 'invalid', hopeless: true };
  if (pairs.length === 0)
    return invalid('nothing-measured', 'nothing was measured: there is no pair of blocks', false);
  const valid = validPairs(pairs);
  const causes = pairs.flatMap(({ invalid: reason, cause }) => (reason === null || cause ? [] : reason));
  if (causes.length > mostInvalid * pairs.length)
    return { reason: invalidBlocks(causes, pairs.length, 'pairs'), verdict: 'invalid', hopeless: false };
  const disturbed = disturbedTooOften(
    pairs.flatMap(({ invalid: reason, cause }) => (cause === 'runner' ? (reason ?? []) : [])),
    { of: pairs.length, valid: valid.length, noun: 'pairs' },
  );
  if (disturbed) return disturbed;
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
  return { reason: { code, message }, verdict: 'invalid', hopeless };
}

function armWithoutSuccess(pairs: readonly Pair[]): 'base' | 'candidate' | null {
  for (const arm of ['base', 'candidate'] as const) {
    if (pairs.length > 0 && pairs.every((pair) => pair[arm].completed(allClasses) === 0)) return arm;
  }
  return null;
}

function disturbedTooOften(
  causes: readonly string[],
  { of, valid, noun }: { of: number; valid: number; noun: 'pairs' | 'blocks' },
): Invalidity | null {
  const tooFew = valid < fewestUnits && valid + causes.length >= fewestUnits;
  if (causes.length === 0 || (causes.length <= mostDisturbed * of && !tooFew)) return null;
  const message = `this runner is unfit: it disturbed ${causes.length} of ${of} ${noun}, most often: ${kindsOf(causes)[0]!.example}; a quieter machine, or one of its own, would help`;
  return { reason: { code: 'runner-disturbed', message }, verdict: 'inconclusive', hopeless: false };
}

/** Causes that differ in their numbers alone are of one kind; most frequent first, each with the first of them. */
export function kindsOf(causes: readonly string[]): { example: string; count: number }[] {
  const kinds = new Map<string, { example: string; count: number }>();
  for (const cause of causes) {
    const kind = cause.replace(/\d+(?:\.\d+)?/g, '#');
    kinds.set(kind, { example: kinds.get(kind)?.example ?? cause, count: (kinds.get(kind)?.count ?? 0) + 1 });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

/** Names the kind of cause that most of what is invalid gives: `7 of 18 pairs were invalid, most often: ...`. */
export function invalidBlocks(causes: readonly string[], of: number, noun: 'pairs' | 'blocks'): Reason {
  const cause = kindsOf(causes)[0]?.example ?? 'no reason given';
  return {
    code: /generator/i.test(cause) ? 'generator-bound' : 'invalid-blocks',
    message: `${causes.length} of ${of} ${noun} were invalid, most often: ${cause}`,
  };
}

/** Both arms of a pair must have been asked the same, on one machine. */
const classesOf = ({ classes }: Run): string => classes.map(({ name }) => name).join(', ') || 'none';

function differentAsk(base: Run, candidate: Run): Reason | null {
  const [before, after] = [base.provenance, candidate.provenance];
  if (before.workloadHash !== after.workloadHash)
    return differs('different-workload', 'workloads', before.workloadHash, after.workloadHash);
  if (before.planHash !== after.planHash)
    return differs('different-plan', 'plans', before.planHash, after.planHash);
  // Of made-up files: hashes may be copied, and a class that is not named would be judged by nobody.
  const [asked, askedToo] = [classesOf(base), classesOf(candidate)];
  if (asked !== askedToo) return differs('different-workload', 'classes', asked, askedToo);
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
export function invalidRun(run: Run): Invalidity | null {
  const blocks = run.blocks.filter(({ scenario }) => scenario === 'mixed');
  const views = blocks.filter(({ validity }) => validity.valid).map((block) => new BlockView(block));
  const faults = blocks.flatMap(({ validity }) => (validity.valid ? [] : validity));
  const reasons = (cause: 'runner' | undefined) =>
    faults.filter((fault) => fault.cause === cause).map(({ reason }) => reason);
  if (blocks.length === 0)
    return invalid('nothing-measured', 'nothing was measured: there is no block', true);
  if (reasons(undefined).length > mostInvalid * blocks.length)
    return {
      reason: invalidBlocks(reasons(undefined), blocks.length, 'blocks'),
      verdict: 'invalid',
      hopeless: true,
    };
  const counts = { of: blocks.length, valid: views.length, noun: 'blocks' as const };
  const disturbed = disturbedTooOften(reasons('runner'), counts);
  if (disturbed) return disturbed;
  if (views.every((view) => view.completed(allClasses) === 0)) {
    const message = `nothing was measured: no request succeeded in ${views.length} blocks`;
    return invalid('nothing-measured', message, true);
  }
  if (views.length >= fewestUnits) return null;
  const message = `${views.length} valid blocks are too few to judge: at least ${fewestUnits} are needed`;
  return invalid('too-few-blocks', message, true);
}
