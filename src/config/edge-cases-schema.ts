import { z } from 'zod';
import type { DatasetRow, GatePlan } from '../model/plan.ts';
import type { BuiltinEdgeCase, EdgeCasePlan, EdgeCasesPlan } from '../model/scenario.ts';
import type { ProtocolPlan } from '../model/protocol.ts';
import { closed } from './closed-object.ts';
import { suggest } from './nearest.ts';
import { percentage } from './percentage.ts';
import { message, quote } from './problem.ts';
import type { Problems } from './problem.ts';

/** What is not even well formed is to be refused; what is only odd may be taken or refused. Nothing may be a 5xx. */
const defaultExpectations: Readonly<Record<BuiltinEdgeCase, string[]>> = {
  empty: ['2xx', '4xx'],
  'one-character': ['2xx', '4xx'],
  'max-length': ['2xx', '4xx'],
  'over-max-length': ['2xx', '4xx'],
  unicode: ['2xx', '4xx'],
  'control-characters': ['2xx', '4xx'],
  'deep-nesting': ['2xx', '4xx'],
  'malformed-json': ['4xx'],
  'wrong-content-type': ['2xx', '4xx'],
  'huge-numbers': ['2xx', '4xx'],
  'missing-fields': ['4xx'],
};

const builtinNames = Object.keys(defaultExpectations) as BuiltinEdgeCase[];

/** Longer inputs than most servers take belong to the user's own knowledge of theirs. */
const defaultMaximumLength = 8192;
const defaultShare = 0.1;

const noStatus = ({ input }: { input?: unknown }) =>
  message(`is ${quote(input)}, which is no status`, 'Write a status such as `200` or `4xx`.');

const status = z
  .union([z.number().int().min(200).max(599), z.string().regex(/^[2-5](xx|\d\d)$/, { error: noStatus })], {
    error: noStatus,
  })
  .transform(String);

const expectation = z.union([status.transform((one) => [one]), z.array(status).min(1).max(10)]);

const ownCase = closed({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
    error: ({ input }) => message(`is ${quote(input)}`, 'Use up to 40 small letters, digits and `-`.'),
  }),
  row: z
    .record(z.string(), z.json())
    .optional()
    .describe('Columns that stand in place of those of a good row.'),
  body: z.string().max(1_000_000).optional().describe('The whole body, as it is sent.'),
  expect: expectation.optional(),
}).refine(({ row, body }) => (row === undefined) !== (body === undefined), {
  error: () => message('has both or neither of `row` and `body`', 'Write one of the two.'),
});

export const edgeCasesSchema = closed({
  builtin: z.array(z.enum(builtinNames)).min(1).optional().describe('All of them where it is not given.'),
  own: z.array(ownCase).min(1).max(50).optional(),
  share: percentage({ above: 0, atMost: 0.5 })
    .optional()
    .describe('Of the requests while edge cases are sent; 10% by default.'),
  'maximum-length': z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('The longest input that the server is meant to take, in characters; 8192 by default.'),
  expect: z.record(z.string(), expectation).optional().describe('Which statuses are right, by case.'),
  gate: z
    .enum(['harm', 'all', 'none'])
    .optional()
    .describe(
      '`harm` (the default): what harms the server or other requests fails the gate; `all`: wrong answers too.',
    ),
});

type EdgeCasesSettings = z.output<typeof edgeCasesSchema>;

export function planEdgeCases(settings: EdgeCasesSettings = {}, problems: Problems): EdgeCasesPlan {
  const { builtin, own = [], expect = {} } = settings;
  const at = (...path: (string | number)[]) => ({ path: ['workload', 'edge-cases', ...path] });
  // With cases of their own and nothing said, people mean these alone.
  const chosen = [...new Set(builtin ?? (own.length > 0 ? [] : builtinNames))];
  const cases: EdgeCasePlan[] = [
    ...chosen.map((name) => ({ name, make: name, expect: defaultExpectations[name] })),
    ...own.map(({ name, row, body, expect: right }) => ({
      name,
      make: row === undefined ? { body: body ?? '' } : { row: row as DatasetRow },
      expect: right ?? ['2xx', '4xx'],
    })),
  ];
  const names = cases.map(({ name }) => name);
  for (const name of Object.keys(expect).filter((each) => !names.includes(each))) {
    problems.add(
      'config-invalid',
      { ...at('expect', name), key: true },
      `No edge case \`${name}\` is sent.`,
      suggest(name, names),
    );
  }
  for (const [index, { name }] of own.entries()) {
    if (names.indexOf(name) === names.lastIndexOf(name)) continue;
    problems.add(
      'config-invalid',
      at('own', index, 'name'),
      `There are two edge cases \`${name}\`.`,
      'Name each in its own way.',
    );
  }
  return {
    kind: 'edge-cases',
    cases: cases.map((each) => ({ ...each, expect: expect[each.name] ?? each.expect })),
    share: settings.share ?? defaultShare,
    maximumLength: settings['maximum-length'] ?? defaultMaximumLength,
  };
}

/** As the gate's plan has it: absent where nothing is said. */
export function edgeCaseGate(settings: EdgeCasesSettings | undefined): Pick<GatePlan, 'edgeCases'> {
  return settings?.gate === undefined ? {} : { edgeCases: settings.gate };
}

/** Edge cases are changes of an HTTP request, which a script makes by itself and gRPC wraps into its own frames. */
export function checkEdgeCaseProtocol({ kind }: ProtocolPlan, problems: Problems): void {
  if (kind !== 'script' && !kind.endsWith('-grpc')) return;
  problems.add(
    'config-invalid',
    { path: ['workload', 'edge-cases'] },
    `Edge cases are changed HTTP requests, which the protocol \`${kind}\` does not send.`,
    'Leave out `workload.edge-cases` and the scenario `edge-cases`, or name an HTTP protocol.',
  );
}
