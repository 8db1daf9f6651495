import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { parseDuration } from '../config/duration.ts';
import type { ExportName, ImportOptions, ToolName } from '../interop/index.ts';
import { exportNames, exportRun, toolNames } from '../interop/index.ts';
import { renderImport } from '../report/index.ts';
import { meanOf, mergeDistributions, quantileOf } from '../stats/distribution.ts';
import { fewestUnits, summariseRun } from '../verdict/index.ts';
import { readRun } from './compare.ts';
import { importFile } from './import-file.ts';
import { writeRun, writeWhole } from './outputs.ts';

type Ending = (work: (...args: never[]) => Promise<number>) => (...args: unknown[]) => Promise<void>;

/** `sluice import` and `sluice export`: other tools' results become runs, and runs become files of theirs. */
export function addInteropCommands(program: Command, ending: Ending): void {
  program
    .command('import')
    .description("make a run of another tool's result, to be judged like one of Sluice's own")
    .argument('<file>', 'the result that the tool wrote')
    .requiredOption('--out <file>', 'run file to write')
    .addOption(
      new Option('--format <tool>', 'the tool that wrote it').choices(['auto', ...toolNames]).default('auto'),
    )
    .option('--block <duration>', 'length of the blocks that requests are cut into', lengthOf, 10_000)
    .option('--skip <duration>', 'leave out what began within so long of the first request', durationOf, 0)
    .option('--one-class', 'count all requests as one class, whatever their names')
    .option('--suite <name>', 'suite of the run', nameOf, 'imported')
    .option(
      '--environment <name>',
      'name of the machine; runs of different ones are not compared',
      nameOf,
      'imported',
    )
    .action(ending(commandImport));
  program
    .command('export')
    .description('write a run in the format of another tool')
    .requiredOption('--run <file>', 'run file')
    .requiredOption('--out <file>', 'file to write')
    .addOption(
      new Option('--format <format>', 'of the file to write').choices([...exportNames]).makeOptionMandatory(),
    )
    .action(ending(commandExport));
}

interface ImportFlags extends Pick<ImportOptions, 'suite' | 'environment'> {
  out: string;
  format: ToolName | 'auto';
  block: number;
  skip: number;
  oneClass?: boolean;
}

async function commandImport(file: string, flags: ImportFlags): Promise<number> {
  const { out, format, block, skip, oneClass = false, suite, environment } = flags;
  const run = await importFile(file, format, { suite, environment, blockMs: block, skipMs: skip, oneClass });
  const written = writeRun(resolve(out), run);
  process.stdout.write(`${renderImport(run, summariseRun(run), fewestUnits)}Written: ${written}\n`);
  return 0;
}

async function commandExport({
  run,
  out,
  format,
}: {
  run: string;
  out: string;
  format: ExportName;
}): Promise<number> {
  const text = exportRun(format, readRun(run), {
    merge: mergeDistributions,
    quantile: quantileOf,
    mean: meanOf,
  });
  process.stdout.write(`Written: ${writeWhole(resolve(out), text)}\n`);
  return 0;
}

function durationOf(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  throw new InvalidArgumentError('Write a duration with its unit, for example 10s.');
}

function lengthOf(text: string): number {
  const durationMs = durationOf(text);
  if (durationMs >= 1) return durationMs;
  throw new InvalidArgumentError('A block needs a length, for example 10s.');
}

function nameOf(text: string): string {
  if (text !== '' && text.length <= 200) return text;
  throw new InvalidArgumentError('Give a name of 1 to 200 characters.');
}
