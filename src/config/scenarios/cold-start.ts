import { z } from 'zod';
import type { ColdStartPlan } from '../../model/scenario.ts';
import { closed } from '../closed-object.ts';

export const coldStartSchema = closed({
  starts: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Starts of each arm before anything else is measured; restarts between pairs come on top.'),
});

export const planColdStart = (settings: z.output<typeof coldStartSchema> = {}): ColdStartPlan => ({
  kind: 'cold-start',
  // The first start is there anyway: more cost time that a short budget has not.
  starts: settings.starts ?? 1,
});
