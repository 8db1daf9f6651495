import { z } from 'zod';
import type { CostPlan } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { percentage } from './percentage.ts';
import { message, quote } from './problem.ts';

export const costSchema = closed({
  'per-hour': z.number().positive().max(1_000_000).describe('What one instance of the server costs an hour.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, {
      error: ({ input }) => message(`is ${quote(input)}`, 'Write three capital letters, such as `USD`.'),
    })
    .optional()
    .describe('USD by default.'),
  'peak-rate': z
    .number()
    .positive()
    .max(1_000_000_000)
    .optional()
    .describe('The peak of all instances together, in requests a second; `load.expected-rate` by default.'),
  headroom: percentage({ atMost: 0.9 })
    .optional()
    .describe('Of the capacity, what is kept free at the peak; 30% by default.'),
});

/** So that one instance of few may fail, and a peak be somewhat higher than expected. */
const headroomDefault = 0.3;

export const planCost = (
  settings: z.output<typeof costSchema> | undefined,
  expectedRatePerSecond: number,
): CostPlan | undefined =>
  settings && {
    perHour: settings['per-hour'],
    currency: settings.currency ?? 'USD',
    peakRatePerSecond: settings['peak-rate'] ?? expectedRatePerSecond,
    headroom: settings.headroom ?? headroomDefault,
  };
