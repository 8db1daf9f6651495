import type { FaultBench } from './bench.ts';

export type FaultSide = 'model' | 'runner' | 'platform' | 'data';

/** One thing that goes wrong, and what must come of it. A row of the table in docs/reliability.md. */
export interface Fault {
  /** A few plain words, unique over all sides. */
  name: string;
  side: FaultSide;
  /** What is done to whom, for the table. */
  injected: string;
  /** Verdict, error code and files that must come out, for the table. */
  expected: string;
  /** It is left out, and named as such, where none answers. */
  needs?: 'docker';
  /** What takes longer hangs; two minutes where none is given. */
  mostSeconds?: number;
  /**
   * Injects it, and throws (by node:assert/strict) where what comes out is wrong.
   * @returns what was observed, in one line: verdict, error code, files
   */
  run: (bench: FaultBench) => Promise<string>;
}
