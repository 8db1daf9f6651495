import { join, relative } from 'node:path';
import {
  appendRun,
  isReleaseTag,
  listSuites,
  pruneRuns,
  readBaselines,
  removeBaseline,
  startBaseline,
  writeBaseline,
} from '../baseline/index.ts';
import type { BaselineFile, Pruned, PruneRule } from '../baseline/index.ts';
import { SluiceError } from '../model/error.ts';
import type { HistorySummary } from '../model/history-summary.ts';
import type { Run } from '../model/run.ts';
import { runStatistics, summariseHistory } from '../verdict/index.ts';

/**
 * Appends a run to the baseline file of its suite and environment, and tells where it went.
 * @param release the tag that the run stands for: later runs are held against it as well
 */
export async function addBaseline(run: Run, directory: string, release?: string): Promise<string> {
  if (!run.blocks.some(({ scenario, validity }) => scenario === 'mixed' && validity.valid)) {
    throw new SluiceError('nothing-measured', {
      fact: 'The run holds no valid block of the scenario mixed, so it says nothing that could be a baseline.',
      remedy:
        'Measure again with `sluice measure`, on a machine with less other work if the blocks were invalid.',
    });
  }
  if (release !== undefined && !isReleaseTag(release)) {
    throw new SluiceError('input-invalid', {
      fact: `${JSON.stringify(release.slice(0, 220))} cannot be a release: a tag has 1 to 200 characters, none of them blank.`,
      remedy: 'Give the tag as git has it, for example `--release v1.2`.',
    });
  }
  const statistics = { ...runStatistics(run), ...(release !== undefined ? { release } : {}) };
  const { fingerprint } = run.provenance.environment;
  const files = await readBaselines(directory, run.suite);
  const known = files.find(({ environment }) => environment.fingerprint === fingerprint);
  const grown = known ? appendRun(known, statistics) : startBaseline(statistics);
  const path = await writeBaseline(directory, grown);
  return `${relative(process.cwd(), path)} now holds ${countOf(grown.runs.length)}.`;
}

/**
 * What is recorded, by suite and environment.
 * @throws SluiceError `baseline-missing` when that is nothing
 */
export async function summariseBaselines(directory: string, suite?: string): Promise<HistorySummary[]> {
  const files = await readAll(directory, suite);
  const summaries = files.map(summariseHistory).filter((summary) => summary !== null);
  if (summaries.length > 0) return summaries;
  throw missing(`The baselines in ${folderOf(directory, suite)} hold no run.`);
}

/**
 * Removes runs by a rule, and tells which, a line for each file. Every file is read before any is written.
 * @param dry only tells
 */
export async function pruneBaselines(
  directory: string,
  rule: PruneRule,
  { suite, dry }: { suite?: string; dry: boolean },
): Promise<string[]> {
  const files = await readAll(directory, suite);
  if (
    rule.kind === 'environment' &&
    !files.some(({ environment }) => environment.fingerprint === rule.fingerprint)
  ) {
    throw missing(
      `There is no baseline of the environment ${rule.fingerprint} in ${folderOf(directory, suite)}.`,
      '`sluice baseline show` lists the environments.',
    );
  }
  const pruned = files.map((file) => pruneRuns(file, rule)).filter(({ removed }) => removed.length > 0);
  for (const { file } of dry ? [] : pruned) {
    await (file.runs.length > 0 ? writeBaseline(directory, file) : removeBaseline(directory, file));
  }
  return pruned.length > 0
    ? pruned.map((one) => describePruned(one, directory, dry))
    : ['No run is to be removed.'];
}

export async function readAll(directory: string, suite?: string): Promise<BaselineFile[]> {
  const suites = suite === undefined ? await listSuites(directory) : [suite];
  const files: BaselineFile[] = [];
  for (const name of suites) files.push(...(await readBaselines(directory, name)));
  if (files.length > 0) return files;
  throw missing(`There is no baseline in ${folderOf(directory, suite)}.`);
}

function missing(
  fact: string,
  remedy = 'Record a run (`sluice measure --out run.json`, then `sluice baseline add run.json`), or name the folder with `--baselines` and the suite with `--suite`.',
): SluiceError {
  return new SluiceError('baseline-missing', { fact, remedy });
}

/** `baselines/tickets/3f9a2c.json: 12 of 40 runs removed, measured 2026-01-01 to 2026-01-12.` */
function describePruned({ file, removed }: Pruned, directory: string, dry: boolean): string {
  const name = join(folderOf(directory, file.suite), `${file.environment.fingerprint}.json`);
  const days = removed.map(({ provenance }) => provenance.measuredAt.slice(0, 10)).sort();
  const [first, last] = [days[0], days.at(-1)];
  const when = first === last ? `on ${first}` : `${first} to ${last}`;
  const whole = removed.length + file.runs.length;
  return `${name}: ${removed.length} of ${countOf(whole)} ${dry ? 'would be removed' : 'removed'}, measured ${when}${
    file.runs.length > 0 ? '' : ', and the file with them'
  }.`;
}

const countOf = (runs: number): string => `${runs} run${runs === 1 ? '' : 's'}`;

const folderOf = (directory: string, suite?: string): string =>
  relative(process.cwd(), suite === undefined ? directory : join(directory, suite)) || '.';
