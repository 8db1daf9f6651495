import type { Arm } from './run.ts';
import type { ScenarioName } from './plan.ts';
import type { GateVerdict } from './verdict.ts';

/** What the gate tells while it works; terminals and logs draw it. */
export type GateEvent =
  | { kind: 'note'; text: string }
  | { kind: 'starting'; arm: Arm; target: string }
  | { kind: 'ready'; arm: Arm; target: string; readyMs: number }
  | { kind: 'scenario'; scenario: ScenarioName; arm?: Arm; text: string }
  | { kind: 'progress'; progress: Progress }
  | { kind: 'look'; pairs: number; text: string }
  | { kind: 'verdict'; verdict: GateVerdict; sentence: string };

export interface Progress {
  scenario: ScenarioName;
  arm: Arm;
  /** `pair 4 of up to 18`, `step 3 of 8`. */
  position: string;
  elapsedMs: number;
  /** Until the budget is over; the verdict may come sooner. */
  remainingMs: number;
  /** Over the last second or so. */
  ratePerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  errors: number;
}
