import type { Run } from '../../src/model/run.ts';
import type { TelemetryId } from '../../src/model/telemetry.ts';

/** The run with telemetry over all of its blocks, three times a second; values by the time from the first block's start. */
export function withTelemetry(
  run: Run,
  series: Partial<Record<TelemetryId, (atMs: number) => number | null>>,
): Run {
  const starts = run.blocks.map(({ startedAtEpochMs }) => startedAtEpochMs);
  const originEpochMs = Math.min(...starts);
  const endEpochMs = Math.max(...run.blocks.map((block) => block.startedAtEpochMs + block.durationMs));
  const count = Math.ceil((endEpochMs - originEpochMs) / 333);
  const atMs = Array.from({ length: count }, (_, i) => i * 333);
  const values = Object.entries(series).map(([id, valueAt]) => [id, atMs.map((time) => valueAt(time))]);
  return { ...run, telemetry: { originEpochMs, atMs, series: Object.fromEntries(values) } };
}
