import { z } from 'zod';
import { message, quote } from './problem.ts';

const percentPattern = /^\d+(\.\d+)?\s?%$/;
const pointsPattern = /^\d+(\.\d+)?\s?(%|points?)$/;

/**
 * `5%`, or 0.05, as a share of 1. `0.2 points` (percentage points) is 0.002, for what is itself a share.
 * @returns undefined for anything else; for bare numbers above 1 too, because 5 would mean 500 %.
 */
export function parsePercentage(written: string | number): number | undefined {
  if (typeof written === 'number') return written >= 0 && written <= 1 ? written : undefined;
  if (!pointsPattern.test(written)) return undefined;
  // Rounded so that 0.1 % is 0.001 and not 0.0010000000000000000002.
  return Number((Number.parseFloat(written) / 100).toPrecision(12));
}

interface PercentageBounds {
  above?: number;
  atMost?: number;
  /** Also takes `0.2 points`: the setting is a difference of two shares. */
  points?: boolean;
}

/** The settings' percentages, as a share of 1. */
export function percentage({ above = -1, atMost = 10, points = false }: PercentageBounds = {}) {
  const remedy = `Write ${points ? '`0.2%` or `0.2 points`' : 'a percentage such as `5%`'}, or a share between 0 and 1.`;
  const noPercentage = ({ input }: { input?: unknown }) =>
    message(`is ${quote(input)}, which is no percentage`, remedy);
  const text = z
    .string({ error: noPercentage })
    .regex(points ? pointsPattern : percentPattern, { error: noPercentage });
  return z
    .union([text, z.number({ error: noPercentage })], { error: noPercentage })
    .transform((written, context) => {
      const share = parsePercentage(written);
      if (share !== undefined && share > above && share <= atMost) return share;
      const fact = `is ${quote(written)}`;
      const limits = `${above < 0 ? 'from 0%' : `above ${above * 100}%`} to ${atMost * 100}%`;
      const hint = share === undefined ? remedy : `Use a percentage ${limits}.`;
      context.addIssue({ code: 'custom', message: message(fact, hint) });
      return z.NEVER;
    });
}
