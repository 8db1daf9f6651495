import ms from 'ms';
import { z } from 'zod';
import { message, quote } from './problem.ts';

/** A number with its unit. A bare number is refused: nobody can tell seconds from milliseconds. */
const pattern = /^\d+(\.\d+)?\s?(ms|s|m|h)$/;
const longestMs = 24 * 3_600_000;

const remedy = 'Write a duration with its unit, for example `500ms`, `5s`, `3m` or `1h`.';

/**
 * `3m` or `500ms` in milliseconds.
 * @returns undefined for anything that is not a number with the unit ms, s, m or h, or that is longer than a day.
 */
export function parseDuration(text: string): number | undefined {
  if (!pattern.test(text)) return undefined;
  const durationMs = ms(text as ms.StringValue);
  return durationMs <= longestMs ? durationMs : undefined;
}

/** The settings' durations, in milliseconds. Zero only where it means something (`allowZero`). */
export function duration({ allowZero = false } = {}) {
  return z
    .string({ error: ({ input }) => message(`is ${quote(input)}, which is no duration`, remedy) })
    .regex(pattern, { error: ({ input }) => message(`is ${quote(input)}, which is no duration`, remedy) })
    .transform((text, context) => {
      const durationMs = parseDuration(text);
      if (durationMs !== undefined && (allowZero || durationMs > 0)) return durationMs;
      const limit = `Write a duration ${allowZero ? 'of at most' : 'above 0 and at most'} 24h.`;
      context.addIssue({ code: 'custom', message: message(`is ${quote(text)}`, limit) });
      return z.NEVER;
    })
    .meta({ examples: ['500ms', '5s', '3m'] });
}
