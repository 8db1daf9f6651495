import { z } from 'zod';
import type { ScriptPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import type { PathChecker } from '../path-checker.ts';
import { message, quote } from '../problem.ts';
import { defineProtocol } from './definition.ts';

const file = z.string().regex(/\.(js|mjs|ts|mts)$/, {
  error: ({ input }) => message(`is ${quote(input)}`, 'Name a module: .js, .mjs, .ts or .mts.'),
});

/** The file alone, or the file with its settings. */
export const script = defineProtocol({
  kind: 'script',
  schema: z.union([file, closed({ file: file.optional(), streams: z.boolean().optional() })]),
  plan(written, _, { paths }): ScriptPlan {
    const settings = typeof written === 'string' ? { file: written } : written;
    const found = paths ? find(settings.file, paths) : undefined;
    return {
      kind: 'script',
      file: found ?? '',
      digest: found === undefined ? '' : (paths?.digestOf(found) ?? ''),
      headers: {},
      streams: settings.streams ?? false,
    };
  },
  streams: (plan) => plan.streams,
});

function find(written: string | undefined, paths: PathChecker): string | undefined {
  const at = { path: ['protocol'] };
  if (written === undefined) {
    const remedy = 'Write `protocol: { script: path/to/module.ts }`.';
    paths.problems.add('config-invalid', at, 'The protocol `script` names no file.', remedy);
    return undefined;
  }
  const path = paths.inside(written, at);
  if (path === undefined || paths.kindOf(path) === 'file') return path;
  const remedy = 'Commit the script, or correct its path: it starts from the folder of sluice.yml.';
  paths.problems.add('config-invalid', at, `There is no file ${path}.`, remedy);
  return undefined;
}
