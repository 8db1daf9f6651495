import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import { loadGate, loadPlan } from '../config/index.ts';
import type { Overrides } from '../config/index.ts';
import { SluiceError, toSluiceError } from '../model/error.ts';
import { renderHtml, renderJUnit, renderComment, renderResultJson, renderTerminal } from '../report/index.ts';
import { addBaselineCommands } from './baseline-commands.ts';
import { compareRuns, compareSamples } from './compare.ts';
import { exitCodes } from './exit-code.ts';
import { measure, runGate } from './gate.ts';
import { addInteropCommands } from './interop-commands.ts';
import { initWorkspace } from './init.ts';
import { onInterruption } from './interruption.ts';
import { guardOutputStreams } from './output-streams.ts';
import {
  checkWritable,
  reportInputOf,
  subjectOfPlan,
  subjectOfRun,
  writeOutputs,
  writeRun,
} from './outputs.ts';
import type { Measured } from './outputs.ts';
import { describeError, drawOn } from './terminal.ts';
import { addTrendCommand } from './trend.ts';
import { sluiceVersion } from './version.ts';
import { addWorkloadCommand } from './workload-command.ts';

interface MeasuringFlags {
  config?: string;
  profile?: string;
  image?: string;
  baseImage?: string;
  url?: string;
  mode?: string;
  budget?: string;
  baselines?: string;
  set: string[];
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

/** Runs one command line and tells its exit code: 0 pass, 1 fail, 2 invalid or usage, 3 inconclusive. */
export async function runCommandLine(argv: string[]): Promise<number> {
  let exitCode = 0;
  guardOutputStreams();
  const program = new Command('sluice')
    .description('Stops a slower model: load-tests a model server and judges it against its baseline.')
    .version(sluiceVersion)
    .exitOverride()
    // Usage errors are told like all others, below.
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true });

  const ending =
    (work: (...args: never[]) => Promise<number>) =>
    async (...args: unknown[]) => {
      exitCode = await work(...(args as never[]));
    };

  program
    .command('init')
    .description('ask a server what it is; write sluice.yml, inputs and the workflow; make the first run')
    .option('--image <image>', 'container image of the model server')
    .option('--url <url>', 'a server that runs already (without any: the one that answers on this machine)')
    .option('--set <key=value...>', 'a setting, e.g. target.container.port=9000', [])
    .option('--no-run', 'write the files only')
    .option('--quiet', 'no live progress')
    .action(ending(commandInit));

  measuring(program.command('run'))
    .description('measure, compare, report')
    .option('--out <dir>', 'folder for results, runs, comment and report')
    .option('--json', 'print the verdict as JSON on stdout')
    .action(ending(commandRun));

  measuring(program.command('measure'))
    .description('measure only, without a verdict')
    .requiredOption('--out <file>', 'run file to write')
    .action(ending(commandMeasure));

  program
    .command('compare')
    .description('judge stored runs, or raw samples of any origin')
    .option('--base <file...>', 'base run, or a history of runs')
    .option('--candidate <file>', 'candidate run')
    .option('--samples <file>', 'samples as NDJSON, one request a line')
    .option('--config <file>', 'settings whose `gate:` and `slo:` parts to judge by')
    .option('--json', 'print the verdict as JSON on stdout')
    .action(ending(commandCompare));

  program
    .command('report')
    .description('draw a report of stored runs')
    .requiredOption('--run <file>', 'candidate run')
    .option('--base <file...>', 'base run, or a history of runs')
    .option('--config <file>', 'settings whose `gate:` and `slo:` parts to judge by')
    .option('--format <format>', 'html, md, json or junit', oneOf('html', 'md', 'json', 'junit'), 'md')
    .action(ending(commandReport));

  addBaselineCommands(program, ending, terminalOptions);
  addTrendCommand(program, ending);
  addInteropCommands(program, ending);
  addWorkloadCommand(program, ending);

  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && (thrown.exitCode === 0 || thrown.code === 'commander.help'))
      return thrown.exitCode === 0 ? 0 : 2;
    const error = thrown instanceof CommanderError ? usageError(thrown) : toSluiceError(thrown);
    process.stderr.write(`${describeError(error)}\n`);
    return 2;
  }
}

