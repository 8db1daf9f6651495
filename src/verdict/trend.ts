import type { MetricStatistic, RunStatistics } from '../model/baseline.ts';
import { allClasses, metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { Random } from '../model/schedule.ts';
import type { Trend, TrendLevel, TrendRun, TrendSeries } from '../model/trend.ts';
import { findChangePoints } from '../stats/change-points.ts';
import type { ChangePoint } from '../stats/change-points.ts';
import type { RecordedHistory } from './history-summary.ts';
import type { RandomOf } from './look.ts';
import { medianOf } from './median.ts';
import { statisticOf } from './statistic-of.ts';

/** Those of streams are there only where the server streams. */
const trendMetrics: readonly MetricId[] = [
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'ttft.p50',
  'tpot.p50',
  'throughput',
  'error-rate',
];

/** Smaller steps are no news, however sure: 5 %, and for shares the gate's own default tolerance. */
const minimumStep = { ratio: Math.log(1.05), share: 0.002 };
/** Two runs alone could be the machine's day. */
const minimumRuns = 3;

/**
 * The trend of a baseline file. Runs are comparable when plan and workload are the same, as in the gate; each set of such
 * runs is a series of its own, a stretch, even where it interleaves with others.
 */
export function buildTrend({ suite, environment, runs }: RecordedHistory, randomOf: RandomOf): Trend {
  const shown = trendRuns(runs);
  return {
    suite,
    environment,
    runs: shown,
    series: trendMetrics.flatMap((id) => seriesOf(id, runs, shown, randomOf(`trend ${id}`)) ?? []),
  };
}

/**
 * Change points among comparable runs (see `findChangePoints`).
 * @param values the mean logarithms that are also judged, for shares the shares
 */
export function findTrendChanges(id: MetricId, values: readonly number[], random: Random): ChangePoint[] {
  const step = isShare(id) ? minimumStep.share : minimumStep.ratio;
  return findChangePoints(values, { random, minimumStep: step, minimumSegment: minimumRuns });
}

function trendRuns(runs: readonly RunStatistics[]): TrendRun[] {
  const stretches = new Map<string, number>();
  return runs.map(({ provenance, release, accepted }, index) => {
    const { measuredAt, commit, target, planHash, workloadHash } = provenance;
    const key = `${planHash} ${workloadHash}`;
    const known = stretches.get(key);
    const stretch = known ?? stretches.size;
    stretches.set(key, stretch);
    const before = runs[index - 1];
    return {
      measuredAt,
      ...(commit !== undefined ? { commit } : {}),
      target: target.name,
      ...(target.digest !== undefined ? { digest: target.digest } : {}),
      ...(release !== undefined ? { release } : {}),
      ...(accepted !== undefined ? { accepted } : {}),
      stretch,
      ...(known === undefined && before ? { begins: whatIsNew(before, planHash, workloadHash) } : {}),
    };
  });
}

function whatIsNew({ provenance }: RunStatistics, planHash: string, workloadHash: string) {
  if (provenance.workloadHash === workloadHash) return 'plan';
  return provenance.planHash === planHash ? 'workload' : 'plan and workload';
}

function seriesOf(
  id: MetricId,
  runs: readonly RunStatistics[],
  shown: readonly TrendRun[],
  random: Random,
): TrendSeries | undefined {
  const statistics = runs.map((run) => statisticOf(run, id, allClasses));
  const values = statistics.map((statistic) => statistic?.value ?? null);
  if (values.every((value) => value === null)) return undefined;
  const judged = statistics.map((statistic) => judgedValue(id, statistic));
  const count = Math.max(...shown.map(({ stretch }) => stretch)) + 1;
  const levels = Array.from({ length: count }, (_, stretch) => {
    const indices = judged.flatMap((value, index) =>
      value !== null && shown[index]?.stretch === stretch ? [index] : [],
    );
    return levelsOf(id, stretch, indices, judged, values, random);
  }).flat();
  return {
    id,
    values,
    levels: levels.toSorted((a, b) => a.first - b.first),
    sinceChange: changeSinceLevel(id, levels, judged, shown),
    sinceRelease: changeSinceRelease(id, judged, shown),
  };
}

const isShare = (id: MetricId): boolean => metrics[id].kind.kind === 'share';

function judgedValue(id: MetricId, statistic: MetricStatistic | undefined): number | null {
  if (!statistic) return null;
  return isShare(id) ? statistic.value : statistic.logMean;
}

const effectOf = (id: MetricId, difference: number): number =>
  isShare(id) ? difference : Math.expm1(difference);

function levelsOf(
  id: MetricId,
  stretch: number,
  indices: readonly number[],
  judged: readonly (number | null)[],
  values: readonly (number | null)[],
  random: Random,
): TrendLevel[] {
  if (indices.length === 0) return [];
  const series = indices.map((index) => judged[index] ?? 0);
  const changes = findTrendChanges(id, series, random);
  return [{ index: 0, step: undefined }, ...changes].map(({ index, step }, position) => {
    const members = indices.slice(index, changes[position]?.index ?? indices.length);
    return {
      stretch,
      first: members[0] ?? 0,
      last: members.at(-1) ?? 0,
      value: medianOf(members.map((member) => values[member] ?? 0)) ?? 0,
      ...(step !== undefined ? { step: effectOf(id, step) } : {}),
    };
  });
}

/** The newest run is no part of the level it is held against. */
function changeSinceLevel(
  id: MetricId,
  levels: readonly TrendLevel[],
  judged: readonly (number | null)[],
  shown: readonly TrendRun[],
): number | null {
  const newest = judged.at(-1) ?? null;
  const { stretch } = shown.at(-1) ?? {};
  const level = levels.findLast((entry) => entry.stretch === stretch);
  if (newest === null || !level) return null;
  const others = judged
    .slice(0, -1)
    .filter(
      (value, index): value is number =>
        value !== null && index >= level.first && shown[index]?.stretch === stretch,
    );
  if (others.length === 0) return null;
  return effectOf(id, newest - others.reduce((sum, value) => sum + value, 0) / others.length);
}

function changeSinceRelease(
  id: MetricId,
  judged: readonly (number | null)[],
  shown: readonly TrendRun[],
): TrendSeries['sinceRelease'] {
  const newest = judged.at(-1) ?? null;
  const { stretch } = shown.at(-1) ?? {};
  const anchor = shown
    .slice(0, -1)
    .findLastIndex((run) => run.release !== undefined && run.stretch === stretch);
  const [then, release] = [judged[anchor] ?? null, shown[anchor]?.release];
  if (newest === null || then === null || release === undefined) return null;
  return { release, effect: effectOf(id, newest - then) };
}
