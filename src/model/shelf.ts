import type { MetricId } from './metric.ts';
import type { Arm, Provenance } from './run.ts';
import type { GateVerdict } from './verdict.ts';

/** What `sluice serve` found below a folder. */
export interface Shelf {
  folder: string;
  /** The newest first. */
  runs: ShelvedRun[];
  faults: ShelfFault[];
  /** Files and folders that were not looked at any more, since there are too many. */
  isCut: boolean;
}

export interface ShelvedRun {
  /** Stands for the path in addresses. */
  id: string;
  /** From the folder. */
  path: string;
  suite: string;
  arm: Arm;
  provenance: Pick<Provenance, 'measuredAt' | 'commit' | 'target'>;
  /** What the gate that measured it came to; absent where it was measured without a verdict. */
  result?: { verdict: GateVerdict; sentence: string };
  /** Over all requests of the mixed load; absent where they were not read yet. */
  numbers?: ShelfNumbers;
}

export const shelfMetrics = [
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'throughput',
  'error-rate',
] as const satisfies readonly MetricId[];

export type ShelfNumbers = Partial<Record<(typeof shelfMetrics)[number], number | null>>;

/** A file that shows no run, and why: unreadable, or the error that a gate ended in. */
export interface ShelfFault {
  path: string;
  what: string;
}
