import { resolve } from 'node:path';
import { z } from 'zod';
import type { EnginePlan, EngineScript } from '../model/engine.ts';
import type { LoadPlan } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import type { PathChecker } from './path-checker.ts';
import { present } from './present.ts';
import { message, quote } from './problem.ts';

const forms =
  'Write `built-in`, `k6`, `locust`, or one of the last two with its settings: `{ k6: { segments: 2 } }`.';

const command = z
  .string()
  .min(1)
  .max(1000)
  .optional()
  .describe(
    'The program: a name that is looked up in PATH, an absolute path, or a path from the folder of sluice.yml.',
  );

const script = (pattern: RegExp, remedy: string) =>
  z.string().regex(pattern, { error: ({ input }) => message(`is ${quote(input)}`, remedy) });

const k6 = closed({
  command,
  segments: z
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('So many processes share the load, each with its own execution segment.'),
  script: script(/\.(js|ts)$/, 'Name a script of k6: .js or .ts.')
    .optional()
    .describe('Your own script, run once a block, in place of the one that Sluice writes.'),
});

const locust = closed({
  command,
  workers: z.number().int().min(1).max(64).optional().describe('So many processes share the load.'),
  script: script(/\.py$/, 'Name a locustfile: .py.')
    .optional()
    .describe('Your own locustfile in place of the one that Sluice writes.'),
  master: closed({
    host: z.string().min(1).max(255).optional().describe('The address that the master listens on.'),
    port: z.number().int().min(1).max(65_535).optional(),
    'expect-workers': z.number().int().min(1).max(1000).describe('The load begins when so many have joined.'),
  })
    .optional()
    .describe('For workers on other machines, which join here; none is started on this one then.'),
}).refine(({ workers, master }) => workers === undefined || master === undefined, {
  error: () =>
    message('has both `workers` and `master`', 'Leave `workers` out: all of them join from elsewhere.'),
});

export const engineSchema = z.union([
  // First: of two forms that fit equally badly, the faults of the first are told.
  closed({ k6: k6.optional(), locust: locust.optional() }).refine(
    (written) => (written.k6 === undefined) !== (written.locust === undefined),
    { error: ({ input }) => message(`is ${quote(input)}`, forms) },
  ),
  z.enum(['built-in', 'k6', 'locust'], { error: ({ input }) => message(`is ${quote(input)}`, forms) }),
]);

type EngineSettings = z.output<typeof engineSchema>;

/** Undefined for the built-in one. */
export function engineKind(written: EngineSettings | undefined): EnginePlan['kind'] | undefined {
  if (typeof written === 'object') return written.k6 ? 'k6' : 'locust';
  return written === 'built-in' ? undefined : written;
}

/** The engine with everything filled in; nothing for the built-in one. */
export function planEngine(
  written: EngineSettings | undefined,
  paths: PathChecker,
): Pick<LoadPlan, 'engine'> {
  if (written === undefined || written === 'built-in') return {};
  const settings = typeof written === 'string' ? { [written]: {} } : written;
  if (settings.k6) return { engine: planK6(settings.k6, paths) };
  return { engine: planLocust(settings.locust ?? {}, paths) };
}

function planK6({ command = 'k6', segments = 1, script }: z.output<typeof k6>, paths: PathChecker) {
  return {
    kind: 'k6',
    command: programOf(command, paths),
    segments,
    ...planScript(script, 'k6', paths),
  } as const;
}

function planLocust(
  { command = 'locust', workers = 1, script, master }: z.output<typeof locust>,
  paths: PathChecker,
) {
  const joined = master && {
    host: master.host ?? '127.0.0.1',
    port: master.port ?? 5557,
    expectWorkers: master['expect-workers'],
  };
  return {
    kind: 'locust',
    command: programOf(command, paths),
    workers,
    ...planScript(script, 'locust', paths),
    ...present({ master: joined }),
  } as const;
}

/** Programs are started in folders of their own, where a relative path would lead elsewhere. A name alone is looked up in PATH. */
const programOf = (command: string, { folder }: PathChecker): string =>
  command.includes('/') ? resolve(folder, command) : command;

function planScript(
  written: string | undefined,
  engine: 'k6' | 'locust',
  paths: PathChecker,
): { script?: EngineScript } {
  if (written === undefined) return {};
  const at = { path: ['load', 'engine', engine, 'script'] };
  const file = paths.inside(written, at);
  if (file === undefined) return {};
  if (paths.kindOf(file) === 'file') return { script: { file, digest: paths.digestOf(file) } };
  const remedy = 'Commit the script, or correct its path: it starts from the folder of sluice.yml.';
  paths.problems.add('config-invalid', at, `There is no file ${file}.`, remedy);
  return {};
}
