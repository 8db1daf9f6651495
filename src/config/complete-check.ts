import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue, ProtocolPlan } from '../model/protocol.ts';
import type { PathChecker } from './path-checker.ts';

const mostSchemaBytes = 1024 * 1024;

/**
 * The protocol with the schema of its response check read from its file. A check that could not see a streamed answer is
 * a problem here, rather than one that always passes.
 */
export function completeCheck(plan: ProtocolPlan, streamed: boolean, paths: PathChecker): ProtocolPlan {
  if (!('check' in plan)) return plan;
  const { check, kind } = plan;
  const at = (key: string) => ({ path: ['protocol', kind, 'check', key] });
  const unseen = [
    ...(check.jsonPath === undefined ? [] : ['json-path']),
    ...(check.schema === undefined && check.schemaFile === undefined ? [] : ['schema']),
  ];
  for (const key of streamed ? unseen : []) {
    const fact = `\`check.${key}\` looks into a JSON answer, and the answers of \`${kind}\` are streamed.`;
    const remedy =
      'Use `matches`, which is held against the generated text, or switch streaming off with `stream: false`.';
    paths.problems.add('config-invalid', at(key), fact, remedy);
  }
  if (check.schemaFile === undefined) return plan;
  const found = readSchema(check.schemaFile, at('schema'), paths);
  return found ? { ...plan, check: { ...check, ...found } } : plan;
}

function readSchema(
  file: string,
  at: { path: string[] },
  paths: PathChecker,
): { schema: JsonValue; schemaFile: string } | undefined {
  const path = paths.inside(file, at);
  if (path === undefined) return undefined;
  const remedy = 'Name a file that holds one JSON Schema, or write the schema here.';
  if (paths.kindOf(path) !== 'file') {
    paths.problems.add('config-invalid', at, `There is no file ${path}.`, remedy);
    return undefined;
  }
  const bytes = readFileSync(join(paths.workspace, path));
  const schema = bytes.length > mostSchemaBytes ? undefined : parsed(bytes.toString('utf8'));
  if (typeof schema === 'boolean' || (typeof schema === 'object' && schema !== null))
    return { schema, schemaFile: path };
  paths.problems.add('config-invalid', at, `${path} holds no JSON Schema of at most 1 MiB.`, remedy);
  return undefined;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
