import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'security.md'), 'utf8');

/** `test/a.test.ts`: “a title”, “another” */
const shown = [...page.matchAll(/`(test\/[\w./-]+\.ts)`((?::|,)? ?“[^”]+”(?:, “[^”]+”)*)?/g)].flatMap(
  ([, file = '', titles = '']) => {
    const named = [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title);
    return named.length > 0 ? named.map((title) => ({ file, title })) : [{ file, title: '' }];
  },
);

test('docs/security.md names tests that are there, for every threat', () => {
  const missing = shown.filter(({ file, title }) => {
    const path = join(root, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(title);
  });
  expect(missing).toEqual([]);
  const threats = page.split('\n').filter((line) => /^\| .* \| .* \| .*`/.test(line) && !/`---`/.test(line));
  expect(threats.length).toBeGreaterThan(20);
  expect(shown.length).toBeGreaterThan(40);
});

test('each kind of attacker has a section', () => {
  for (const attacker of ['pull request', 'model server', 'dataset', 'baseline', 'artifact', 'commenter'])
    expect(page).toMatch(new RegExp(`^### .*${attacker}`, 'm'));
});
