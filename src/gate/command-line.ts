import { Command, CommanderError } from 'commander';
import { SluiceError, toSluiceError } from '../model/error.ts';
import { addBaselineCommands } from './baseline-commands.ts';
import { addCapacityCommand } from './capacity-command.ts';
import { addCompareCommand } from './compare-command.ts';
import { terminalOptions } from './drawn.ts';
import { addInitCommand } from './init-command.ts';
import { addInteropCommands } from './interop-commands.ts';
import { addK6Commands } from './k6-commands.ts';
import { addMeasureCommand } from './measure-command.ts';
import { guardOutputStreams } from './output-streams.ts';
import { addReportCommand } from './report-command.ts';
import { addRunCommand } from './run-command.ts';
import { addServeCommand } from './serve-command.ts';
import { addMergeCommand } from './shards/commands.ts';
import { describeError } from './terminal.ts';
import { addTrendCommand } from './trend.ts';
import { sluiceVersion } from './version.ts';
import { addWorkloadCommand } from './workload-command.ts';

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

  addInitCommand(program, ending);
  addRunCommand(program, ending);
  addMeasureCommand(program, ending);
  addMergeCommand(program, ending);
  addCompareCommand(program, ending);
  addReportCommand(program, ending);
  addServeCommand(program, ending);
  addBaselineCommands(program, ending, terminalOptions);
  addCapacityCommand(program, ending);
  addTrendCommand(program, ending);
  addInteropCommands(program, ending);
  addK6Commands(program, ending);
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
