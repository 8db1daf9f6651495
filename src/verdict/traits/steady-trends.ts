import type { Trend } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Block, Run } from '../../model/run.ts';
import { quantileOf } from '../../stats/distribution.ts';
import { holmAdjust } from '../../stats/holm.ts';
import { fewestValues, senSlope, trendOf } from '../../stats/trend.ts';
import { BlockView } from '../block-view.ts';
import { medianOf } from '../median.ts';
import { samplesWithin } from './telemetry.ts';
import type { Sample } from './telemetry.ts';

/** That a series is cut into: longer ones in longer loads, so that each holds whole cycles of garbage collection. */
const mostWindows = 30;
/** In shorter ones one cycle of garbage collection looks like a leak. */
const shortestWindowMs = 10_000;
/** The error of a slope in longer windows times this is still smaller. */
const clearlyBetter = 1.5;
/** A rise goes on: in the second half of the time at least at this share of its speed. Else it came to rest. */
const leastLater = 0.5;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What is asked of a trend before it is called a rise. */
export interface TrendCaution {
  /** Of no rise at all, over all trends together. */
  level: number;
  /** Of the time, at its start: caches fill and heaps grow to their size. */
  leftOutShare: number;
  /** So many times as much as anybody would care about. */
  leastTimes: number;
}

/** One value a window; times in milliseconds. */
interface Series {
  of: Trend['of'];
  atMs: number[];
  values: number[];
}

/**
 * How latency, memory and open files moved under the blocks of one steady load, the first part of the time left out.
 * A latency is the median of the quantiles of the valid blocks of a window; memory and files are the lowest value of a
 * window, which garbage that is collected sooner or later does not raise. `rising`: p, adjusted by Holm over all trends,
 * is below `level`, the rise is large enough to matter, and it goes on in the second half of the time.
 */
export function steadyTrends(
  run: Run,
  blocks: readonly Block[],
  { level, leftOutShare, leastTimes }: TrendCaution,
): Trend[] {
  const all = seriesOf(run, blocks, leftOutShare).flatMap((series) => {
    const { unit, unitMs, relative } = scales[series.of];
    const scale = relative ? (medianOf(series.values) ?? 1) : 1;
    const times = series.atMs.map((atMs) => atMs / unitMs);
    const values = series.values.map((value) => value / scale);
    const trend = trendOf(times, values);
    if (!trend) return [];
    const { slope, interval, p } = trend;
    const half = Math.floor(values.length / 2);
    const goesOn = senSlope(times.slice(half), values.slice(half)) >= leastLater * slope;
    return {
      of: series.of,
      unit,
      slope: { value: slope, interval },
      p,
      large: goesOn && matters(series, slope / leastTimes),
    };
  });
  const adjusted = holmAdjust(all.map(({ p }) => p));
  return all.map(({ large, ...trend }, i) => ({ ...trend, rising: large && adjusted[i]! < level }));
}

/** What a slope is told in; latencies relative to their median. */
const scales: Readonly<Record<Trend['of'], { unit: Trend['unit']; unitMs: number; relative: boolean }>> = {
  'latency.p50': { unit: 'share/h', unitMs: hourMs, relative: true },
  'latency.p95': { unit: 'share/h', unitMs: hourMs, relative: true },
  'target.memory': { unit: 'bytes/min', unitMs: minuteMs, relative: false },
  'target.files': { unit: 'files/min', unitMs: minuteMs, relative: false },
  'gpu.memory': { unit: 'bytes/min', unitMs: minuteMs, relative: false },
};

/**
 * Large enough for anybody to care. Latency: over 5 % an hour, and over 2 % in the time watched. Memory: over 0.5 MB a
 * minute (720 MB a day), or over 2 % of its level in the time watched. Files: over 10 in the time watched.
 */
function matters({ of, atMs, values }: Series, slope: number): boolean {
  const rise = (slope * ((atMs.at(-1) ?? 0) - (atMs[0] ?? 0))) / scales[of].unitMs;
  switch (of) {
    case 'latency.p50':
    case 'latency.p95':
      return slope > 0.05 && rise > 0.02;
    case 'target.memory':
    case 'gpu.memory':
      return slope > 500_000 || (slope > 0 && rise > 0.02 * (medianOf(values) ?? 0));
    case 'target.files':
      return rise > 10;
  }
}

function seriesOf(run: Run, blocks: readonly Block[], leftOutShare: number): Series[] {
  const first = blocks[0];
  const last = blocks.at(-1);
  if (!first || !last) return [];
  const endMs = last.startedAtEpochMs + last.durationMs;
  const fromMs = first.startedAtEpochMs + leftOutShare * (endMs - first.startedAtEpochMs);
  const late = blocks.filter(({ startedAtEpochMs }) => startedAtEpochMs >= fromMs);
  const lowest = (of: 'target.memory' | 'target.files' | 'gpu.memory'): Series =>
    lowestOf(of, samplesWithin(run, of, { fromEpochMs: fromMs, toEpochMs: endMs }));
  return [
    cut('latency.p50', quantiles(late, 0.5), medianOf),
    cut('latency.p95', quantiles(late, 0.95), medianOf),
    lowest('target.memory'),
    lowest('target.files'),
    lowest('gpu.memory'),
  ].filter(({ values }) => values.length >= fewestValues);
}

function quantiles(blocks: readonly Block[], p: number): Sample[] {
  return blocks.flatMap((block) => {
    const value = block.validity.valid
      ? quantileOf(new BlockView(block).timing(allClasses, 'latency'), p)
      : null;
    return value === null ? [] : { atMs: block.startedAtEpochMs + block.durationMs / 2, value };
  });
}

/**
 * The lowest value of each window. Where a window is shorter than a cycle of garbage collection, its lowest value depends on
 * where in the cycle it lies: windows two or three times as long are taken where they tell the slope clearly better. That is
 * asked of what the line leaves, which knows nothing of the slope itself.
 */
function lowestOf(of: Trend['of'], samples: readonly Sample[]): Series {
  const errorOf = ({ atMs, values }: Series) => trendOf(atMs, values)?.error ?? Infinity;
  return [1, 2, 3]
    .map((length) => cut(of, samples, (values) => Math.min(...values), length))
    .reduce((best, longer) => (errorOf(longer) * clearlyBetter < errorOf(best) ? longer : best));
}

/**
 * Into windows of the same number of samples, those that follow each other together; each with the mean of its times.
 * @param length of a window, in the shortest
 */
function cut(
  of: Trend['of'],
  samples: readonly Sample[],
  reduce: (values: number[]) => number | null,
  length = 1,
): Series {
  const series: Series = { of, atMs: [], values: [] };
  const spanMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  const most = Math.min(mostWindows, samples.length, Math.floor(spanMs / shortestWindowMs));
  const count = Math.floor(most / length);
  const border = (window: number) => Math.round((window * samples.length) / count);
  for (let window = 0; window < count; window++) {
    const own = samples.slice(border(window), border(window + 1));
    const value = reduce(own.map((sample) => sample.value));
    if (value === null) continue;
    series.atMs.push(own.reduce((sum, { atMs }) => sum + atMs / own.length, 0));
    series.values.push(value);
  }
  return series;
}
