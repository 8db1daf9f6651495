import { mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inWorkspace } from '../../src/config/workspace-path.ts';
import { makeWorkspace } from './workspace.ts';

test('paths inside are told from the workspace, whatever folder they start from', () => {
  const workspace = makeWorkspace({ 'a/b.jsonl': '' });
  expect(inWorkspace(workspace, join(workspace, 'a'), 'b.jsonl')).toBe('a/b.jsonl');
  expect(inWorkspace(workspace, join(workspace, 'a'), '../new/folder')).toBe('new/folder');
  expect(inWorkspace(workspace, workspace, '.')).toBe('.');
  expect(inWorkspace(workspace, workspace, '..name')).toBe('..name');
});

test.each(['..', '../other', '/etc/passwd', 'a/../../other', 'a\0b', 'x'.repeat(300), 'x/'.repeat(2000)])(
  '%j leads outside',
  (path) => {
    const workspace = makeWorkspace({ 'a/b': '' });
    expect(inWorkspace(workspace, workspace, path)).toBeUndefined();
  },
);

test('symbolic links are followed, also those that lead to nothing yet', () => {
  const workspace = makeWorkspace({ 'inside/file': '' });
  symlinkSync(tmpdir(), join(workspace, 'out'));
  symlinkSync(join(tmpdir(), 'sluice-not-there'), join(workspace, 'dangling'));
  symlinkSync('loop', join(workspace, 'loop'));
  symlinkSync('inside', join(workspace, 'link'));
  expect(inWorkspace(workspace, workspace, 'out')).toBeUndefined();
  expect(inWorkspace(workspace, workspace, 'out/new')).toBeUndefined();
  expect(inWorkspace(workspace, workspace, 'dangling')).toBeUndefined();
  expect(inWorkspace(workspace, workspace, 'dangling/below')).toBeUndefined();
  expect(inWorkspace(workspace, workspace, 'loop')).toBeUndefined();
  expect(inWorkspace(workspace, workspace, 'link/file')).toBe('link/file');
});

test('a workspace that is itself reached through a link holds its files', () => {
  const folder = makeWorkspace();
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  expect(inWorkspace(join(folder, 'link'), join(folder, 'link'), 'a')).toBe('a');
  expect(inWorkspace(join(folder, 'link'), join(folder, 'link'), join(folder, 'real', 'a'))).toBe('a');
});
