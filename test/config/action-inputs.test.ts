import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { readActionInputs } from '../../src/config/action-inputs.ts';

const actionFile = new URL('../../action.yml', import.meta.url);

function declaredInputs(): string[] {
  return Object.keys((parse(readFileSync(actionFile, 'utf8')) as { inputs: object }).inputs);
}

const variableOf = (input: string): string => `INPUT_${input.toUpperCase()}`;
const camelCase = (input: string): string =>
  input.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

afterEach(() => vi.unstubAllEnvs());

test('action.yml and the reader name the same inputs', () => {
  vi.stubEnv('GITHUB_WORKSPACE', '/somewhere');
  const declared = declaredInputs();
  for (const input of declared) vi.stubEnv(variableOf(input), `value of ${input}`);
  const { overrides, githubToken } = readActionInputs();
  const read = { ...overrides, githubToken };
  const expected = Object.fromEntries(declared.map((input) => [camelCase(input), `value of ${input}`]));
  expect(read).toEqual({ ...expected, workspace: '/somewhere' });
});

test('the reader reads nothing that action.yml does not declare', () => {
  const read: string[] = [];
  const environment = process.env;
  process.env = new Proxy(environment, {
    get: (target, name) => {
      if (typeof name === 'string' && name.startsWith('INPUT_')) read.push(name);
      return Reflect.get(target, name) as unknown;
    },
  });
  try {
    readActionInputs();
  } finally {
    process.env = environment;
  }
  expect(read.sort()).toEqual(declaredInputs().map(variableOf).sort());
});

test('an empty input was not given', () => {
  vi.stubEnv('GITHUB_WORKSPACE', '/somewhere');
  vi.stubEnv('INPUT_IMAGE', '  ');
  expect(readActionInputs().overrides).toEqual({ workspace: '/somewhere' });
});
