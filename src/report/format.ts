import { metrics } from '../model/metric.ts';
import type { Metric, MetricId } from '../model/metric.ts';

/**
 * Numbers as text, the same on every machine: no locale, a decimal point, no grouping below 10,000.
 * What is not there, or is no number, becomes a dash and never `NaN`.
 */
export const missing = '–';

type MaybeNumber = number | null | undefined;

const isNumber = (value: MaybeNumber): value is number => typeof value === 'number' && Number.isFinite(value);

/** Three significant digits, trailing zeros kept, never an exponent: 0.412, 41.0, 162, 1240. */
export function formatSignificant(value: MaybeNumber): string {
  if (!isNumber(value)) return missing;
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.min(Math.max(2 - Math.floor(Math.log10(Math.abs(rounded))), 0), 3);
  return grouped(rounded.toFixed(decimals));
}

/** `41.2 ms`, `1240 ms`; from 10 s on `12.4 s`. */
export function formatMs(valueMs: MaybeNumber): string {
  if (!isNumber(valueMs)) return missing;
  return Math.abs(valueMs) >= 9995
    ? `${formatSignificant(valueMs / 1000)} s`
    : `${formatSignificant(valueMs)} ms`;
}

/** `8.0 req/s`, `0.25 req/s`, `1240 req/s`. */
export function formatRate(ratePerSecond: MaybeNumber): string {
  if (!isNumber(ratePerSecond)) return missing;
  const size = Math.abs(ratePerSecond);
  const decimals = size > 0 && size < 0.995 ? 2 : size < 99.95 ? 1 : 0;
  return `${grouped(ratePerSecond.toFixed(decimals))} req/s`;
}

/** A share of 0 to 1 as percent: `0 %`, `0.25 %`, `12 %`. */
export function formatShare(share: MaybeNumber): string {
  if (!isNumber(share)) return missing;
  const percent = share * 100;
  const size = Math.abs(percent);
  return `${trimZeros(percent.toFixed(size < 0.1 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0))} %`;
}

/** One decimal below 10, none from there on: what a person reads, not what the machine knows. */
export function formatPercent(fraction: MaybeNumber): string {
  if (!isNumber(fraction)) return missing;
  const percent = fraction * 100;
  return `${Math.abs(percent) < 9.95 ? percent.toFixed(1) : grouped(percent.toFixed(0))} %`;
}

/** A value in the metric's own unit. */
export function formatValue(id: MetricId, value: MaybeNumber): string {
  switch (metrics[id].unit) {
    case 'ms':
      return formatMs(value);
    case 'requests/s':
      return formatRate(value);
    case 'share':
      return formatShare(value);
  }
}

/** A signed change: `+31 %`, `-4.2 %`; for shares the difference in percentage points: `+1.20 points`. */
export function formatChange(id: MetricId, effect: MaybeNumber): string {
  if (!isNumber(effect)) return missing;
  const size = formatSize(id, Math.abs(effect));
  if (Number.parseFloat(size) === 0) return size;
  return `${effect < 0 ? '-' : '+'}${size}`;
}

/** The same without a sign, for tolerances and detectable changes. Over 100 %, the number says nothing more. */
export function formatSize(id: MetricId, size: MaybeNumber): string {
  if (!isNumber(size)) return missing;
  if (metrics[id].unit === 'share') return `${points(size)} points`;
  return formatPercent(size);
}

const points = (size: number): string => (size * 100).toFixed(size < 0.1 ? 2 : size < 0.9995 ? 1 : 0);

/** `5 %`, `0.2 points`: as the user wrote it, without padding zeros. */
export function formatTolerance(id: MetricId, tolerance: number): string {
  const percent = trimZeros((tolerance * 100).toFixed(2));
  return metrics[id].unit === 'share' ? `${percent} points` : `${percent} %`;
}

/** `+9.0 to +19 %`, `-0.10 to +0.10 points`: the unit once. */
export function formatInterval(id: MetricId, interval: readonly [number, number] | null): string {
  if (!interval || !isNumber(interval[0]) || !isNumber(interval[1])) return missing;
  const [low, high] = [formatChange(id, interval[0]), formatChange(id, interval[1])];
  return `${low.replace(/ (%|points)$/, '')} to ${high}`;
}

/** The smallest worsening that the run would have found: `4.1 %`, `over 100 %`. */
export function formatDetectable(id: MetricId, mde: MaybeNumber): string {
  if (mde === Infinity || (isNumber(mde) && mde > 1 && metrics[id].unit !== 'share')) return 'over 100 %';
  return formatSize(id, mde);
}

/** `41 s`, `2 min 41 s`, `1 h 5 min`. */
export function formatDuration(durationMs: MaybeNumber): string {
  if (!isNumber(durationMs)) return missing;
  const seconds = Math.round(Math.max(durationMs, 0) / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `01:12`; hours appear only when there are some. */
export function formatClock(durationMs: number): string {
  const seconds = Math.floor(Math.max(durationMs, 0) / 1000);
  const hours = Math.floor(seconds / 3600);
  const parts = [Math.floor((seconds % 3600) / 60), seconds % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':');
}

/** `01:12 of 03:00`. The whole is rounded: it is a sum of two readings of the clock. */
export const formatElapsed = (elapsedMs: number, wholeMs: number): string =>
  `${formatClock(elapsedMs)} of ${formatClock(wholeMs + 500)}`;

/** `1 error`, `2 errors`, `12,345 requests`. */
export function formatCount(count: number, noun: string): string {
  return `${grouped(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}

/** Ids of cores as Linux lists them: `0-2,5`. They are ascending. */
export function formatCores(cores: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const core of cores) {
    const run = runs.at(-1);
    if (run && core === run[1] + 1) run[1] = core;
    else runs.push([core, core]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** `p50`, `p99.9`. */
export const percentileName = (p: number): string => `p${Number((p * 100).toFixed(1))}`;

/** Alpha and p-values: `0.005`, `0.000021`. */
export function formatProbability(probability: MaybeNumber): string {
  if (!isNumber(probability)) return missing;
  if (probability === 0) return '0';
  if (probability < 0.000_001) return 'below 0.000001';
  const decimals = Math.min(1 - Math.floor(Math.log10(probability)), 8);
  return trimZeros(probability.toFixed(Math.max(decimals, 2)));
}

/** The short name of a metric: `p95 latency`. */
export const metricHeader = (id: MetricId): string => (metrics[id] as Metric | undefined)?.header ?? id;

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const withGroups = whole.replace('-', '').length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? withGroups : `${withGroups}.${fraction}`;
}

const trimZeros = (digits: string): string =>
  digits.includes('.') ? digits.replace(/\.?0+$/, '').replace(/^-0$/, '0') : digits;
