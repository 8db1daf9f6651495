import { SluiceError } from '../../model/error.ts';
import type { BlockRecorder } from './block-recorder.ts';

/** What became of the files that the processes of one run wrote. */
export interface FileFaults {
  /** Files that end in the middle of a line. */
  cut: number;
  /** Lines that are no record. */
  strange: number;
}

/**
 * Lines that were lost look like requests that were never sent, and in a closed loop like none at all: a full disk would make
 * a server look better than it is.
 * @param isOpen what is missing of an open loop has a due time, and counts as never sent
 * @throws SluiceError `engine-script-failed`
 */
export function requireWholeResults(
  { unended, lostIterations }: Pick<BlockRecorder, 'unended' | 'lostIterations'>,
  { cut, strange }: FileFaults,
  isOpen: boolean,
): void {
  if (cut > 0 || strange > 0)
    throw lost(`${cut + strange} lines of the results of k6 are cut or unreadable.`);
  if (unended > 0) throw lost(`${unended} processes of k6 did not write their results to the end.`);
  if (!isOpen && lostIterations > 0)
    throw lost(`k6 has begun ${lostIterations} iterations of the closed loop that it did not tell.`);
}

export const lost = (fact: string): SluiceError =>
  new SluiceError('engine-script-failed', {
    fact,
    remedy:
      'Look whether the temporary folder is full: TMPDIR names another. Where it is not, please report it with the log of this run.',
  });
