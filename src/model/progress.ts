import type { Arm } from './run.ts';
import type { ScenarioName } from './scenario.ts';
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
  /** Answers, errors included, over the last second or so. */
  ratePerSecond: number;
  /** What the block asks; absent in a closed loop, and where it changes within the block. */
  askedPerSecond?: number;
  /** Requests that wait for their answer; absent where nobody counts. */
  inFlight?: number;
  /** Users of a closed loop; absent in an open one. */
  concurrency?: number;
  /** Over the last 3 seconds or so; null where nothing was answered. */
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms?: number | null;
  /** Of this arm since the scenario began. */
  errors: number;
}
