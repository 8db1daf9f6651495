import { z } from 'zod';
import type { LengthPlan, LengthShape } from '../model/synthetic.ts';
import { closed } from './closed-object.ts';
import { present } from './present.ts';
import { message, quote } from './problem.ts';

const mostTokens = 2_000_000;

/** A length in tokens. */
export const tokens = z.number().int().min(1).max(mostTokens);

const rangePattern = /^(\d{1,7})\s*-\s*(\d{1,7})$/;

function parseRange(written: string): { from: number; to: number } | undefined {
  const [, from, to] = rangePattern.exec(written.trim()) ?? [];
  const range = { from: Number(from), to: Number(to) };
  return range.from >= 1 && range.from <= range.to && range.to <= mostTokens ? range : undefined;
}

const rangeRemedy = "Write the fewest and the most tokens, from 1 on, in quotes: '200-400'.";
const noRange = ({ input }: { input?: unknown }) =>
  message(`is ${quote(input)}, which is no range`, rangeRemedy);

const noLength =
  "Write a number of tokens, a range such as '200-400', or a map such as `{ p50: 300, p95: 2000 }`.";

const bin = z.tuple([tokens, z.number().min(0)], {
  error: ({ input }) =>
    message(
      `is ${quote(input)}`,
      'Write `[upTo, count]`: the most tokens of the bin, and how many there were.',
    ),
});

/** In one of the three forms in which people know distributions of lengths. */
const distributionFields = closed({
  mean: z.number().positive().max(mostTokens).optional(),
  deviation: z.number().positive().max(mostTokens).optional().describe('Standard deviation, in tokens.'),
  p50: tokens.optional(),
  p95: tokens.optional(),
  p99: tokens.optional(),
  histogram: z.array(bin).min(1).max(10_000).optional().describe('Bins `[upTo, count]`, ascending.'),
  minimum: tokens.optional(),
  maximum: tokens.optional(),
});

type Distribution = z.output<typeof distributionFields>;

const distribution = distributionFields.superRefine((written, context) => {
  const fault = findFault(written);
  if (fault) context.addIssue({ code: 'custom', message: message(...fault) });
});

const forms =
  'Write one of `{ mean: 400, deviation: 300 }`, `{ p50: 300, p95: 2000, p99: 6000 }` and `{ histogram: [[100, 40], [500, 9]] }`.';

/** What is wrong with the map as a whole, and the remedy. */
function findFault(written: Distribution): [fact: string, remedy: string] | undefined {
  const { mean, deviation, p50, p95, p99, histogram, minimum = 1, maximum = Infinity } = written;
  const moments = mean !== undefined || deviation !== undefined;
  const percentiles = p50 !== undefined || p95 !== undefined || p99 !== undefined;
  const named = [moments, percentiles, histogram !== undefined].filter(Boolean).length;
  if (named === 0) return ['says nothing about the lengths', forms];
  if (named > 1) return ['gives the lengths in more than one form', forms];
  if (minimum > maximum)
    return [`has a minimum of ${minimum} above its maximum of ${maximum}`, 'Exchange the two.'];
  if (moments && (mean === undefined || deviation === undefined)) {
    const [has, lacks] = mean === undefined ? ['deviation', 'mean'] : ['mean', 'deviation'];
    return [
      `has a \`${has}\` without a \`${lacks}\``,
      `Add \`${lacks}\`, or write a plain number of tokens.`,
    ];
  }
  if (percentiles && (p50 === undefined || p95 === undefined)) {
    return [`lacks \`${p50 === undefined ? 'p50' : 'p95'}\``, 'Give `p50` and `p95`; `p99` may be left out.'];
  }
  const ascending = [p50 ?? 0, p95 ?? 0, p99 ?? Infinity];
  if (percentiles && ascending.some((value, i) => i > 0 && value < (ascending[i - 1] ?? 0))) {
    return [
      `has percentiles that do not ascend (p50 ${p50}, p95 ${p95}${p99 === undefined ? '' : `, p99 ${p99}`})`,
      'Correct them: p50 is the smallest and p99 the largest.',
    ];
  }
  return histogram && findHistogramFault(histogram);
}

function findHistogramFault(histogram: [number, number][]): [string, string] | undefined {
  const disorder = histogram.findIndex(([upTo], i) => i > 0 && upTo <= (histogram[i - 1]?.[0] ?? 0));
  if (disorder > 0) {
    return [
      `has a histogram whose bins do not ascend (${histogram[disorder]?.[0]} after ${histogram[disorder - 1]?.[0]})`,
      'Sort the bins by their upper end, each of them once.',
    ];
  }
  if (histogram.some(([, count]) => count > 0)) return undefined;
  return ['has a histogram without a single count', 'Give at least one bin a count above 0.'];
}

const range = z.string().refine((written) => parseRange(written) !== undefined, { error: noRange });

/** How many tokens: a number, a range, or a distribution. */
export const tokenLength = z.union([distribution, range, tokens], {
  error: ({ input }) => message(`is ${quote(input)}`, noLength),
});

export const maximumWord = 'maximum';

/** As above, or everything that the context holds. */
export const inputLength = z.union(
  [
    distribution,
    z
      .string()
      .refine((written) => written === maximumWord || parseRange(written) !== undefined, { error: noRange }),
    tokens,
  ],
  { error: ({ input }) => message(`is ${quote(input)}`, noLength) },
);

export function planLength(written: z.output<typeof inputLength>): LengthPlan {
  if (typeof written === 'number') return { shape: { kind: 'fixed', tokens: written } };
  if (written === maximumWord) return { shape: { kind: 'maximum' } };
  // The schema has taken nothing else.
  if (typeof written === 'string')
    return { shape: { kind: 'uniform', ...(parseRange(written) as { from: number; to: number }) } };
  return { shape: planShape(written), ...present({ minimum: written.minimum, maximum: written.maximum }) };
}

function planShape({ mean, deviation, p50, p95, p99, histogram }: Distribution): LengthShape {
  if (histogram) return { kind: 'histogram', bins: histogram.map(([upTo, count]) => ({ upTo, count })) };
  if (mean !== undefined && deviation !== undefined) return { kind: 'log-normal', mean, deviation };
  return { kind: 'percentiles', p50: p50 ?? 1, p95: p95 ?? 1, ...present({ p99 }) };
}
