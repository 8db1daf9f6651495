import type { Command } from 'commander';
import { loadGate } from '../config/index.ts';
import { SluiceError } from '../model/error.ts';
import { renderResultJson, renderTerminal } from '../report/index.ts';
import { compareRuns, compareSamples } from './compare.ts';
import { terminalOptions } from './drawn.ts';
import { exitCodes } from './exit-code.ts';
import { reportInputOf, subjectOfRun } from './outputs.ts';
import type { Measured } from './outputs.ts';
import { compareCommand } from './stored-report.ts';

interface CompareFlags {
  base?: string[];
  candidate?: string;
  samples?: string;
  config?: string;
  json?: boolean;
}

/** `sluice compare`: judges what was measured before. */
export function addCompareCommand(
  program: Command,
  ending: (work: (flags: CompareFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('compare')
    .description('judge stored runs, or raw samples of any origin')
    .option('--base <file...>', 'base run, or a history of runs; none: the limits judge alone')
    .option('--candidate <file>', 'candidate run')
    .option('--samples <file>', 'samples as NDJSON, one request a line')
    .option('--config <file>', 'settings whose `gate:`, `slo:` and `cost:` parts to judge by')
    .option('--json', 'print the verdict as JSON on stdout')
    .action(ending(commandCompare));
}

async function commandCompare(flags: CompareFlags): Promise<number> {
  const judging = loadGate({ workspace: process.cwd(), ...(flags.config ? { config: flags.config } : {}) });
  const measured = await compared(flags, judging);
  const { samples, base = [], candidate = '' } = flags;
  const repeat = samples ? `sluice compare --samples ${samples}` : compareCommand({ base, candidate });
  const input = reportInputOf(subjectOfRun(measured.candidate, repeat), measured, judging);
  process.stdout.write(flags.json ? renderResultJson(input) : renderTerminal(input, terminalOptions()));
  return exitCodes[measured.verdict.verdict];
}

function compared(flags: CompareFlags, judging: ReturnType<typeof loadGate>): Measured | Promise<Measured> {
  if (flags.samples && !flags.base && !flags.candidate) return compareSamples(flags.samples, judging);
  if (flags.candidate && !flags.samples && (flags.base || judging.slo.length > 0))
    return compareRuns(flags.base ?? [], flags.candidate, judging);
  throw new SluiceError('input-invalid', {
    fact: 'compare needs either --samples, or both --base and --candidate.',
    remedy:
      'For example: sluice compare --base run-base.json --candidate run-candidate.json. Without --base a run is judged by the limits of `slo:` alone, where there are some.',
  });
}
