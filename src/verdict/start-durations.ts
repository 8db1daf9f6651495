import type { MetricKind } from '../model/metric.ts';
import type { Run } from '../model/run.ts';

export type StartTiming = Extract<MetricKind, { kind: 'start-duration' }>['of'];

/** The duration of each start that has it, by the number of the start. */
export function startDurations(
  { coldStarts }: Pick<Run, 'coldStarts'>,
  of: StartTiming,
): Map<number, number> {
  return new Map(
    coldStarts.flatMap((each) => {
      const durationMs = each[of];
      return durationMs === undefined ? [] : [[each.start, durationMs] as const];
    }),
  );
}
