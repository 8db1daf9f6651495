import { SluiceError } from '../../model/error.ts';

/** A file that is cut, broken or contradicts itself. `line` is counted from 1. */
export function malformed(
  name: string,
  fact: string,
  { line, cause }: { line?: number | undefined; cause?: unknown } = {},
): SluiceError {
  return new SluiceError('import-malformed', {
    fact: `${fact}.`,
    remedy: 'Let the tool write the file again, whole; docs/interop.md describes what is read of it.',
    location: line === undefined ? name : `${name}:${line}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A whole file that cannot become a run which means what it says. */
export function refused(name: string, fact: string, remedy: string): SluiceError {
  return new SluiceError('import-refused', { fact: `${fact}.`, remedy, location: name });
}
