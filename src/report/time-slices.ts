import type { ReportInput, RunSummary } from '../model/report.ts';
import type { Arm } from '../model/run.ts';
import { telemetryMetrics, type TelemetryId } from '../model/telemetry.ts';
import { blocksOf, endOf, timelineSeconds, type BlockPoint } from './charts/timeline-blocks.ts';
import { armsOf } from './facts.ts';

/** Columns that the timeline is cut into: as narrow as can still be pointed at. */
const mostSlices = 96;
/** Blocks that are told of in one slice. */
const mostBlocks = 4;

/** All that is known of one stretch of the timeline. */
export interface TimeSlice {
  fromSeconds: number;
  toSeconds: number;
  blocks: BlockPoint[];
  /** Blocks of the slice beyond those. */
  more: number;
  samples: { arm: Arm; values: [id: TelemetryId, value: number][] }[];
}

/** The timeline in equal slices of at least a second; empty where no block was measured. */
export function timeSlices(input: ReportInput): TimeSlice[] {
  const points = blocksOf(input);
  const seconds = timelineSeconds(points);
  const count = Math.min(mostSlices, seconds);
  const width = seconds / Math.max(count, 1);
  return Array.from({ length: count }, (_, index) => {
    const [fromSeconds, toSeconds] = [index * width, (index + 1) * width];
    const blocks = points.filter((point) => point.atSeconds < toSeconds && endOf(point) > fromSeconds);
    return {
      fromSeconds,
      toSeconds,
      blocks: blocks.slice(0, mostBlocks),
      more: Math.max(0, blocks.length - mostBlocks),
      samples: armsOf(input).flatMap(({ arm, summary }) => {
        const values = samplesBetween(summary, fromSeconds, toSeconds);
        return values.length > 0 ? [{ arm, values }] : [];
      }),
    };
  });
}

/** Of each gauge the sample that is nearest to the middle. */
function samplesBetween({ telemetry }: RunSummary, from: number, to: number): [TelemetryId, number][] {
  if (!telemetry) return [];
  const inside = telemetry.atSeconds
    .map((at, index) => ({ index, distance: Math.abs(at - (from + to) / 2), at }))
    .filter(({ at }) => at >= from && at < to)
    .toSorted((a, b) => a.distance - b.distance);
  return (Object.entries(telemetry.series) as [TelemetryId, (number | null)[]][]).flatMap(([id, values]) => {
    if (telemetryMetrics[id].kind === 'counter') return [];
    const nearest = inside.map(({ index }) => values[index] ?? null).find((value) => value !== null);
    return nearest === undefined || nearest === null ? [] : [[id, nearest] as [TelemetryId, number]];
  });
}
