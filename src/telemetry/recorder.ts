import { mergeSamples, mergeValues, roundSample } from '../model/merge-samples.ts';
import { telemetryIds, telemetryMetrics } from '../model/telemetry.ts';
import type { Telemetry, TelemetryId } from '../model/telemetry.ts';
import type { TelemetryValues } from './source.ts';

/** Over 20 minutes at three samples a second; even, since it is halved when it is full. */
const mostSamples = 4000;

/** Keeps what is sampled of one arm, over all its starts, in bounded memory. */
export interface TelemetryRecorder {
  /** Grows with each sample. Undefined before the first one. */
  readonly telemetry: Telemetry | undefined;
  add(atEpochMs: number, values: TelemetryValues): void;
  /** What comes next is no neighbour of what came last. */
  pause(): void;
  /** The target was started anew, and its counters with it. */
  restarted(): void;
  /** Whose names the server's metrics bear. */
  name(preset: string): void;
}

/**
 * When the samples are too many, neighbours become one each, and from then on so many at a time are kept as one: gauges by
 * their mean, counters by their last value. Counters begin at 0 and go on where a restart of the target took them back.
 */
export function recordTelemetry(capacity = mostSamples): TelemetryRecorder {
  let telemetry: Telemetry | undefined;
  let preset: string | undefined;
  /** So many samples are kept as one. */
  let together = 1;
  let waiting: { atEpochMs: number; values: TelemetryValues }[] = [];
  const counters = new Map<TelemetryId, { total: number; last: number }>();

  const count = (id: TelemetryId, now: number): number => {
    const known = counters.get(id);
    const total = known ? known.total + (now >= known.last ? now - known.last : now) : 0;
    counters.set(id, { total, last: now });
    return total;
  };

  const keep = (): void => {
    const newest = waiting.at(-1);
    if (!newest) return;
    telemetry ??= { originEpochMs: newest.atEpochMs, atMs: [], series: {}, ...(preset && { preset }) };
    // A wall clock may be set back, and time does not go back.
    const atMs = Math.max(Math.round(newest.atEpochMs - telemetry.originEpochMs), telemetry.atMs.at(-1) ?? 0);
    for (const id of telemetryIds) {
      const value = mergeValues(
        id,
        waiting.map(({ values }) => values[id] ?? null),
      );
      if (value === null && !telemetry.series[id]) continue;
      telemetry.series[id] ??= telemetry.atMs.map(() => null);
      telemetry.series[id].push(value);
    }
    telemetry.atMs.push(atMs);
    waiting = [];
    if (telemetry.atMs.length < capacity) return;
    Object.assign(telemetry, mergeSamples(telemetry, 2));
    together *= 2;
  };

  return {
    get telemetry() {
      return telemetry;
    },
    add(atEpochMs, values) {
      const known = Object.entries(values).map(([name, value]) => {
        const id = name as TelemetryId;
        return [id, roundSample(id, telemetryMetrics[id].kind === 'counter' ? count(id, value) : value)];
      });
      if (known.length === 0) return;
      waiting.push({ atEpochMs, values: Object.fromEntries(known) as TelemetryValues });
      if (waiting.length >= together) keep();
    },
    pause: keep,
    restarted() {
      for (const [id, { total }] of counters) counters.set(id, { total, last: 0 });
    },
    name(found) {
      preset = found;
      if (telemetry) telemetry.preset = found;
    },
  };
}
