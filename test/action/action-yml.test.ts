import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionInputs } from '../../src/config/action-inputs.ts';

interface Named {
  description: string;
  default?: string;
}
interface Action {
  inputs: Record<string, Named>;
  outputs: Record<string, Named>;
  runs: Record<string, string>;
}

const action = parse(await readFile(join(import.meta.dirname, '../../action.yml'), 'utf8')) as Action;

test('action.yml declares the inputs that are read, and no others', () => {
  expect(Object.keys(action.inputs).sort()).toEqual(Object.keys(actionInputs).sort());
});

test('no input but the token has a default, since a given input goes before sluice.yml', () => {
  const defaults = Object.entries(action.inputs).filter(([, input]) => input.default !== undefined);
  expect(defaults.map(([name, input]) => [name, input.default])).toEqual([
    ['github-token', '${{ github.token }}'],
  ]);
});

test('every input and output is described', () => {
  const all = [...Object.values(action.inputs), ...Object.values(action.outputs)];
  expect(all.filter(({ description }) => !description)).toEqual([]);
});

test('main and post run on node24, and post runs whatever happened', () => {
  expect(action.runs).toEqual({
    using: 'node24',
    main: 'dist/main/index.js',
    post: 'dist/post/index.js',
    'post-if': 'always()',
  });
});
