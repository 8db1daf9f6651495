import { z } from 'zod';
import type { ArrivalsPlan } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import type { PathChecker } from './path-checker.ts';
import { planFile } from './plan-workload.ts';
import { message, quote } from './problem.ts';
import { present } from './present.ts';
import { layout } from './workload-schema.ts';

const forms =
  'Write `poisson`, `constant`, `{ gamma: { burstiness: 0.5 } }` or `{ replay: { file: trace.jsonl } }`.';
const scaleRemedy = 'Write how many times the rate of the trace: `1.5x`, or 1.5; above 0 and at most 1000.';
const scalePattern = /^\d+(\.\d+)?\s?x$/;
const mostScale = 1_000;

const noScale = ({ input }: { input?: unknown }) =>
  message(`is ${quote(input)}, which is no scale`, scaleRemedy);

/** `1.5x`, or 1.5. */
const scale = z
  .union(
    [z.string({ error: noScale }).regex(scalePattern, { error: noScale }), z.number({ error: noScale })],
    {
      error: noScale,
    },
  )
  .transform((written, context) => {
    const times = typeof written === 'number' ? written : Number.parseFloat(written);
    if (times > 0 && times <= mostScale) return times;
    context.addIssue({ code: 'custom', message: noScale({ input: written }) });
    return z.NEVER;
  });

const gamma = closed({
  burstiness: z
    .number()
    .min(0.01)
    .max(1_000)
    .describe('Shape of the gamma distribution of the gaps: below 1 in clusters, 1 Poisson, above 1 evenly.'),
});

/** Read row by row for the line of each time. */
const traceFile = z.string().regex(/\.(jsonl|ndjson|csv)$/i, {
  error: ({ input }) => message(`is ${quote(input)}`, 'Name a .jsonl or a .csv file.'),
});

const replay = closed({
  file: traceFile.describe('JSON Lines or CSV, one request a row, in the order of time.'),
  layout: layout.optional().describe('Of the file; recognised by its columns where it is not given.'),
  column: z
    .string()
    .min(1)
    .optional()
    .describe('The column of the times; that of the layout, or `timestamp`, by default.'),
  unit: z
    .enum(['s', 'ms'])
    .optional()
    .describe('Of times that are numbers; that of the layout, or seconds, by default.'),
  inputs: z
    .enum(['own', 'drawn'])
    .optional()
    .describe(
      'Whether each request is sent with the input of its own row; so by default where all classes draw from this file.',
    ),
  scale: scale.optional().describe('So many times the rate of the trace: 2x halves every gap.'),
});

export const arrivalsSchema = z.union([
  // First: of two forms that fit equally badly, the faults of the first are told.
  closed({ gamma: gamma.optional(), replay: replay.optional() }).refine(
    (written) => (written.gamma === undefined) !== (written.replay === undefined),
    { error: ({ input }) => message(`is ${quote(input)}`, forms) },
  ),
  z.enum(['poisson', 'constant'], { error: ({ input }) => message(`is ${quote(input)}`, forms) }),
]);

type ArrivalsSettings = z.output<typeof arrivalsSchema>;

/** Arrivals with everything filled in. A trace has a rate of its own, so `mixed-rate` beside it is a contradiction. */
export function planArrivals(
  settings: ArrivalsSettings | undefined,
  mixedRate: number | undefined,
  paths: PathChecker,
): ArrivalsPlan {
  if (settings === undefined) return 'poisson';
  if (typeof settings === 'string') return settings;
  if (settings.gamma) return { kind: 'gamma', burstiness: settings.gamma.burstiness };
  const { file = '', scale: times = 1, ...rest } = settings.replay ?? {};
  if (mixedRate !== undefined) {
    const fact = `\`load.mixed-rate\` is ${mixedRate}, and the trace that is replayed has a rate of its own.`;
    const remedy = 'Leave `mixed-rate` out, and set the rate of the trace with `scale`.';
    paths.problems.add('config-invalid', { path: ['load', 'mixed-rate'] }, fact, remedy);
  }
  const at = { path: ['load', 'arrivals', 'replay', 'file'] };
  const { path, format } = planFile(file, at, paths);
  return {
    kind: 'replay',
    path,
    format: format === 'csv' ? 'csv' : 'jsonl',
    scale: times,
    ...present(rest),
  };
}
