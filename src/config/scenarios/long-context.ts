import { z } from 'zod';
import type { LongContextPlan } from '../../model/scenario.ts';
import { closed } from '../closed-object.ts';
import { duration } from '../duration.ts';
import { suggest } from '../nearest.ts';
import type { Problems } from '../problem.ts';

export const longContextSchema = closed({
  class: z
    .string()
    .min(1)
    .optional()
    .describe('The class to send; the one with the longest inputs by default.'),
  'most-concurrency': z.number().int().min(1).max(10_000).optional(),
  step: duration().optional().describe('How long each number of users is measured.'),
});

export function planLongContext(
  settings: z.output<typeof longContextSchema> = {},
  classNames: readonly string[],
  problems: Problems,
): LongContextPlan {
  const { class: className } = settings;
  if (className !== undefined && !classNames.includes(className)) {
    problems.add(
      'config-invalid',
      { path: ['scenarios', 'long-context', 'class'] },
      `There is no class \`${className}\`.`,
      suggest(className, classNames),
    );
  }
  return {
    kind: 'long-context',
    ...(className === undefined ? {} : { className }),
    mostConcurrency: settings['most-concurrency'] ?? 64,
    stepMs: settings.step ?? 10_000,
  };
}
