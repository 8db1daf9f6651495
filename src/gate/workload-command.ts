import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { extname, resolve } from 'node:path';
import { describeFit, fitTraffic, readLog, renderFitYaml } from '../workload/index.ts';
import { readLogRows } from './log-rows.ts';
import type { LogFormat } from './log-rows.ts';
import { writeWhole } from './outputs.ts';

interface FitFlags {
  format: 'auto' | 'jsonl' | 'csv' | 'otel';
  classes: number;
  time?: string;
  input?: string;
  output?: string;
  unit?: 's' | 'ms';
  model?: string;
  out?: string;
}

const mostClasses = 20;

/** `sluice workload fit`: weeks of traffic become the classes and the arrivals of a short test. */
export function addWorkloadCommand(
  program: Command,
  ending: (work: (file: string, flags: FitFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('workload')
    .description('look after what is sent')
    .command('fit')
    .description('turn an access log or trace into request classes and an arrival pattern for sluice.yml')
    .argument('<file>', 'JSON Lines, CSV, or OpenTelemetry spans as JSON')
    .addOption(
      new Option('--format <format>', 'of the file')
        .choices(['auto', 'jsonl', 'csv', 'otel'])
        .default('auto'),
    )
    .option('--classes <count>', 'at most so many classes', wholeNumber, 3)
    .option('--time <column>', 'column of the times')
    .option('--input <column>', 'column of the input tokens')
    .option('--output <column>', 'column of the output tokens')
    .addOption(new Option('--unit <unit>', 'of times that are numbers').choices(['s', 'ms']))
    .option('--model <name>', 'only the requests to this model')
    .option('--out <file>', 'write the settings here, and print only the summary')
    .action(ending(commandFit));
}

async function commandFit(file: string, flags: FitFlags): Promise<number> {
  const { format, classes, time, input, output, unit, model, out } = flags;
  const log = await readLog(readLogRows(file, fileFormat(file, format)), {
    name: file,
    format: format === 'otel' ? 'otel' : format === 'auto' ? 'auto' : 'rows',
    columns: { time, input, output, unit },
    ...(model !== undefined && { model }),
  });
  const fit = fitTraffic(log.traffic, file, classes);
  const source = { ...log, command: commandLine(file, flags) };
  if (out === undefined) {
    process.stdout.write(renderFitYaml(fit, source));
    return 0;
  }
  const written = writeWhole(resolve(out), renderFitYaml(fit, source));
  process.stdout.write(`${describeFit(fit, source).join('\n')}\n\nWritten: ${written}\n`);
  return 0;
}

/** Which rows a file has is told by its name; what they mean by `--format`, or by the first of them. */
function fileFormat(file: string, format: FitFlags['format']): LogFormat {
  if (format === 'csv' || format === 'jsonl') return format;
  const extension = extname(file).toLowerCase();
  if (extension === '.json') return 'json';
  return extension === '.csv' && format === 'auto' ? 'csv' : 'jsonl';
}

/** On one line, as it stands in a comment. */
function commandLine(file: string, { classes, time, input, output, unit, model }: FitFlags): string {
  const options = Object.entries({ classes, time, input, output, unit, model });
  const given = options.flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(String(value))],
  );
  return ['sluice workload fit', quoted(file), ...given].join(' ');
}

function quoted(text: string): string {
  const line = text.replace(/\p{C}/gu, '?');
  return /^[\w./@:-]+$/.test(line) ? line : `'${line}'`;
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= mostClasses) return number;
  throw new InvalidArgumentError(`Use a whole number from 1 to ${mostClasses}.`);
}
