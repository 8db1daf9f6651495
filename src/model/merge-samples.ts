import { telemetryMetrics } from './telemetry.ts';
import type { Telemetry, TelemetryId } from './telemetry.ts';

export type TelemetrySamples = Pick<Telemetry, 'atMs' | 'series'>;

/** So many samples that follow each other become one, at the time of the last: of a gauge their mean, of a counter its last value. */
export function mergeSamples({ atMs, series }: TelemetrySamples, size: number): TelemetrySamples {
  const last = (times: readonly number[]): number => times.at(-1)!;
  const merged = Object.entries(series).map(([id, values]) => [
    id,
    inGroups(values, size).map((group) => mergeValues(id as TelemetryId, group)),
  ]);
  return { atMs: inGroups(atMs, size).map(last), series: Object.fromEntries(merged) };
}

/** Null where none of the values is known. */
export function mergeValues(id: TelemetryId, values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  if (telemetryMetrics[id].kind === 'counter') return last;
  return roundSample(id, known.reduce((sum, value) => sum + value, 0) / known.length);
}

/**
 * Short enough for a file of many samples: counters to whole numbers, gauges to 4 significant digits, bytes to 6, so that a
 * server of gigabytes that grows by a megabyte is still seen to grow.
 */
export function roundSample(id: TelemetryId, value: number): number {
  const { kind, unit } = telemetryMetrics[id];
  if (kind === 'counter') return Math.round(value);
  return Number(value.toPrecision(unit === 'bytes' ? 6 : 4));
}

function inGroups<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, group) =>
    values.slice(group * size, (group + 1) * size),
  );
}
