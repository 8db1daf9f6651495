import { expect, test } from 'vitest';
import { findCommit } from '../../src/baseline/index.ts';
import { GitRepository } from '../support/git-repository.ts';

function origin(): { repository: GitRepository; main: string; feature: string } {
  const repository = new GitRepository();
  const main = repository.commit({ 'a.txt': '1' });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'a.txt': '2' });
  const feature = repository.commit({ 'a.txt': '3' });
  return { repository, main, feature };
}

test('a branch that the clone knows is not fetched', async () => {
  const { repository, main } = origin();
  const clone = repository.clone();
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'a.txt': '4' });
  expect(await findCommit(clone.folder, { branch: 'main' })).toBe(main);
});

test('a branch or commit that a shallow clone of the change lacks is fetched, and the clone stays shallow', async () => {
  const { repository, main, feature } = origin();
  for (const target of [{ branch: 'main' }, { commit: main }]) {
    const clone = repository.clone('--depth=1', '--branch=feature', '--single-branch');
    expect(await findCommit(clone.folder, target)).toBe(main);
    expect(clone.git('rev-parse', '--is-shallow-repository')).toBe('true');
    expect(clone.git('rev-parse', 'HEAD')).toBe(feature);
  }
});

test('a fetch does not make a whole clone a shallow one', async () => {
  const { repository } = origin();
  const clone = repository.clone();
  repository.git('checkout', '--quiet', '-b', 'later');
  const later = repository.commit({ 'a.txt': '5' });
  expect(await findCommit(clone.folder, { branch: 'later' })).toBe(later);
  expect(clone.git('rev-parse', '--is-shallow-repository')).toBe('false');
});

test('a target that is nowhere is an error that says how to have it', async () => {
  const { folder } = origin().repository.clone();
  await expect(findCommit(folder, { branch: 'gone' })).rejects.toMatchObject({
    code: 'base-commit-missing',
    fact: expect.stringContaining('the branch gone'),
    remedy: expect.stringContaining('git fetch origin'),
  });
  await expect(findCommit(folder, { commit: 'f'.repeat(40), branch: 'main' })).rejects.toMatchObject({
    code: 'base-commit-missing',
  });
});

test('names from variables reach git as names or not at all', async () => {
  const { repository, main } = origin();
  const names = ['', '--upload-pack=evil', 'a:refs/heads/main', '+main', 'a..b', 'a b', '/a', 'a\u0000b'];
  for (const branch of names)
    await expect(findCommit(repository.folder, { branch })).rejects.toMatchObject({
      code: 'base-commit-missing',
    });
  await expect(findCommit(repository.folder, { commit: '--all' })).rejects.toMatchObject({
    code: 'input-invalid',
  });
  expect(repository.git('rev-parse', 'main')).toBe(main);
});
