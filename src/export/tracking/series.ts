import type { ExportInput } from '../../model/export.ts';
import type { StepSummary, TimelinePoint } from '../../model/report.ts';

/** Numbers that are drawn as curves. Points are numbered from 0. */
export interface Series {
  /** First part of the names of its numbers. */
  group: string;
  points: readonly SeriesPoint[];
}

export interface SeriesPoint {
  atMs: number;
  values: Readonly<Record<string, number>>;
}

/** Beyond this every second point is left out, or more: a day of blocks is no curve that anybody reads point by point. */
const mostPoints = 1000;

/** The ramp by its rates, and the blocks of every other scenario in the order of time; only what is valid. */
export function seriesOf({ report, candidate, base }: ExportInput): Series[] {
  const { ramp, timeline } = report.candidate;
  const originMs = Math.min(
    ...[candidate, ...(base ? [base] : [])].flatMap(({ blocks }) =>
      blocks.map(({ startedAtEpochMs }) => startedAtEpochMs),
    ),
  );
  const atMs = ({ atSeconds }: TimelinePoint) => Math.round(originMs + atSeconds * 1000);
  const rampAtMs = Math.min(...timeline.filter(({ scenario }) => scenario === 'ramp').map(atMs));
  const scenarios = new Set(timeline.map(({ scenario }) => scenario).filter((name) => name !== 'ramp'));
  const all = [
    {
      group: 'ramp',
      points: ramp
        .filter(({ valid }) => valid)
        // By rate, which is not the order in which they were measured: none has a time of its own.
        .map((step) => ({ atMs: rampAtMs, values: stepValues(step) })),
    },
    ...[...scenarios].map((scenario) => ({
      group: `blocks/${scenario}`,
      points: timeline
        .filter((point) => point.scenario === scenario && point.valid)
        .map((point) => ({ atMs: atMs(point), values: pointValues(point) })),
    })),
  ];
  return all
    .filter(({ points }) => points.length > 0)
    .map(({ group, points }) => ({ group, points: thin(points) }));
}

const stepValues = (step: StepSummary) =>
  known({
    requests_per_second: step.ratePerSecond,
    completed_per_second: step.completedPerSecond,
    'latency.p50_ms': step.p50Ms,
    'latency.p95_ms': step.p95Ms,
    'error-rate': step.errorShare,
  });

const pointValues = (point: TimelinePoint) =>
  known({
    requests_per_second: point.ratePerSecond,
    completed_per_second: point.completedPerSecond,
    'latency.p50_ms': point.p50Ms,
    'latency.p95_ms': point.p95Ms,
    'latency.p99_ms': point.p99Ms,
    errors: point.errors,
  });

function known(values: Record<string, number | null | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

function thin<Point>(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / mostPoints);
  return points.filter((_, index) => index % step === 0);
}
