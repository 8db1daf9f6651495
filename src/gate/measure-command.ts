import type { Command } from 'commander';
import { resolve } from 'node:path';
import { loadPlan } from '../config/index.ts';
import { drawn } from './drawn.ts';
import { measure } from './gate.ts';
import { measuring, overridesOf } from './measuring-flags.ts';
import type { MeasuringFlags } from './measuring-flags.ts';
import { checkWritable, writeRun } from './outputs.ts';
import { measureShardTo } from './shards/commands.ts';

type MeasureFlags = MeasuringFlags & { out: string; shard?: string; startAt?: string };

/** `sluice measure`: a run, or the part of one that this machine sends. */
export function addMeasureCommand(
  program: Command,
  ending: (work: (flags: MeasureFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  measuring(program.command('measure'))
    .description('measure only, without a verdict')
    .option('--shard <part>', 'the part of the load that this machine sends, e.g. 3/8')
    .option('--start-at <time>', 'with --shard: when all shards begin, e.g. 2026-05-04T12:00:00Z')
    .requiredOption('--out <file>', 'run file to write')
    .action(ending(commandMeasure));
}

async function commandMeasure(flags: MeasureFlags): Promise<number> {
  const { shard: part, startAt } = flags;
  const { shard, ...plan } = loadPlan({
    ...overridesOf(flags),
    ...(part === undefined ? {} : { shard: part }),
    ...(startAt === undefined ? {} : { startAt }),
  });
  if (shard) {
    const files = await drawn(flags, (tell, signal) =>
      measureShardTo(flags.out, { ...plan, shard }, { signal, tell }),
    );
    for (const file of files) process.stdout.write(`Written: ${file}\n`);
    return 0;
  }
  const file = resolve(flags.out);
  checkWritable(file);
  const { candidate } = await drawn(flags, (tell, signal) => measure(plan, { signal, tell }));
  process.stdout.write(`Written: ${writeRun(file, candidate)}\n`);
  return 0;
}
