import type { TrackedRun } from '../tracking/tracked-run.ts';

/** The iteration under which ClearML keeps numbers that a task has once, and shows them as a table. */
const onceIteration = -(2 ** 31);
const onceMetric = 'Summary';
/** Of one call. */
const mostEvents = 500;

export interface ScalarEvent {
  type: 'training_stats_scalar';
  task: string;
  timestamp: number;
  iter: number;
  metric: string;
  variant: string;
  value: number;
}

/** All numbers of a run as events, in as many calls as the server takes them in. */
export function eventsOf({ metrics, series, endedAtMs }: TrackedRun, task: string): ScalarEvent[][] {
  const scalar = (
    metric: string,
    variant: string,
    iter: number,
    atMs: number,
    value: number,
  ): ScalarEvent => ({
    type: 'training_stats_scalar',
    task,
    timestamp: Math.round(atMs),
    iter,
    metric,
    variant,
    value,
  });
  const once = [...metrics].map(([name, value]) => scalar(onceMetric, name, onceIteration, endedAtMs, value));
  // One chart for each quantity: those of different units have no axis in common.
  const drawn = series.flatMap(({ group, points }) =>
    points.flatMap(({ atMs, values }, iter) =>
      Object.entries(values).map(([name, value]) => scalar(`${group}/${name}`, name, iter, atMs, value)),
    ),
  );
  const all = [...once, ...drawn];
  return Array.from({ length: Math.ceil(all.length / mostEvents) }, (_, i) =>
    all.slice(i * mostEvents, (i + 1) * mostEvents),
  );
}
