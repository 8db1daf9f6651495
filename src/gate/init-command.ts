import type { Command } from 'commander';
import { SluiceError } from '../model/error.ts';
import { drawn } from './drawn.ts';
import { exitCodes } from './exit-code.ts';
import { initWorkspace } from './init.ts';
import { overridesOf } from './measuring-flags.ts';
import type { MeasuringFlags } from './measuring-flags.ts';
import { commandRun } from './run-command.ts';

type InitFlags = MeasuringFlags & { run: boolean };

/** `sluice init`: settings, inputs and workflow for a server that runs, and its first run. */
export function addInitCommand(
  program: Command,
  ending: (work: (flags: InitFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('init')
    .description('ask a server what it is; write sluice.yml, inputs and the workflow; make the first run')
    .option('--image <image>', 'container image of the model server')
    .option('--url <url>', 'a server that runs already (without any: the one that answers on this machine)')
    .option('--set <key=value...>', 'a setting, e.g. target.container.port=9000', [])
    .option('--no-run', 'write the files only')
    .option('--quiet', 'no live progress')
    .action(ending(commandInit));
}

async function commandInit(flags: InitFlags): Promise<number> {
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
