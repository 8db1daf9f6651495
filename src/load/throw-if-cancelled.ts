import { SluiceError } from '../model/error.ts';

/** @throws SluiceError `cancelled` once the signal has aborted */
export function throwIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new SluiceError('cancelled', {
    fact: 'The load was stopped before its block was complete.',
    remedy: 'Run it again; what was measured of this block is not used.',
    cause: signal.reason,
  });
}
