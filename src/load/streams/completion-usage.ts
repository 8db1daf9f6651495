/** Token counts of OpenAI's `usage`, as the server counts; NaN where it does not say. */
export interface CompletionUsage {
  promptTokens: number;
  /** Of `promptTokens`, those from the prefix cache. Some servers leave the field out where it would be 0. */
  cachedTokens: number;
  completionTokens: number;
  /** Of `completionTokens`. */
  reasoningTokens: number;
}

export const unknownUsage: Readonly<CompletionUsage> = {
  promptTokens: Number.NaN,
  cachedTokens: Number.NaN,
  completionTokens: Number.NaN,
  reasoningTokens: Number.NaN,
};

/** Reads the `usage` of an answer or of an event of a stream, whatever it is. */
export function readUsage(usage: unknown): CompletionUsage {
  return {
    promptTokens: countIn(usage, 'prompt_tokens'),
    cachedTokens: countIn(fieldOf(usage, 'prompt_tokens_details'), 'cached_tokens'),
    completionTokens: countIn(usage, 'completion_tokens'),
    reasoningTokens: countIn(fieldOf(usage, 'completion_tokens_details'), 'reasoning_tokens'),
  };
}

/** A count that is none (negative, a fraction, beyond all bounds) would spoil every sum that it goes into. */
export function countIn(value: unknown, name: string): number {
  const count = fieldOf(value, name);
  return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : Number.NaN;
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** An empty text is none: servers open and close streams with one. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
