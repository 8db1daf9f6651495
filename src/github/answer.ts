import type { z } from 'zod';
import { UnexpectedAnswer } from './failure.ts';

/** Holds an answer against the fields that are needed of it. */
export function check<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new UnexpectedAnswer(`the answer is not ${what}: ${JSON.stringify(data)?.slice(0, 100)}`);
}
