export interface RetryRule {
  /** All of them, the first one included. */
  attempts: number;
  /** Before the second attempt; doubled each time. */
  firstPauseMs: number;
  /** No attempt begins after a longer pause than this: whoever asks for it is not waited for. */
  longestPauseMs: number;
  /**
   * Whether the same attempt may succeed a little later: the pause in milliseconds that the other side asks for, 0 where it asks
   * for none; undefined where it cannot.
   */
  pauseOf: (failure: unknown) => number | undefined;
  pause: (milliseconds: number) => Promise<unknown>;
}

/**
 * Runs an operation until it succeeds, fails for good, or there is no more patience; then it fails as the last attempt did.
 * The operation must be safe to repeat.
 */
export async function retried<T>(operation: () => Promise<T>, rule: RetryRule): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (failure) {
      const asked = rule.pauseOf(failure);
      const pauseMs = Math.max(asked ?? 0, rule.firstPauseMs * 2 ** (attempt - 1));
      if (asked === undefined || attempt >= rule.attempts || pauseMs > rule.longestPauseMs) throw failure;
      await rule.pause(pauseMs);
    }
  }
}

/** Of an HTTP answer that is no success: a server that is at fault or busy, and not one that refuses. */
export const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;
