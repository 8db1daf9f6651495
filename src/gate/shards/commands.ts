import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { Arm, Run } from '../../model/run.ts';
import { mergeShards } from '../../verdict/index.ts';
import type { GateOptions } from '../context.ts';
import { checkWritable, writeRun } from '../outputs.ts';
import { compareCommand } from '../stored-report.ts';
import { describeMerged } from './describe-merged.ts';
import { measureShard } from './measure-shard.ts';
import type { ShardedPlan } from './measure-shard.ts';
import { readShards } from './read-shards.ts';

interface MergeFlags {
  out: string;
}

/** `sluice merge`: the runs of shards as one run, or as two where both arms were measured. */
export function addMergeCommand(
  program: Command,
  ending: (
    work: (files: string[], flags: MergeFlags) => Promise<number>,
  ) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('merge')
    .description('join the runs of all shards into one')
    .argument('<file...>', 'runs of the shards, or folders with them')
    .requiredOption('--out <file>', 'run file to write; that of a base goes beside it')
    .action(ending(commandMerge));
}

async function commandMerge(files: string[], { out }: MergeFlags): Promise<number> {
  const merged = mergeShards(readShards(files));
  const { candidate, base } = merged;
  const written = [candidate, ...(base ? [base] : [])].map((run) => writeRun(fileOf(out, run.arm), run));
  for (const line of describeMerged(merged)) process.stdout.write(`${line}\n`);
  for (const file of written) process.stdout.write(`Written: ${file}\n`);
  const next = compareCommand({ candidate: out, ...(base && { base: [nameOf(out, 'base')] }) });
  process.stdout.write(`To judge it: ${next}\n`);
  return 0;
}

/** `sluice measure --shard`: writes after each block, so that a shard that is killed leaves what it has. */
export async function measureShardTo(
  out: string,
  plan: ShardedPlan,
  options: GateOptions,
): Promise<string[]> {
  const write = (run: Run) => writeRun(fileOf(out, run.arm), run);
  checkWritable(fileOf(out, 'candidate'));
  const runs = await measureShard(plan, { ...options, onMeasured: write });
  return runs.map(write);
}

const fileOf = (out: string, arm: Arm): string => resolve(nameOf(out, arm));

/** `shard-3.json`, and `shard-3-base.json` beside it. */
const nameOf = (out: string, arm: Arm): string =>
  arm === 'base' ? `${out.replace(/\.json$/, '')}-base.json` : out;
