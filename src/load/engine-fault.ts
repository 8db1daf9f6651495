import { SluiceError } from '../model/error.ts';

/** The engine itself has failed, and nothing that it measured may be used. */
export function engineFault(fact: string, cause?: unknown): SluiceError {
  return new SluiceError('engine-failed', {
    fact,
    remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
    cause,
  });
}
