import type { z } from 'zod';
import { suggest } from './nearest.ts';
import { quote, written } from './problem.ts';
import type { Problems } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** Values below these keys may be secrets: they are never repeated in a message. */
const secretKeys: readonly PropertyKey[] = ['env', 'headers'];

/** Turns what the schema found into problems with place, bad value and remedy. `settings` is the data that was checked. */
export function addSchemaProblems(problems: Problems, issues: readonly Issue[], settings: unknown): void {
  for (const issue of issues) addIssue(problems, issue, [], settings);
}

function addIssue(problems: Problems, issue: Issue, prefix: PropertyKey[], settings: unknown): void {
  const path = [...prefix, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return addUnknownKeys(problems, issue, path);
    case 'invalid_union': {
      const branch = closestBranch(issue);
      if (branch.length > 0) return branch.forEach((inner) => addIssue(problems, inner, path, settings));
      break;
    }
    case 'invalid_key': {
      const [fact, remedy] = factAndRemedy(issue.issues[0] ?? issue, String(path.at(-1)));
      return problems.add(
        'config-invalid',
        { path, key: true },
        `The key \`${written(path)}\` ${fact}.`,
        remedy,
      );
    }
  }
  const value = valueAt(settings, path);
  if (value === undefined && issue.code !== 'custom') {
    return problems.add(
      'config-invalid',
      { path },
      `\`${written(path)}\` is missing.`,
      missingRemedy(issue, path),
    );
  }
  const [fact, remedy] = factAndRemedy(issue, value, isSecret(path));
  problems.add('config-invalid', { path }, `\`${written(path) || 'sluice.yml'}\` ${fact}.`, remedy);
}

function addUnknownKeys(
  problems: Problems,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: PropertyKey[],
): void {
  const lines = issue.message.split('\n');
  for (const [i, key] of issue.keys.entries()) {
    const at = { path: [...path, key], key: true };
    const where = path.length === 0 ? '' : ` in \`${written(path)}\``;
    problems.add('config-unknown-key', at, `\`${key}\` is no known key${where}.`, lines[2 * i + 1] ?? '');
  }
}

/** Of the forms that a setting may take, the one that the user's value came closest to: its faults are the ones to tell. */
function closestBranch(issue: z.core.$ZodIssueInvalidUnion): Issue[] {
  const ofRightType = issue.errors.filter(
    (branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const depth = (branch: Issue[]) => Math.max(...branch.map(({ path }) => path.length));
  return ofRightType.sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

function factAndRemedy(issue: Issue, value: unknown, secret = false): [string, string] {
  const own = issue.message.split('\n');
  if (own.length === 2) return [own[0] ?? '', own[1] ?? ''];
  const fact = secret ? 'is not valid (its value is not shown)' : `is ${quote(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      return [fact, `Write ${nounOf(issue.expected)}.`];
    case 'invalid_value':
      return typeof value === 'string' && issue.values.length > 1
        ? [fact, suggest(value, issue.values.map(String))]
        : [fact, `Use ${issue.values.map(String).join(', ')}.`];
    case 'too_small':
      return [
        fact,
        `Use ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}.`,
      ];
    case 'too_big':
      return [
        fact,
        `Use ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}.`,
      ];
    case 'invalid_union':
      return [fact, `Write ${formsOf(issue)}.`];
    default:
      return [fact, `${issue.message}.`];
  }
}

function missingRemedy(issue: Issue, path: PropertyKey[]): string {
  if (issue.code === 'invalid_value')
    return `Add \`${String(path.at(-1))}: ${issue.values.map(String).join(' | ')}\`.`;
  const noun =
    issue.code === 'invalid_type'
      ? nounOf(issue.expected)
      : issue.code === 'invalid_union'
        ? formsOf(issue)
        : '';
  return `Add \`${String(path.at(-1))}:\`${noun && ` with ${noun}`}.`;
}

function formsOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const forms = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) =>
      inner.code === 'invalid_type' && inner.path.length === 0 ? [nounOf(inner.expected)] : [],
    ),
  );
  return [...new Set(forms)].join(' or ');
}

const nouns: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys',
  record: 'a map of names',
  array: 'a list',
  null: 'null',
};

const nounOf = (expected: string): string => nouns[expected] ?? expected;

const unitOf = (origin: string): string =>
  ({ string: ' characters', array: ' items', object: ' keys', record: ' entries' })[origin] ?? '';

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    settings,
  );
}

const isSecret = (path: readonly PropertyKey[]): boolean => path.some((part) => secretKeys.includes(part));
