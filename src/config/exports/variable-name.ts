import { z } from 'zod';
import { message, quote } from '../problem.ts';

/** Of an environment variable that holds a secret: the secret itself would stand in the repository. */
export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, {
  error: ({ input }) =>
    message(
      `is ${typeof input === 'string' ? 'no name of an environment variable' : quote(input)}`,
      'Write the name of the environment variable that holds the secret, such as `MLFLOW_TRACKING_TOKEN`, never the secret itself.',
    ),
});