/** A command line that cannot be read. Commander's message is the fact, with its suggestion on a second line. */
function usageError({ message }: CommanderError): SluiceError {
  const [fact = '', suggestion = ''] = message.replace(/^error: /, '').split('\n');
  return new SluiceError('input-invalid', {
    fact: `${fact.charAt(0).toUpperCase()}${fact.slice(1)}${fact.endsWith('.') ? '' : '.'}`,
    remedy: `${suggestion.replace(/^\((.*)\)$/, '$1 ')}\`sluice --help\` and \`sluice COMMAND --help\` list commands and options.`,
  });
}

function measuring(command: Command): Command {
  return command
    .option('--config <file>', 'settings (default: sluice.yml where there is one)')
    .option('--profile <name>', 'which profile of the settings')
    .option('--image <image>', 'container image of the candidate')
    .option('--base-image <image>', 'container image of the base, run beside the candidate')
    .option('--url <url>', 'a server that runs already')
    .option('--mode <mode>', 'auto, paired or baseline')
    .option('--budget <duration>', 'wall-clock for everything, e.g. 3m')
    .option('--baselines <dir>', 'folder of the committed baselines')
    .option('--set <key=value...>', 'overrides one setting, e.g. target.process.env.WORKERS=2', [])
    .option('--quiet', 'no live progress');
}

const overridesOf = (flags: MeasuringFlags, out?: string): Overrides => ({
  workspace: process.cwd(),
  ...(flags.config ? { config: flags.config } : {}),
  ...(flags.profile ? { profile: flags.profile } : {}),
  ...(flags.image ? { image: flags.image } : {}),
  ...(flags.baseImage ? { baseImage: flags.baseImage } : {}),
  ...(flags.url ? { url: flags.url } : {}),
  ...(flags.mode ? { mode: flags.mode } : {}),
  ...(flags.budget ? { budget: flags.budget } : {}),
  ...(flags.baselines ? { baselines: flags.baselines } : {}),
  ...(out ? { out } : {}),
  set: flags.set,
});

async function commandInit(flags: MeasuringFlags & { run: boolean }): Promise<number> {
  const made = await drawn(flags, (tell, signal) => initWorkspace(overridesOf(flags), { signal, tell }));
  for (const path of made.written) process.stdout.write(`Written: ${path}\n`);
  for (const path of made.kept) process.stdout.write(`There already, and left as it is: ${path}\n`);
  if (made.refused !== undefined) {
    throw new SluiceError('nothing-measured', {
      fact: `The server refused every sample request: ${made.refused}`,
      remedy: 'Say in sluice.yml, under `protocol`, how an input becomes a request; then `sluice run`.',
    });
  }
  const exitCode = flags.run ? await commandRun({ set: flags.set }) : exitCodes.pass;
  process.stdout.write(nextSteps);
  // There is no baseline yet.
  return exitCode === exitCodes.inconclusive ? exitCodes.pass : exitCode;
}

const nextSteps = `
Next:
  1. Look at sluice.yml: put your own inputs and the peak rate of your production there.
  2. Commit the files. The first push to main records the baseline, and each pull request is judged against it.
  3. Before a push: \`sluice run\`. To judge against this very state: \`sluice baseline add out/sluice/run-candidate.json\`.
`;

async function commandRun(flags: MeasuringFlags): Promise<number> {
  const plan = loadPlan(overridesOf(flags, flags.out));
  const result = await drawn(flags, (tell, signal) => runGate(plan, { signal, tell }));
  const input = reportInputOf(subjectOfPlan(result.plan, flags.set), result);
  const files = await writeOutputs(result.context.directory, input, result);
  if (flags.json) process.stdout.write(renderResultJson(input));
  else {
    process.stdout.write(renderTerminal(input, terminalOptions()));
    process.stdout.write(
      `\nWritten to ${files.directory}: result.json, comment.md, report.html, the runs and the logs.\n`,
    );
  }
  return exitCodes[result.verdict.verdict];
}

