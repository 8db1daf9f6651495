import { z } from 'zod';
import { closed } from './closed-object.ts';
import { costSchema } from './cost-schema.ts';
import { exportSchema } from './export-schema.ts';
import { gateSchema } from './gate-schema.ts';
import { limitsSchema } from './limits-schema.ts';
import { loadSchema } from './load-schema.ts';
import { protocolSchema } from './protocols/index.ts';
import { pairingSchema, profilesSchema, scenariosSchema } from './scenario-schema.ts';
import { shardsSchema } from './shards-schema.ts';
import { sloSchema } from './slo-schema.ts';
import { targetSchema } from './target-schema.ts';
import {
  acceptanceSchema,
  outputSchema,
  baselinesSchema,
  failOnSchema,
  suiteName,
} from './telling-schema.ts';
import { workloadSchema } from './workload-schema.ts';

/** The whole of sluice.yml. `schema/sluice.schema.json` is printed from it, for editors. */
export const settingsSchema = closed({
  version: z.literal(1).describe("Version of this file's form."),
  suite: suiteName.optional().describe('Name of what is measured; baselines are kept under it.'),
  target: targetSchema.optional().describe('The model server to judge: a container, a process, or a url.'),
  base: targetSchema.optional().describe('What it is compared with: only what differs from `target`.'),
  protocol: protocolSchema
    .optional()
    .describe('How one input becomes a request, and which answer is a success.'),
  workload: workloadSchema
    .optional()
    .describe('Request classes in the proportions of production, and the seed.'),
  load: loadSchema
    .optional()
    .describe('The expected peak in requests a second, and the limits of the generator.'),
  profiles: profilesSchema
    .optional()
    .describe('Budget and scenarios by name; `pr` and `release` are there already.'),
  scenarios: scenariosSchema.optional().describe('Options of single scenarios.'),
  pairing: pairingSchema.optional().describe('Blocks and pairs of the paired mode.'),
  shards: shardsSchema.optional().describe('How several machines measure one url target together.'),
  slo: sloSchema
    .optional()
    .describe('Absolute limits, judged besides the comparison or, in mode `slo`, alone.'),
  cost: costSchema.optional().describe('What the server costs; tells money at its capacity.'),
  gate: gateSchema.optional().describe('How much worse is too much, and which metrics decide.'),
  baselines: baselinesSchema.optional().describe('Folder of the committed runs, and when to record one.'),
  limits: limitsSchema
    .optional()
    .describe('What a pull request cannot change for itself: there, those of the base branch hold.'),
  acceptance: acceptanceSchema
    .optional()
    .describe('The label by which reviewers take a regression on purpose, or false.'),
  output: outputSchema.optional().describe('Folder of what a run writes.'),
  export: exportSchema
    .optional()
    .describe('Whom the result is told to besides GitHub; none of them changes the verdict.'),
  'fail-on': failOnSchema.optional().describe('The verdicts that turn the job red.'),
});

export type Settings = z.output<typeof settingsSchema>;

/** JSON Schema (draft 2020-12) of what a user may write. */
export function settingsJsonSchema(): object {
  return {
    title: 'sluice.yml',
    description: 'Settings of Sluice, the performance gate for model servers.',
    ...z.toJSONSchema(settingsSchema, { io: 'input' }),
  };
}
