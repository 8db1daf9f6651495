import type { Arm, Block, Provenance, Run } from '../../model/run.ts';
import type { ErrorExample } from '../../model/sample.ts';
import type { Shard, ShardSlot } from '../../model/shard.ts';
import { checkShards } from './check-shards.ts';
import type { ShardFile, ShardRun } from './check-shards.ts';
import { mergeBlock } from './merge-block.ts';
import type { BlockPart } from './merge-block.ts';

/** As many as one run keeps. */
const mostExamples = 20;

export type MergedRuns = { candidate: Run; base?: Run };

/**
 * The runs of shards as those that one machine would have measured, whatever the order of the files. A shard that is missing,
 * or was late, makes the blocks invalid that it had no part in.
 * @throws SluiceError `shards-unequal`, `shards-missing`
 */
export function mergeShards(files: readonly ShardFile[]): MergedRuns {
  const arms = checkShards(files);
  const of = (arm: Arm) => arms.get(arm);
  const [candidate, base] = [of('candidate') ?? [], of('base')];
  return {
    candidate: mergeArm(candidate as [ShardRun, ...ShardRun[]]),
    ...(base && { base: mergeArm(base as [ShardRun, ...ShardRun[]]) }),
  };
}

/** @param runs of one arm, in the order of the shards */
function mergeArm(runs: readonly [ShardRun, ...ShardRun[]]): Run {
  const [{ shard: _, telemetry, ...first }] = runs;
  const slots = runs[0].shard.timetable.filter(({ arm }) => arm === first.arm);
  const judged = slots.filter(({ scenario }) => scenario === 'mixed');
  const blocks = slots.flatMap((slot) => {
    const merged = mergeSlot(slot, runs);
    if (merged.length > 0 || slot.scenario !== 'mixed') return merged;
    return [unmeasured(slot, judged.indexOf(slot), runs[0].shard)];
  });
  return {
    ...first,
    provenance: mergeProvenance(runs),
    // Of the server's own series each shard read the same.
    ...(telemetry && {
      telemetry: { ...telemetry, originEpochMs: telemetry.originEpochMs + runs[0].shard.clock.offsetMs },
    }),
    errorExamples: inTurns(runs.map(({ errorExamples }) => errorExamples)).slice(0, mostExamples),
    warnings: [...new Set(runs.flatMap(({ warnings }) => warnings)), ...warningsOf(runs, slots, blocks)],
    shards: runs.map(({ shard: { index, clock }, provenance: { environment } }) => ({
      ...{ index, clock },
      fingerprint: environment.fingerprint,
      cpuModel: environment.cpuModel,
    })),
    blocks,
  };
}

function mergeSlot({ order, blocks, atMs }: ShardSlot, runs: readonly ShardRun[]): Block[] {
  return Array.from({ length: blocks }, (_, i) => order + i).flatMap((wanted) => {
    const parts = runs.flatMap(({ shard, blocks: own }): BlockPart[] => {
      const block = own.find((each) => each.order === wanted);
      return block?.whole ? [{ shard, block: { ...block, whole: block.whole } }] : [];
    });
    const [one, ...others] = parts;
    const agreedAtEpochMs = Date.parse(runs[0]?.shard.startAt ?? '') + atMs;
    return one ? [mergeBlock([one, ...others], agreedAtEpochMs)] : [];
  });
}

/**
 * A judged block that began without every shard, such as when the one before kept all of them waiting: left out, just the worst
 * of a server would be missing from the verdict, and from a pair the arm that was slow.
 */
function unmeasured({ scenario, order, atMs }: ShardSlot, index: number, { startAt }: Shard): Block {
  return {
    ...{ scenario, index, order, start: 0, durationMs: 0, classes: {} },
    startedAtEpochMs: Date.parse(startAt) + atMs,
    validity: { valid: false, reason: 'it was measured by no shard' },
  };
}

/** Of the machines the one that most shards ran on stands for all: each sent a part of one load to the same server. */
function mergeProvenance(runs: readonly [ShardRun, ...ShardRun[]]): Provenance {
  const [{ provenance, shard }] = runs;
  const environments = runs.map((run) => run.provenance.environment).sort(byFingerprint);
  const times = (wanted: string) => environments.filter(({ fingerprint }) => fingerprint === wanted).length;
  const environment = environments.reduce((most, each) =>
    times(each.fingerprint) > times(most.fingerprint) ? each : most,
  );
  return { ...provenance, environment, measuredAt: shard.startAt };
}

const byFingerprint = (a: { fingerprint: string }, b: { fingerprint: string }): number =>
  a.fingerprint < b.fingerprint ? -1 : Number(a.fingerprint > b.fingerprint);

function warningsOf(
  runs: readonly ShardRun[],
  slots: readonly ShardSlot[],
  blocks: readonly Block[],
): string[] {
  const of = runs[0]?.shard.of ?? 0;
  const absent = Array.from({ length: of }, (_, i) => i + 1).filter(
    (index) => !runs.some(({ shard }) => shard.index === index),
  );
  const measured = blocks.filter(({ classes }) => Object.keys(classes).length > 0);
  const planned = slots.reduce((sum, slot) => sum + slot.blocks, 0);
  const models = [...new Set(runs.map(({ provenance }) => provenance.environment.cpuModel))].sort();
  return [
    ...absent.map((index) => `shard ${index} of ${of} left no run, so that no block is whole`),
    ...(measured.length < planned
      ? [`${planned - measured.length} of ${planned} blocks were measured by no shard`]
      : []),
    ...(models.length > 1 ? [`the shards ran on machines of several kinds: ${models.join(', ')}`] : []),
  ];
}

/** The first of each, then the second of each: no shard's crowd out those of the others. */
function inTurns(lists: readonly ErrorExample[][]): ErrorExample[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}
