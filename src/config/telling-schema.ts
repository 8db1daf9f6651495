import { z } from 'zod';
import type { GateVerdict } from '../model/verdict.ts';
import { closed } from './closed-object.ts';
import { message, quote } from './problem.ts';

/** Becomes a folder of the baselines. */
export const suiteName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: ({ input }) => message(`is ${quote(input)}`, 'Use up to 64 letters, digits, `.`, `_` and `-`.'),
});

export const recordChoice = z.enum(['auto', 'always', 'never']);

/** The folder alone, or with when to record. */
export const baselinesSchema = z.union([
  z.string().min(1),
  closed({ directory: z.string().min(1).optional(), record: recordChoice.optional() }),
]);

/** What the platform's artifact store refuses in a name. */
export const artifactName = z.string().regex(/^[^":<>|*?\r\n\\/]{1,200}$/, {
  error: ({ input }) => message(`is ${quote(input)}`, 'Leave out " : < > | * ? \\ and /.'),
});

export const outputSchema = z.union([
  z.string().min(1),
  closed({ directory: z.string().min(1).optional(), 'artifact-name': artifactName.optional() }),
]);

/** GitHub's own bound for the name of a label. */
const labelName = z.string().regex(/^(?=.*\S)[^\r\n]{1,50}$/, {
  error: ({ input }) =>
    message(`is ${quote(input)}`, 'Write the name of a label: one line of up to 50 characters.'),
});

/** The label by which reviewers take a regression on purpose, or `false` where none may. */
export const acceptanceSchema = z.union([z.literal(false), closed({ label: labelName.optional() })]);

export const acceptanceLabelDefault = 'sluice: accept';

/** What may turn the job red. A pass never does. */
export const failOnVerdict = z.enum(['fail', 'invalid', 'inconclusive'] satisfies GateVerdict[]);

export const failOnSchema = z.union([failOnVerdict.transform((one) => [one]), z.array(failOnVerdict)]);

export const failOnDefault: readonly GateVerdict[] = ['fail', 'invalid'];
