import type { BehaviourChange } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { limitChanges } from './limit-changes.ts';
import type { TraitsOfArms } from './limit-changes.ts';
import { mixedChanges } from './mixed-changes.ts';

/**
 * What is not in the candidate as in the base, and may be why it is slower or faster: under the mixed load, where both arms
 * had the same schedules, and in what they take, from a start to a spike. Only what is clear, in size and beyond its own
 * spread; docs/diagnosis.md has the rules. It decides nothing.
 */
export function whatChanged(base: Run, candidate: Run, traits: TraitsOfArms): BehaviourChange[] {
  return [...mixedChanges(base, candidate), ...limitChanges(base, candidate, traits)];
}
