import type { ArrivalsPlan, ReplayArrivals, RequestClassPlan } from '../model/plan.ts';
import type { Problems } from './problem.ts';
import type { WorkloadSettings } from './workload-schema.ts';

/**
 * Whether a replayed trace sends its own inputs. It does where every class draws from the very file that is replayed,
 * unless `inputs: drawn` is said: then how often a class comes is what the trace says, and a weight contradicts it.
 */
export function planReplayInputs(
  arrivals: ArrivalsPlan,
  classes: readonly RequestClassPlan[],
  settings: WorkloadSettings | undefined,
  problems: Problems,
): ArrivalsPlan {
  if (typeof arrivals === 'string' || arrivals.kind !== 'replay') return arrivals;
  const possible = classes.every((each) => drawsFrom(each, arrivals));
  if (arrivals.inputs === 'own' && !possible) {
    const fact = `The inputs of ${arrivals.path} are to be replayed, and not every class draws from it, whole.`;
    const remedy =
      'Give every class `dataset` and `layout` of the trace, and no `sample`; or write `inputs: drawn`.';
    problems.add('config-invalid', { path: ['load', 'arrivals', 'replay', 'inputs'] }, fact, remedy);
  }
  const inputs = possible ? (arrivals.inputs ?? 'own') : 'drawn';
  if (inputs === 'own') checkNoWeights(settings, arrivals, problems);
  return { ...arrivals, inputs };
}

function drawsFrom({ source, sample }: RequestClassPlan, { path, layout }: ReplayArrivals): boolean {
  return source.kind === 'file' && source.path === path && source.layout === layout && sample === undefined;
}

function checkNoWeights(
  settings: WorkloadSettings | undefined,
  { path }: ReplayArrivals,
  problems: Problems,
): void {
  const classes = Object.entries(settings?.classes ?? {});
  if (classes.length < 2) return;
  for (const [name, { weight }] of classes) {
    if (weight === undefined) continue;
    const fact = `The class ${name} has the weight ${weight}, and ${path}, which is replayed with its own inputs, says how often it comes.`;
    const remedy = 'Leave `weight` out, or write `inputs: drawn` at `load.arrivals.replay`.';
    problems.add('config-invalid', { path: ['workload', 'classes', name, 'weight'] }, fact, remedy);
  }
}
