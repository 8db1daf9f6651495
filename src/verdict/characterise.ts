import type { Characteristics } from '../model/characteristics.ts';
import type { PromisePlan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { diagnose } from './diagnosis/index.ts';
import { batchingTraits } from './traits/batching.ts';
import { capacityOf } from './traits/capacity.ts';
import { coldStartTraits } from './traits/cold-start.ts';
import { costOf } from './traits/cost.ts';
import { faultTraits } from './traits/faults.ts';
import { headOfLineOf } from './traits/head-of-line.ts';
import { headroomOf } from './traits/headroom.ts';
import { longContextTraits } from './traits/long-context.ts';
import { rampTraits } from './traits/ramp.ts';
import { spikeTraits } from './traits/spike.ts';
import { steadyTraits } from './traits/steady.ts';
import { spansOf, telemetryTraits } from './traits/telemetry.ts';

/**
 * Where one arm bends, where it breaks, what may be promised of it and why: from its run alone, and the same from its file.
 * What its scenarios do not tell is absent.
 */
export function characterise(run: Run, { slo, cost }: PromisePlan): Characteristics {
  const ramp = rampTraits(run);
  const capacity = capacityOf(run, ramp ? { ramp } : {}, slo);
  const traits = told({
    coldStart: coldStartTraits(run),
    headroom: headroomOf(run),
    headOfLine: headOfLineOf(run),
    ramp,
    spikes: spikeTraits(run),
    steady: steadyTraits(run),
    longContext: longContextTraits(run),
    batching: batchingTraits(run, slo),
    faults: faultTraits(run),
    capacity,
    cost: cost && costOf(run, capacity, cost),
    telemetry: telemetryTraits(
      run,
      spansOf(run, ({ scenario }) => scenario === 'mixed'),
    ),
  });
  return told({ ...traits, diagnoses: diagnose(run, traits) });
}

/** Without what is undefined, or a list of nothing. */
function told(traits: {
  [Part in keyof Characteristics]: Characteristics[Part] | undefined;
}): Characteristics {
  return Object.fromEntries(
    Object.entries(traits).filter(
      ([, part]) => part !== undefined && !(Array.isArray(part) && part.length === 0),
    ),
  );
}
