import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionInputs } from '../../src/config/action-inputs.ts';
import { publishInputs } from '../../src/config/publish-inputs.ts';

interface Named {
  description: string;
  default?: string;
}
interface Action {
  inputs: Record<string, Named>;
  outputs: Record<string, Named>;
  runs: Record<string, string>;
}

const read = async (file: string) =>
  parse(await readFile(join(import.meta.dirname, '../..', file), 'utf8')) as Action;
const action = await read('action.yml');
const publish = await read('publish/action.yml');

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
  const all = [action.inputs, action.outputs, publish.inputs].flatMap((named) => Object.values(named));
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

test('publish/action.yml declares the inputs that are read, and its bundle lies in dist/', () => {
  expect(Object.keys(publish.inputs)).toEqual([...publishInputs]);
  // The runner joins it to the folder of the file that names it.
  expect(publish.runs).toEqual({ using: 'node24', main: '../dist/publish/index.js' });
});
