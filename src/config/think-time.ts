import { z } from 'zod';
import type { ThinkTimePlan } from '../model/scenario.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { message, quote } from './problem.ts';

const remedy = 'Write a duration such as `500ms`, or `{ exponential: 500ms }` for its mean.';
const noThinkTime = ({ input }: { input?: unknown }) => message(`is ${quote(input)}`, remedy);

const drawn = closed({ exponential: duration().optional() }).refine(
  ({ exponential }) => exponential !== undefined,
  { error: noThinkTime },
);

/** `500ms` for always the same, `{ exponential: 500ms }` for drawn times with that mean. */
export const thinkTimeSchema = z.union([drawn, duration({ allowZero: true })], { error: noThinkTime });

export function planThinkTime(settings: z.output<typeof thinkTimeSchema> | undefined): ThinkTimePlan {
  if (settings === undefined || settings === 0) return { kind: 'none' };
  if (typeof settings === 'number') return { kind: 'constant', thinkMs: settings };
  return { kind: 'exponential', meanMs: settings.exponential ?? 0 };
}
