import { mergeSamples } from '../model/merge-samples.ts';
import type { TelemetryPicture } from '../model/report.ts';
import type { Telemetry } from '../model/telemetry.ts';

/** More points than this are no more to see, and a page is to stay small. */
const mostPoints = 600;

/** The series as they are drawn, beside the timeline that begins at the origin. */
export function telemetryPicture(telemetry: Telemetry, originEpochMs: number): TelemetryPicture {
  const { atMs, series } = mergeSamples(
    telemetry,
    Math.max(1, Math.ceil(telemetry.atMs.length / mostPoints)),
  );
  const offsetMs = telemetry.originEpochMs - originEpochMs;
  return { atSeconds: atMs.map((time) => Math.round(time + offsetMs) / 1000), series };
}
