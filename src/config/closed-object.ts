import { z } from 'zod';
import { suggest } from './nearest.ts';
import { message } from './problem.ts';

/** An object that takes its own keys only; any other is an error which names the nearest known key. */
export function closed<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: nearestKey(Object.keys(shape)) });
}

/** One line pair for each unknown key. */
export function nearestKey(known: readonly string[]): z.core.$ZodErrorMap {
  return (issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => message(`\`${key}\` is not known here.`, suggest(key, known))).join('\n')
      : undefined;
}
