import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { PruneRule } from '../baseline/index.ts';
import { SluiceError } from '../model/error.ts';
import { renderHistories, renderHistoriesJson } from '../report/index.ts';
import type { TerminalOptions } from '../report/index.ts';
import { addBaseline, pruneBaselines, summariseBaselines } from './baseline.ts';
import { readRun } from './compare.ts';

/** The exit code of a command comes from its action. */
type Ending = (work: (...args: never[]) => Promise<number>) => (...args: unknown[]) => Promise<void>;

/** `sluice baseline add|show|prune`: for people without the action. */
export function addBaselineCommands(program: Command, ending: Ending, terminal: () => TerminalOptions): void {
  const baseline = program.command('baseline').description('look after the committed baselines');
  inFolder(baseline.command('add'))
    .description('append a measured run to the baseline file of its suite and environment')
    .argument('<run>', 'run file')
    .option('--release <tag>', 'the release that the run stands for; later runs are held against it as well')
    .action(ending(commandAdd));
  inFolder(baseline.command('show'))
    .description('what is recorded: newest values, changes and a sparkline for each suite and environment')
    .option('--suite <suite>', 'only this one')
    .option('--json', 'print the same as JSON')
    .action(ending((flags: ShowFlags) => commandShow(flags, terminal())));
  inFolder(baseline.command('prune'))
    .description('remove recorded runs; the newest release always stays')
    .option('--suite <suite>', 'only of this one')
    .option('--keep <runs>', 'keep the newest so many of each file')
    .option('--before <date>', 'remove what was measured before, e.g. 2026-01-31 (UTC)')
    .option('--environment <fingerprint>', 'remove the whole file of an environment, the release with it')
    .option('--dry-run', 'only tell what would be removed')
    .action(ending(commandPrune));
}

const inFolder = (command: Command): Command =>
  command.option('--baselines <dir>', 'folder of the baselines', 'baselines');

async function commandAdd(file: string, flags: { baselines: string; release?: string }): Promise<number> {
  process.stdout.write(`${await addBaseline(readRun(file), resolve(flags.baselines), flags.release)}\n`);
  return 0;
}

interface ShowFlags {
  baselines: string;
  suite?: string;
  json?: boolean;
}

async function commandShow(
  { baselines, suite, json }: ShowFlags,
  terminal: TerminalOptions,
): Promise<number> {
  const summaries = await summariseBaselines(resolve(baselines), suite);
  process.stdout.write(json ? renderHistoriesJson(summaries) : renderHistories(summaries, terminal));
  return 0;
}

interface PruneFlags extends PruneRuleFlags {
  baselines: string;
  suite?: string;
  dryRun?: boolean;
}

async function commandPrune(flags: PruneFlags): Promise<number> {
  const { baselines, suite, dryRun = false } = flags;
  const told = await pruneBaselines(resolve(baselines), pruneRuleOf(flags), {
    dry: dryRun,
    ...(suite !== undefined ? { suite } : {}),
  });
  process.stdout.write(`${told.join('\n')}\n`);
  return 0;
}

export interface PruneRuleFlags {
  keep?: string;
  before?: string;
  environment?: string;
}

/** Exactly one rule: nothing is removed by default, and two rules could be meant either way. */
export function pruneRuleOf({ keep, before, environment }: PruneRuleFlags): PruneRule {
  const rules: PruneRule[] = [
    ...(keep !== undefined ? [{ kind: 'keep' as const, runs: runsOf(keep) }] : []),
    ...(before !== undefined ? [{ kind: 'before' as const, epochMs: epochOf(before) }] : []),
    ...(environment !== undefined ? [{ kind: 'environment' as const, fingerprint: environment }] : []),
  ];
  const [rule] = rules;
  if (rule && rules.length === 1) return rule;
  throw new SluiceError('input-invalid', {
    fact: `prune needs exactly one of --keep, --before and --environment, and was given ${rules.length || 'none'}.`,
    remedy: 'For example: sluice baseline prune --keep 50 --dry-run',
  });
}

function runsOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new SluiceError('input-invalid', {
    fact: `--keep ${JSON.stringify(text)} is no number of runs.`,
    remedy: 'Give a whole number from 1, for example `--keep 50`.',
  });
}

/** A day begins at midnight UTC, as all recorded times are in UTC. */
function epochOf(text: string): number {
  const epochMs = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  // A day that is not in the calendar would be taken for one of the next month.
  if (!Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text.slice(0, 10))) return epochMs;
  throw new SluiceError('input-invalid', {
    fact: `--before ${JSON.stringify(text)} is no date.`,
    remedy: 'Give a day such as `--before 2026-01-31`, or a time in UTC such as 2026-01-31T12:00:00Z.',
  });
}
