import { z } from 'zod';
import { suggest } from './nearest.ts';
import { message } from './problem.ts';

/** An object that takes its own keys only; any other is an error which names the nearest known key. */
export function closed<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      // One line pair for each unknown key.
      return issue.keys
        .map((key) => message(`\`${key}\` is not known here.`, suggest(key, known)))
        .join('\n');
    },
  });
}
