import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceVersion } from '../../src/gate/version.ts';
import { errorCodes } from '../../src/model/error.ts';

const root = join(import.meta.dirname, '..', '..');

test('docs/troubleshooting.md has one section for each error code and no other', () => {
  const text = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
  const documented = [...text.matchAll(/^### `([^`]+)`$/gm)].map(([, code]) => code);
  expect([...documented].sort()).toEqual([...errorCodes].sort());
});

test('the version in the code is the one of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(sluiceVersion).toBe(version);
});
