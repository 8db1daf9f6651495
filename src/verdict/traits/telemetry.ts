import type { TelemetryTrait } from '../../model/characteristics.ts';
import type { Block, Run } from '../../model/run.ts';
import { telemetryIds, telemetryMetrics } from '../../model/telemetry.ts';
import type { Telemetry, TelemetryId } from '../../model/telemetry.ts';

/** A stretch of time, both ends included. */
export interface Span {
  fromEpochMs: number;
  toEpochMs: number;
}

export interface Sample {
  /** From the telemetry's origin. */
  atMs: number;
  value: number;
}

/** When the blocks that match were under load. Blocks that are not valid are among them: what was sampled is true all the same. */
export function spansOf(run: Run, matches: (block: Block) => boolean): Span[] {
  return run.blocks.filter(matches).map(spanOf);
}

export function spanOf({ startedAtEpochMs, durationMs }: Block): Span {
  return { fromEpochMs: startedAtEpochMs, toEpochMs: startedAtEpochMs + durationMs };
}

/**
 * Mean and most of each series within the spans, in the order of the registry; series without a value there are left out. Of
 * a gauge in its own unit. Of a counter its increase a second: the mean over the time between the first and the last sample of
 * each span, the most between two samples that follow each other. A counter needs two samples in one span.
 */
export function telemetryTraits(run: Run, spans: readonly Span[]): TelemetryTrait[] {
  const { telemetry } = run;
  if (!telemetry) return [];
  const ranges = spans.map((span) => rangeOf(telemetry, span));
  return telemetryIds.flatMap((id) => {
    const within = ranges.map((range) => samplesIn(telemetry, id, range));
    const trait = telemetryMetrics[id].kind === 'gauge' ? gaugeTrait(within.flat()) : counterTrait(within);
    return trait ? [{ id, ...trait }] : [];
  });
}

/** The values of one series within the span, in the order of time; what was not known is left out. */
export function samplesWithin({ telemetry }: Run, id: TelemetryId, span: Span): Sample[] {
  return telemetry ? samplesIn(telemetry, id, rangeOf(telemetry, span)) : [];
}

/** Of the first sample within the span, and of the first after it. */
function rangeOf({ originEpochMs, atMs }: Telemetry, { fromEpochMs, toEpochMs }: Span): [number, number] {
  const count = (isBefore: (epochMs: number) => boolean): number => {
    const first = atMs.findIndex((time) => !isBefore(originEpochMs + time));
    return first < 0 ? atMs.length : first;
  };
  return [count((epochMs) => epochMs < fromEpochMs), count((epochMs) => epochMs <= toEpochMs)];
}

function samplesIn({ atMs, series }: Telemetry, id: TelemetryId, [first, end]: [number, number]): Sample[] {
  return (series[id]?.slice(first, end) ?? []).flatMap((value, i) =>
    value === null ? [] : [{ atMs: atMs[first + i]!, value }],
  );
}

function gaugeTrait(samples: readonly Sample[]): Omit<TelemetryTrait, 'id'> | undefined {
  if (samples.length === 0) return undefined;
  let [sum, most] = [0, -Infinity];
  for (const { value } of samples) {
    sum += value;
    most = Math.max(most, value);
  }
  return { mean: sum / samples.length, most };
}

function counterTrait(spans: readonly Sample[][]): Omit<TelemetryTrait, 'id'> | undefined {
  let [increase, passedMs, most] = [0, 0, 0];
  for (const samples of spans) {
    for (const [i, { atMs, value }] of samples.entries()) {
      const before = samples[i - 1];
      if (!before || atMs <= before.atMs) continue;
      increase += value - before.value;
      passedMs += atMs - before.atMs;
      most = Math.max(most, ((value - before.value) / (atMs - before.atMs)) * 1000);
    }
  }
  return passedMs === 0 ? undefined : { mean: (increase / passedMs) * 1000, most };
}
