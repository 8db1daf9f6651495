import type { Headroom } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { spansOf, telemetryTraits } from './telemetry.ts';

/**
 * What the server holds when it does nothing, and with one request at a time, from the first of those to the last. The
 * second is empty where they were over before anything was sampled; absent where nothing was at rest.
 */
export function headroomOf(run: Run): Headroom | undefined {
  if (!run.rest) return undefined;
  const { startedAtEpochMs: fromEpochMs, durationMs } = run.rest;
  const rest = telemetryTraits(run, [{ fromEpochMs, toEpochMs: fromEpochMs + durationMs }]);
  const busy = spansOf(run, ({ scenario }) => scenario === 'single');
  const single = telemetryTraits(run, [
    {
      fromEpochMs: Math.min(...busy.map((span) => span.fromEpochMs)),
      toEpochMs: Math.max(...busy.map((span) => span.toEpochMs)),
    },
  ]);
  return rest.length === 0 ? undefined : { rest, single };
}
