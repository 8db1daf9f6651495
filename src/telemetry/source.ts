import type { TelemetryId } from '../model/telemetry.ts';

export type TelemetryValues = Partial<Record<TelemetryId, number>>;

/** One place that a target or its machine tells of itself. */
export interface TelemetrySource {
  /** Right before a stretch of sampling: what happened until now belongs to none of its samples. */
  begin?(): void;
  /** What is known at this moment; of what is told as a difference, since the last call. It may throw: then it is asked no more. */
  read(): TelemetryValues;
  /** What came since the last call in answer to a `read`: it belongs to the moment of that. */
  answered?(): TelemetryValues;
  /** When nothing that it asked for is under way any more. */
  settled?(): Promise<void>;
  close?(): void;
}

/** Milliseconds on a clock that never goes back. */
export type Clock = () => number;

/** Only what is known and finite. */
export function knownValues(values: Partial<Record<TelemetryId, number | undefined>>): TelemetryValues {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && Number.isFinite(value)),
  );
}
