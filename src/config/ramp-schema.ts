import { z } from 'zod';
import type { LoadPlan } from '../model/plan.ts';
import type { ScenarioPlan } from '../model/scenario.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { percentage } from './percentage.ts';
import type { Problems } from './problem.ts';

export const rampSchema = closed({
  shape: z.enum(['steps', 'linear']).optional().describe('`linear` rises all the time, without a pause.'),
  from: percentage({ above: 0 }).optional(),
  to: percentage({ above: 0 }).optional(),
  steps: z
    .number()
    .int()
    .min(2)
    .max(100)
    .optional()
    .describe(
      'At most. A quarter of them, and what is left once the server breaks, goes to where it bends and breaks.',
    ),
  step: duration().optional(),
});

const rampSteps = 8;

type RampPlan = Extract<ScenarioPlan, { kind: 'ramp' }>;

export function planRamp(
  budgetMs: number,
  settings: z.output<typeof rampSchema> | undefined,
  load: LoadPlan,
  problems: Problems,
): RampPlan {
  const steps = settings?.steps ?? rampSteps;
  const [from, to] = [settings?.from ?? 0.1, settings?.to ?? 2];
  if (from >= to) {
    const fact = `\`scenarios.ramp\` goes from ${from * 100}% to ${to * 100}%.`;
    problems.add('config-invalid', { path: ['scenarios', 'ramp'] }, fact, 'Let it go up: `from` below `to`.');
  }
  // A twentieth of the budget for each arm's ramp, but steps long enough to hold requests and short enough for a queue to drain.
  const stepMs = settings?.step ?? Math.min(30_000, Math.max(2_000, Math.round((0.05 * budgetMs) / steps)));
  const ramp: RampPlan = { kind: 'ramp', shape: settings?.shape ?? 'steps', from, to, steps, stepMs };
  if (from < to && ramp.shape === 'linear') checkFirstPart(ramp, load, problems);
  return ramp;
}

/** A step has a request at least; a line rises as it is, and a part of it without any would look like a dead server. */
function checkFirstPart(ramp: RampPlan, { expectedRatePerSecond }: LoadPlan, problems: Problems): void {
  const { from, to, steps, stepMs } = ramp;
  const meanShare = from + (to - from) / steps / 2;
  const requests = (expectedRatePerSecond * meanShare * stepMs) / 1000;
  if (requests >= 1) return;
  const fact = `The first ${stepMs} ms of the linear ramp hold ${Number(requests.toPrecision(2))} requests, at ${Number((expectedRatePerSecond * meanShare).toPrecision(2))} requests/s.`;
  const remedy = `Lengthen \`step\` to ${Math.ceil(stepMs / requests / 1000)}s, or raise \`from\`, or use \`shape: steps\`.`;
  problems.add('config-invalid', { path: ['scenarios', 'ramp'] }, fact, remedy);
}