async function commandMeasure(flags: MeasuringFlags & { out: string }): Promise<number> {
  const plan = loadPlan(overridesOf(flags));
  const file = resolve(flags.out);
  checkWritable(file);
  const { candidate } = await drawn(flags, (tell, signal) => measure(plan, { signal, tell }));
  process.stdout.write(`Written: ${writeRun(file, candidate)}\n`);
  return 0;
}

interface CompareFlags {
  base?: string[];
  candidate?: string;
  samples?: string;
  config?: string;
  json?: boolean;
}

async function commandCompare(flags: CompareFlags): Promise<number> {
  const judging = loadGate({ workspace: process.cwd(), ...(flags.config ? { config: flags.config } : {}) });
  const measured = await compared(flags, judging);
  const input = reportInputOf(subjectOfRun(measured.candidate, compareCommand(flags)), measured);
  process.stdout.write(flags.json ? renderResultJson(input) : renderTerminal(input, terminalOptions()));
  return exitCodes[measured.verdict.verdict];
}

function compareCommand({ samples, base, candidate }: CompareFlags): string {
  if (samples) return `sluice compare --samples ${samples}`;
  return ['sluice compare', ...(base ? ['--base', ...base] : []), '--candidate', candidate].join(' ');
}

function compared(flags: CompareFlags, judging: ReturnType<typeof loadGate>): Measured | Promise<Measured> {
  if (flags.samples && !flags.base && !flags.candidate) return compareSamples(flags.samples, judging);
  if (flags.base && flags.candidate && !flags.samples)
    return compareRuns(flags.base, flags.candidate, judging);
  throw new SluiceError('input-invalid', {
    fact: 'compare needs either --samples, or both --base and --candidate.',
    remedy: 'For example: sluice compare --base run-base.json --candidate run-candidate.json',
  });
}

async function commandReport(flags: {
  run: string;
  base?: string[];
  config?: string;
  format: 'html' | 'md' | 'json' | 'junit';
}): Promise<number> {
  const judging = loadGate({ workspace: process.cwd(), ...(flags.config ? { config: flags.config } : {}) });
  const measured = compareRuns(flags.base ?? [], flags.run, judging);
  const subject = subjectOfRun(measured.candidate, compareCommand({ ...flags, candidate: flags.run }));
  const input = reportInputOf(subject, measured);
  const render = { html: renderHtml, md: renderComment, json: renderResultJson, junit: renderJUnit }[
    flags.format
  ];
  process.stdout.write(await render(input));
  return 0;
}

/** Live progress on stderr, so that stdout stays the result's own. */
async function drawn<T>(
  flags: MeasuringFlags,
  work: (tell: ReturnType<typeof drawOn>['tell'], signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { stderr } = process;
  const screen = drawOn({
    write: (text) => void stderr.write(text),
    isTerminal: stderr.isTTY === true,
    columns: stderr.columns ?? 120,
  });
  const interruption = onInterruption();
  try {
    return await work(flags.quiet ? () => undefined : screen.tell, interruption.signal);
  } finally {
    screen.finish();
    interruption.release();
  }
}

function terminalOptions(): { colour: boolean; columns: number } {
  const { stdout } = process;
  // The conventions of https://no-color.org and of FORCE_COLOR: Node's own judgement follows both.
  return { colour: stdout.hasColors?.() === true, columns: stdout.columns ?? 120 };
}

function oneOf(...choices: string[]) {
  return (value: string): string => {
    if (choices.includes(value)) return value;
    throw new InvalidArgumentError(`Use one of: ${choices.join(', ')}.`);
  };
}
