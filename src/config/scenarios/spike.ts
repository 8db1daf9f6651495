import { z } from 'zod';
import type { SpikePlan } from '../../model/scenario.ts';
import { closed } from '../closed-object.ts';
import { duration } from '../duration.ts';
import { percentage } from '../percentage.ts';

export const spikeSchema = closed({
  heights: z
    .array(percentage({ above: 1, atMost: 20 }))
    .min(1)
    .max(10)
    .optional()
    .describe('Of the expected rate; one spike after the other.'),
  before: duration().optional().describe('At the mixed rate, to know what is normal.'),
  hold: duration().optional(),
  after: duration().optional().describe('At the mixed rate again, watched for the recovery.'),
});

export const planSpike = (settings: z.output<typeof spikeSchema> = {}): SpikePlan => ({
  kind: 'spike',
  heights: settings.heights ?? [2, 3],
  beforeMs: settings.before ?? 10_000,
  holdMs: settings.hold ?? 10_000,
  afterMs: settings.after ?? 30_000,
});
