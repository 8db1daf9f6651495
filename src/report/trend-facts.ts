import { metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { Environment } from '../model/run.ts';
import type { Trend, TrendRun, TrendSeries } from '../model/trend.ts';
import { cleanText, safeUrl } from './escape.ts';
import { formatChange, formatCount, formatValue, metricHeader, missing } from './format.ts';

/** What the pages of a trend say, unescaped: markdown and HTML put it in their own way. */

/** Where commits and pull requests are looked at: `https://github.com/owner/name`; absent where nobody said. */
export interface TrendLinks {
  repositoryUrl?: string;
}

/** `2026-01-31 08:15` of an ISO date in UTC. */
export const minuteOf = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

export const environmentName = ({ cpuModel, cores, gpus }: Environment): string =>
  [cpuModel, formatCount(cores, 'core'), ...gpus].filter((part) => part !== '').join(', ');

export function environmentDetails({
  fingerprint,
  memoryGiB,
  kernel,
  runnerImage,
  nodeVersion,
}: Environment) {
  return [fingerprint, `${memoryGiB} GiB`, kernel, runnerImage, `Node ${nodeVersion}`].filter(
    (part) => part !== '',
  );
}

export const shortCommit = (run: TrendRun): string => run.commit?.slice(0, 9) ?? missing;

export function commitUrl({ commit }: TrendRun, { repositoryUrl }: TrendLinks): string | undefined {
  if (repositoryUrl === undefined || !/^[0-9a-f]{7,64}$/.test(commit ?? '')) return undefined;
  return safeUrl(`${repositoryUrl}/commit/${commit}`);
}

export function pullRequestUrl(pullRequest: number, { repositoryUrl }: TrendLinks): string | undefined {
  return repositoryUrl === undefined ? undefined : safeUrl(`${repositoryUrl}/pull/${pullRequest}`);
}

/** Image with its digest, command or host. */
export function targetText({ target, digest }: TrendRun): string {
  return digest === undefined ? target : `${cleanText(target, 60)} ${digest.slice(0, 19)}`;
}

export interface TrendRow {
  id: MetricId;
  newest: string;
  sinceChange: string;
  sinceRelease: string;
}

export function trendRows({ series }: Trend): TrendRow[] {
  return series.map(({ id, values, sinceChange, sinceRelease }) => ({
    id,
    newest: formatValue(id, values.at(-1)),
    sinceChange: formatChange(id, sinceChange),
    sinceRelease: sinceRelease
      ? `${formatChange(id, sinceRelease.effect)} (${sinceRelease.release})`
      : missing,
  }));
}

/** Something that happened at a run: a step of a metric, an accepted regression, a release, a new plan. */
export interface TrendEvent {
  run: TrendRun;
  index: number;
  steps: { id: MetricId; text: string; isWorse: boolean }[];
}

/** Change points of all metrics by the run of the new level, newest first. */
export function changeEvents({ runs, series }: Trend): TrendEvent[] {
  return runs
    .map((run, index) => ({ run, index, steps: series.flatMap((entry) => stepAt(entry, index)) }))
    .filter(({ steps }) => steps.length > 0)
    .reverse();
}

function stepAt({ id, levels }: TrendSeries, index: number): TrendEvent['steps'] {
  const step = levels.find(({ first }) => first === index)?.step;
  if (step === undefined) return [];
  return [{ id, text: `${metricHeader(id)} ${formatChange(id, step)}`, isWorse: isWorse(id, step) }];
}

/** Whether a change in the metric's own value is for the worse. */
export const isWorse = (id: MetricId, change: number): boolean =>
  change > 0 === (metrics[id].betterIs === 'lower');

export const acceptedRuns = ({ runs }: Trend): (TrendRun & Required<Pick<TrendRun, 'accepted'>>)[] =>
  runs.flatMap(({ accepted, ...run }) => (accepted ? [{ ...run, accepted }] : [])).reverse();

/** Undefined where the newest runs can be compared with others. */
export function noTrendYet({ runs }: Trend): string | undefined {
  if (runs.length === 1) return 'One run so far, so there is no trend yet.';
  const current = runs.at(-1)?.stretch;
  return runs.filter(({ stretch }) => stretch === current).length === 1
    ? 'The newest run is the only one of its plan and workload, so it has no trend yet.'
    : undefined;
}

export const method =
  'Change points are found by E-divisive (Matteson and James 2014) on the values that the gate compares: p below 1 % by 199 permutations, a step of 5 % or more (error rates: 0.2 percentage points), at least 3 runs a level. About the newest runs it can say little: a step of 10 % three runs ago is often not found yet.';

export const key =
  'Dots: runs, in the order they were recorded; old ones are thinned. Lines: levels. Dashed: change points with their step. Diamond: an accepted regression. Triangle: a release. Grey: another plan or workload than the newest run, which is not compared. Axes of times and throughput do not start at zero. Since the last change: the newest run against the mean of the earlier runs of its level; since the release: against that one run.';
