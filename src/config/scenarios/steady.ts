import { z } from 'zod';
import type { LoadPlan } from '../../model/plan.ts';
import type { SteadyPlan } from '../../model/scenario.ts';
import { closed } from '../closed-object.ts';
import { duration } from '../duration.ts';
import { percentage } from '../percentage.ts';

export const steadySchema = closed({
  duration: duration().optional(),
  block: duration().optional(),
  rate: z.number().positive().max(1_000_000).optional().describe('In requests a second.'),
  'of-capacity': percentage({ above: 0, atMost: 1 })
    .optional()
    .describe('Of the capacity that the ramp of the same run measured.'),
}).refine((settings) => settings.rate === undefined || settings['of-capacity'] === undefined, {
  error: () => 'has both `rate` and `of-capacity`\nWrite one of the two.',
});

type SteadySettings = z.output<typeof steadySchema>;

const minuteMs = 60_000;
/** How long each is, and at which part of the capacity; `sustained` goes at the average rate. */
const defaults: Readonly<Record<SteadyPlan['kind'], { durationMs: number; share?: number }>> = {
  sustained: { durationMs: 5 * minuteMs },
  soak: { durationMs: 10 * minuteMs, share: 0.75 },
  endurance: { durationMs: 120 * minuteMs, share: 0.75 },
};

export function planSteady(
  kind: SteadyPlan['kind'],
  settings: SteadySettings = {},
  load: LoadPlan,
): SteadyPlan {
  const { durationMs, share } = defaults[kind];
  const chosen = settings['of-capacity'] ?? (settings.rate === undefined ? share : undefined);
  return {
    kind,
    durationMs: settings.duration ?? durationMs,
    blockMs: settings.block ?? 10_000,
    level:
      chosen === undefined
        ? { kind: 'rate', ratePerSecond: settings.rate ?? load.mixedRatePerSecond }
        : { kind: 'capacity', share: chosen },
  };
}
