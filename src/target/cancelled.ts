import { SluiceError } from '../model/error.ts';

export function cancelledError(what: string): SluiceError {
  return new SluiceError('cancelled', {
    fact: `Cancelled while ${what} was starting.`,
    remedy: 'Run it again when you want a verdict.',
  });
}

/** Throws `cancelled` when the signal was aborted. */
export function throwIfCancelled(signal: AbortSignal, what: string): void {
  if (signal.aborted) throw cancelledError(what);
}
