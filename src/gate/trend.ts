import type { Command } from 'commander';
import { readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { Trend } from '../model/trend.ts';
import { renderTrendFiles } from '../report/index.ts';
import { buildTrend } from '../verdict/index.ts';
import { readAll } from './baseline.ts';
import { seededRandom } from './chance.ts';
import { writeWhole } from './outputs.ts';
import { originUrl, parseRepository } from './repository-url.ts';

interface TrendFlags {
  baselines: string;
  out?: string;
  repository?: string;
}

/** `sluice trend`: the pages of all baselines of a repository. */
export function addTrendCommand(
  program: Command,
  ending: (work: (flags: TrendFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('trend')
    .description('draw the recorded runs: TREND.md with pictures, and a page for GitHub Pages')
    .option('--baselines <dir>', 'folder of the baselines', 'baselines')
    .option('--out <dir>', 'folder to write to (default: that of the baselines)')
    .option('--repository <name>', 'owner/name or address, for links to commits (default: the remote origin)')
    .action(ending(commandTrend));
}

async function commandTrend({ baselines, out, repository }: TrendFlags): Promise<number> {
  const given = repository === undefined ? undefined : parseRepository(repository);
  const directory = resolve(baselines);
  const trends = await readTrends(directory);
  const repositoryUrl = given ?? (await originUrl(directory));
  const files = await renderTrendFiles(trends, repositoryUrl === undefined ? {} : { repositoryUrl });
  const folder = resolve(out ?? baselines);
  const written = files.map(({ path, text }) => writeWhole(join(folder, path), text));
  removeOldPictures(join(folder, 'trend'), new Set(written));
  const shown = relative(process.cwd(), folder) || '.';
  process.stdout.write(
    `Written to ${shown}: TREND.md, ${written.length - 2} pictures and trend/index.html.\n` +
      (repositoryUrl === undefined
        ? 'Commits are not linked: there is no remote `origin`; --repository owner/name names the repository.\n'
        : ''),
  );
  return 0;
}

/** Suites by name; of each the environment that was measured last comes first. */
export async function readTrends(directory: string): Promise<Trend[]> {
  const files = await readAll(directory);
  const trends = files.flatMap((file) => {
    const { suite, environment, runs } = file;
    return runs.length === 0
      ? []
      : buildTrend(file, (use) => seededRandom(0, suite, environment.fingerprint, use));
  });
  const lastRun = ({ runs }: Trend) => runs.at(-1)?.measuredAt ?? '';
  if (trends.length > 0)
    return trends.sort((a, b) => compare(a.suite, b.suite) || compare(lastRun(b), lastRun(a)));
  throw new SluiceError('baseline-missing', {
    fact: `The baselines in ${directory} hold no run, so there is no trend to draw.`,
    remedy: 'Record a run on the default branch or with `sluice baseline add`.',
  });
}

/** The same order on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What an earlier trend drew and this one does not, of a metric or environment that is gone. */
function removeOldPictures(folder: string, written: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.(light|dark)\.svg$/.test(entry.name) && !written.has(path)) rmSync(path);
  }
}
