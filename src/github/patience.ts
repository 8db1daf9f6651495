import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../model/error.ts';
import { classify, type Failure } from './failure.ts';

/** How long GitHub is waited for. The verdict is already known, so the bounds are tight. */
export interface Patience {
  /** All attempts of one step together, pauses included. */
  totalMs: number;
  requestTimeoutMs: number;
  attempts: number;
  /** Before the second attempt; doubled each time. GitHub's own `Retry-After` goes first. */
  firstPauseMs: number;
}

/** Comment and check run each have this long: under a minute together. */
export const defaultPatience: Patience = {
  totalMs: 28_000,
  requestTimeoutMs: 10_000,
  attempts: 4,
  firstPauseMs: 1000,
};

export type Attempt<T> = { done: true; value: T } | { done: false; failure: Failure };

/**
 * Runs `operation` until it succeeds, fails for good, or patience ends. The signal given to it ends all of its requests
 * when the step's time is over. An operation must be safe to repeat as a whole.
 * @throws SluiceError as the operation threw it; everything else is a failure that is returned
 */
export async function attempt<T>(
  operation: (signal: AbortSignal) => Promise<T>,
  patience: Patience,
): Promise<Attempt<T>> {
  const startedAtMs = performance.now();
  const remainingMs = () => patience.totalMs - (performance.now() - startedAtMs);
  const end = AbortSignal.timeout(patience.totalMs);
  for (let tries = 1; ; tries += 1) {
    try {
      return { done: true, value: await operation(end) };
    } catch (thrown) {
      if (thrown instanceof SluiceError) throw thrown;
      const failure = classify(thrown, Date.now());
      const pauseMs = Math.max(failure.waitMs ?? 0, patience.firstPauseMs * 2 ** (tries - 1));
      if (!failure.retryable || tries >= patience.attempts || pauseMs >= remainingMs()) {
        return {
          done: false,
          failure: tries > 1 ? { ...failure, fact: `${failure.fact} (${tries} attempts)` } : failure,
        };
      }
      await sleep(pauseMs);
    }
  }
}
