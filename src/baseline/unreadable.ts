import { SluiceError } from '../model/error.ts';

const restore =
  'Restore the file from the default branch (`git checkout origin/main -- FILE`), or delete it on purpose to start a new history. Sluice never overwrites it.';

/** The one error for a baseline that is there and cannot be used. It is never taken for "no baseline". */
export function unreadable(
  name: string,
  what: string,
  details: { cause?: unknown; remedy?: string } = {},
): SluiceError {
  return new SluiceError('baseline-unreadable', {
    fact: `The baseline ${name} ${what}.`,
    remedy: details.remedy ?? restore,
    ...(details.cause !== undefined && { cause: details.cause }),
  });
}
