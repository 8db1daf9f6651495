import type { Characteristics } from '../../model/characteristics.ts';
import type { Block, ClassBlock, Run } from '../../model/run.ts';
import type { TelemetryId } from '../../model/telemetry.ts';
import { spansOf, telemetryTraits } from '../traits/telemetry.ts';
import { kindsOf } from '../validity.ts';
import type { DiagnosisInput, WholeRun } from './input.ts';
import { loadsOf } from './loads.ts';
import type { Load } from './loads.ts';
import { strainOf } from './strain.ts';
import { wholeRun } from './whole-run.ts';

/** What the rules look at, one for each load of the run. */
export function gatherEvidence(run: Run, traits: Characteristics): DiagnosisInput[] {
  const whole = wholeRun(run, traits);
  return loadsOf(run).map((load) => evidenceOf(load, run, traits, whole));
}

function evidenceOf(load: Load, run: Run, traits: Characteristics, whole: WholeRun): DiagnosisInput {
  const { blocks, scenario } = load;
  const looked = new Set(blocks);
  const telemetry: DiagnosisInput['telemetry'] = {};
  for (const { id, mean, most } of telemetryTraits(
    run,
    spansOf(run, (block) => looked.has(block)),
  ))
    telemetry[id] = { mean, most };
  const requests = countRequests(blocks);
  const { preset } = run.telemetry ?? {};
  const cores = coresOf(run, blocks);
  const throttledShare = throttlingOf(blocks);
  const spoiled = spoiledOf(load, run);
  const exhausted = scenario === 'long-context' ? exhaustionOf(traits) : undefined;
  return {
    load: load.words,
    ...requests,
    telemetry,
    strain: strainOf(load, run, { telemetry, ...requests }),
    ...(preset !== undefined && { preset }),
    ...(cores !== undefined && { cores }),
    gpus: run.provenance.environment.gpus.length,
    ...(throttledShare !== undefined && { throttledShare }),
    ...(spoiled && { spoiled }),
    endings: (run.endings ?? []).filter((ending) => ending.scenario === scenario),
    ...(exhausted && { exhausted }),
    whole,
  };
}

function countRequests(
  blocks: readonly Block[],
): Pick<DiagnosisInput, 'durationMs' | 'attempted' | 'completed' | 'errors'> {
  const parts = blocks.flatMap(({ classes }) => Object.values(classes));
  const sum = (read: (part: ClassBlock) => number) => parts.reduce((total, part) => total + read(part), 0);
  const errors: DiagnosisInput['errors'] = {};
  for (const part of parts)
    for (const [kind, count] of Object.entries(part.errors) as [keyof typeof errors, number][])
      errors[kind] = (errors[kind] ?? 0) + count;
  return {
    durationMs: blocks.reduce((total, { durationMs }) => total + durationMs, 0),
    attempted: sum(({ attempted }) => attempted),
    completed: sum(({ completed }) => completed),
    errors,
  };
}

/** Nobody here knows the machine behind a url. */
function coresOf({ provenance }: Run, blocks: readonly Block[]): number | undefined {
  const { target, isolation, environment } = provenance;
  if (target.kind === 'url' || target.kind === 'imported') return undefined;
  const limit = blocks.find(({ cpuLimit }) => cpuLimit?.cores)?.cpuLimit?.cores ?? Infinity;
  return Math.min(limit, isolation?.kind === 'pinned' ? isolation.target.length : environment.cores);
}

function throttlingOf(blocks: readonly Block[]): number | undefined {
  const uses = blocks.flatMap(({ cpuLimit }) => cpuLimit ?? []);
  const periods = uses.reduce((total, use) => total + use.periods, 0);
  return periods === 0 ? undefined : uses.reduce((total, use) => total + use.throttledPeriods, 0) / periods;
}

/** Blocks that the machine disturbed are not the generator's fault. */
function spoiledOf({ scenario, all }: Load, run: Run): DiagnosisInput['spoiled'] {
  const blocks = new Set(all.filter(({ validity }) => !validity.valid && !validity.cause));
  const reasons = [...blocks].flatMap(({ validity }) => (validity.valid ? [] : validity.reason));
  const [kind] = kindsOf(reasons);
  if (!kind) return undefined;
  const traits = telemetryTraits(
    run,
    spansOf(run, (block) => blocks.has(block)),
  );
  const meanOf = (id: TelemetryId) => traits.find((trait) => trait.id === id)?.mean;
  const [targetCores, runnerBusy] = [meanOf('target.cpu'), meanOf('runner.busy')];
  return {
    ...{ scenario, blocks: reasons.length, of: all.length, example: kind.example },
    ...(targetCores !== undefined && { targetCores }),
    ...(runnerBusy !== undefined && { runnerBusy }),
  };
}

function exhaustionOf({ longContext }: Characteristics): DiagnosisInput['exhausted'] {
  const exhaustedAt = longContext?.exhaustedAt;
  const isOfCache = exhaustedAt?.by === 'kv-cache' || exhaustedAt?.by === 'preemptions';
  return longContext && exhaustedAt && isOfCache
    ? { className: longContext.className, concurrency: exhaustedAt.concurrency }
    : undefined;
}
