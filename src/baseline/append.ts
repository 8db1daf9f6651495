import type { RunStatistics } from '../model/baseline.ts';
import { SluiceError } from '../model/error.ts';
import { anchorOf } from '../model/history.ts';
import type { BaselineFile, RecordedRun } from './baseline-file.ts';
import { formatBaseline } from './format.ts';

/** As many runs as the judging looks back on; none of them is ever thinned. */
const denseRuns = 20;
/** The most that a file may weigh in the repository. */
const maximumBytes = 300_000;

/** A file that holds this first run. */
export function startBaseline(run: RunStatistics): BaselineFile {
  const empty = { suite: run.suite, environment: run.provenance.environment, runs: [] };
  return appendRun(empty, run);
}

/**
 * Adds a run and thins the older ones. The rule: the newest 20 runs are all kept; of those 20 to 39 runs old every 2nd is
 * kept, of those 40 to 79 runs old every 4th, and so on, so about ten of each doubling of age. Spared besides are the newest
 * release, which later runs are held against, and the newest 20 runs that are a release or hold an accepted regression,
 * without which the trend is not understood. Which runs are kept is decided by their sequence numbers and marks alone, so
 * the order of recordings and thinnings makes no difference.
 * @throws SluiceError `internal` when the run is of another suite or environment: a fault of the caller
 */
export function appendRun(file: BaselineFile, run: RunStatistics): BaselineFile {
  const { fingerprint } = run.provenance.environment;
  if (run.suite !== file.suite || fingerprint !== file.environment.fingerprint) {
    throw new SluiceError('internal', {
      fact: `A run of ${run.suite} in environment ${fingerprint} was to be added to the baseline of ${file.suite} in ${file.environment.fingerprint}.`,
      remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
    });
  }
  const sequence = (file.runs.at(-1)?.sequence ?? -1) + 1;
  return fit({ ...file, runs: thin([...file.runs, { ...run, sequence }]) });
}

function thin(runs: RecordedRun[]): RecordedRun[] {
  const newest = runs.at(-1)?.sequence ?? 0;
  const spared = new Set([anchorOf(runs), ...runs.filter(isMarked).slice(-denseRuns)]);
  return runs.filter((run) => run.sequence % keepEvery(newest - run.sequence) === 0 || spared.has(run));
}

const isMarked = ({ release, accepted }: RecordedRun): boolean =>
  release !== undefined || accepted !== undefined;

/** 1 for the newest 20 runs, then 2 below an age of 40, 4 below 80, ... */
function keepEvery(age: number): number {
  return age < denseRuns ? 1 : 2 ** (Math.floor(Math.log2(age / denseRuns)) + 1);
}

/** Suites with very many classes have long lines: the oldest runs go first, the newest 20 and the newest release never. */
function fit(file: BaselineFile): BaselineFile {
  const anchor = anchorOf(file.runs);
  const oldestOf = (runs: RecordedRun[]) => runs.slice(0, -denseRuns).find((run) => run !== anchor);
  let { runs } = file;
  let oldest = oldestOf(runs);
  while (oldest && Buffer.byteLength(formatBaseline({ ...file, runs })) > maximumBytes) {
    const gone = oldest;
    runs = runs.filter((run) => run !== gone);
    oldest = oldestOf(runs);
  }
  return { ...file, runs };
}
