import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peekSuite } from '../../src/config/index.ts';

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

test.each([
  ['of good settings', 'version: 1\nsuite: tickets\n', 'tickets'],
  ['above a key that nobody knows', 'suite: tickets\ntarrget: {}\n', 'tickets'],
  ['above a fault of YAML', 'suite: tickets\nload: { expected-rate: [}\n', 'tickets'],
  ['where it is no name', 'suite: ../elsewhere\n', undefined],
  ['where it is no text', 'suite: [a]\n', undefined],
  ['where there is none', 'version: 1\n', undefined],
  ['of a list', '- a\n', undefined],
  ['of nothing', '', undefined],
])('the suite %s is read as far as it can be', async (_, text, suite) => {
  await writeFile(join(workspace, 'sluice.yml'), text);
  expect(peekSuite({ workspace })).toBe(suite);
});

test('a file outside the workspace, one that is missing and a missing workspace name no suite', () => {
  expect(peekSuite({ workspace, config: '../other.yml' })).toBeUndefined();
  expect(peekSuite({ workspace, config: 'missing.yml' })).toBeUndefined();
  expect(peekSuite({ workspace: join(workspace, 'missing') })).toBeUndefined();
});
