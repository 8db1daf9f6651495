import type { ColdStartTraits, Diagnosis, Trend } from '../../model/characteristics.ts';
import type { ScenarioName } from '../../model/scenario.ts';
import type { ErrorKind } from '../../model/sample.ts';
import type { TelemetryId } from '../../model/telemetry.ts';

/** What a rule looks at: one load of a run, and what is known of its server. Plain numbers, each absent where nobody told. */
export interface DiagnosisInput {
  /** For the end of a clause: `under the mixed load`, `at 36 to 40 requests/s`. */
  load: string;
  durationMs: number;
  attempted: number;
  completed: number;
  errors: Partial<Record<ErrorKind, number>>;
  /** Of a counter, its increase a second. */
  telemetry: Partial<Record<TelemetryId, { mean: number; most: number }>>;
  /** By what it is seen that the server does not take this load as it takes a light one, as clauses; empty where it does. */
  strain: string[];
  /** The server's metrics bear the names of this one. */
  preset?: string;
  /** That the target may use. */
  cores?: number;
  gpus: number;
  /** Of the periods of the target's own CPU limit, those in which it was used up. */
  throttledShare?: number;
  /** Of the blocks of this load, those that the generator spoiled. */
  spoiled?: Spoiled;
  /** How the target ended under it, each for the end of a sentence. */
  endings: { how: string; outOfMemory: boolean }[];
  /** Where this load was to fill the KV cache, and did. */
  exhausted?: { className: string; concurrency: number };
  whole: WholeRun;
}

export interface Spoiled {
  scenario: ScenarioName;
  blocks: number;
  of: number;
  /** Why. */
  example: string;
  /** Meanwhile: cores that the target used, and how busy the runner was, on average; absent where it is not known. */
  targetCores?: number;
  runnerBusy?: number;
}

/** What no single load tells. */
export interface WholeRun {
  /** Growth of memory that is established. */
  leaks: Trend[];
  coldStart?: ColdStartTraits;
  /** p50 of the first blocks after starts over that of the others. */
  slowAfterStarts?: { times: number; starts: number };
  /** Of the prompt tokens, the share that the prefix cache answered, in the first and in the last third of the mixed load. */
  hitRates?: { first: number; last: number };
}

/** What a rule found. */
export interface Finding extends Omit<Diagnosis, 'remedies'> {
  /** How sure it is that this is what limits the server: 1 where the server says so itself, below 0.5 where it is a guess. */
  strength: number;
}

/** Undefined where there is no evidence. */
export type Rule = (input: DiagnosisInput) => Finding | undefined;
