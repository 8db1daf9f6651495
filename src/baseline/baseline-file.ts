import type { RunStatistics } from '../model/baseline.ts';
import type { Environment } from '../model/run.ts';

export const baselineSchema = 'sluice.baseline/1';

/** Larger than thinning ever lets a file grow; what is above it was not written by Sluice. */
export const maximumFileBytes = 2 * 1024 * 1024;

/** All that is kept of one suite in one environment: `<baselines>/<suite>/<fingerprint>.json`. */
export interface BaselineFile {
  suite: string;
  /** Of every run in the file: its fingerprint is the file's name. */
  environment: Environment;
  /** Oldest first. */
  runs: RecordedRun[];
}

export interface RecordedRun extends RunStatistics {
  /** Counts the recorded runs of this file from 0, thinned ones included, so that thinning is the same whenever it is done. */
  sequence: number;
}

/** A baseline as it was found, before it is parsed: from the working tree, from git or from GitHub. */
export interface NamedText {
  /** For messages: `baselines/tickets/3f9a2c.json`. */
  name: string;
  text: string;
}
