import { SluiceError } from '../model/error.ts';

/** Most environments of one suite; more is not a history but a flood. */
export const maximumFiles = 200;

/** A suite names a folder, so it may not lead anywhere else. */
export function checkSuiteName(suite: string): string {
  if (/^[A-Za-z0-9_][\w.-]{0,99}$/.test(suite)) return suite;
  throw new SluiceError('path-outside-workspace', {
    fact: `The suite ${JSON.stringify(suite.slice(0, 120))} cannot name a folder of baselines.`,
    remedy: 'Use letters, digits, `-`, `_` and `.` in `suite`, and start it with a letter or digit.',
  });
}

export function isBaselineName(fileName: string): boolean {
  return fileName.endsWith('.json') && !fileName.startsWith('.');
}
