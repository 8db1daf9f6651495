import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { checkOut, cleanUp, prepareProcess } from '../../src/target/index.ts';
import { toSluiceError } from '../../src/model/error.ts';
import { GitRepository } from '../support/git-repository.ts';
import { processPlan, testContext, waitUntil, type TestContext } from './fixture/context.ts';

async function contextIn(workspace: string): Promise<TestContext> {
  return { ...(await testContext()), workspace };
}

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toSluiceError);

describe('a checkout of another commit', () => {
  test('holds that commit beside the workspace, which stays as it is, and is gone after the cleanup', async () => {
    const repository = new GitRepository();
    const first = repository.commit({ 'models/a/server.js': 'first' });
    repository.commit({ 'models/a/server.js': 'second' });
    repository.write({ 'models/a/server.js': 'not committed' });
    const context = await contextIn(join(repository.folder, 'models/a'));
    const workspace = await checkOut(first, context);
    expect(readFileSync(join(workspace, 'server.js'), 'utf8')).toBe('first');
    expect(readFileSync(join(context.workspace, 'server.js'), 'utf8')).toBe('not committed');
    const [, worktree = ''] = repository.worktrees();
    expect(workspace).toBe(join(worktree, 'models/a'));
    expect(dirname(worktree)).toBe(dirname(context.stateFile));

    const report = await cleanUp(context.stateFile);
    expect(report).toEqual({ containers: [], processes: [], worktrees: [worktree], problems: [] });
    expect(existsSync(worktree)).toBe(false);
    expect(existsSync(context.stateFile)).toBe(false);
    expect(repository.worktrees()).toEqual([repository.folder]);
  });

  test('that has no such folder yet is base-unavailable, and goes with the cleanup', async () => {
    const repository = new GitRepository();
    const first = repository.commit({ a: 'a' });
    repository.commit({ 'models/b': 'b' });
    const context = await contextIn(join(repository.folder, 'models'));
    const error = await failureOf(checkOut(first, context));
    expect(error).toMatchObject({ code: 'base-unavailable', fact: expect.stringContaining('models/') });
    expect((await cleanUp(context.stateFile)).worktrees).toHaveLength(1);
  });

  test('that somebody has already removed costs the cleanup nothing', async () => {
    const repository = new GitRepository();
    const context = await contextIn(repository.folder);
    await checkOut(repository.commit({ a: 'a' }), context);
    repository.git('worktree', 'remove', repository.worktrees()[1]!);
    expect((await cleanUp(context.stateFile)).problems).toEqual([]);
  });

  test('is fetched where the clone is shallow, which stays shallow', async () => {
    const repository = new GitRepository();
    const first = repository.commit({ 'server.js': 'first' });
    repository.commit({ 'server.js': 'second' });
    repository.commit({ 'server.js': 'third' });
    const clone = repository.clone('--depth=1');
    const context = await contextIn(clone.folder);
    const workspace = await checkOut(first, context);
    expect(readFileSync(join(workspace, 'server.js'), 'utf8')).toBe('first');
    expect(clone.git('rev-list', '--count', 'HEAD')).toBe('1');
  });

  test('runs no hook of the clone', async () => {
    const repository = new GitRepository();
    const commit = repository.commit({ a: 'a' });
    const hook = join(repository.folder, '.git/hooks/post-checkout');
    repository.write({ '.git/hooks/post-checkout': '#!/bin/sh\ntouch "$0.ran"\n' });
    chmodSync(hook, 0o755);
    await checkOut(commit, await contextIn(repository.folder));
    expect(existsSync(`${hook}.ran`)).toBe(false);
  });

  const elsewhere = 'b'.repeat(40);
  test.each([
    ['that no remote has', elsewhere, /commit b{40} is not in this clone and could not be fetched/],
    ['that would be an option', '--output=x', /"--output=x" is no commit/],
  ])('%s is base-unavailable, and leaves nothing', async (_, commit, fact) => {
    const repository = new GitRepository();
    repository.commit({ a: 'a' });
    const context = await contextIn(repository.folder);
    const error = await failureOf(checkOut(commit, context));
    expect(error).toMatchObject({ code: 'base-unavailable', fact: expect.stringMatching(fact) });
    expect(repository.worktrees()).toHaveLength(1);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('where there is no clone is base-unavailable', async () => {
    const context = await testContext();
    const error = await failureOf(checkOut(elsewhere, { ...context, workspace: dirname(context.stateFile) }));
    expect(error).toMatchObject({ code: 'base-unavailable', fact: expect.stringContaining('not a git') });
  });
});

/** What a gate does between the screen and the pairs. */
const gate = `
  import { checkOut, prepareProcess } from ${JSON.stringify(new URL('../../src/target/index.ts', import.meta.url).href)};
  const { plan, commit, ...given } = JSON.parse(process.argv[1]);
  const context = { ...given, signal: new AbortController().signal, onNote: () => undefined };
  const workspace = await checkOut(commit, context);
  await prepareProcess(plan, { ...context, workspace }, 60_000);
`;

test('a checkout that a killed gate was preparing goes with what ran in it', async () => {
  const repository = new GitRepository();
  const commit = repository.commit({ a: 'a' });
  const context = await contextIn(repository.folder);
  const { sessionId, arm, workspace, logDirectory, stateFile } = context;
  const endless = 'console.log("installing"); setInterval(() => {}, 1000)';
  const plan = processPlan('ready', { prepare: [process.execPath, '-e', endless] });
  const given = { plan, commit, sessionId, arm, workspace, logDirectory, stateFile };
  const child = spawn(process.execPath, ['--input-type=module', '-e', gate, JSON.stringify(given)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const log = () => (existsSync(logDirectory) ? readdirSync(logDirectory) : []);
  await waitUntil(
    () => log().some((name) => readFileSync(join(logDirectory, name), 'utf8').includes('installing')),
    'the preparation is under way',
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(repository.worktrees()).toHaveLength(2);

  const { processes, worktrees, problems } = await cleanUp(stateFile);
  expect([processes.length, worktrees.length, problems]).toEqual([1, 1, []]);
  expect(repository.worktrees()).toEqual([repository.folder]);
  expect(existsSync(stateFile)).toBe(false);
});

describe('the preparation of a checkout', () => {
  const preparing = (script: string) =>
    processPlan('ready', { directory: 'a', prepare: [process.execPath, '-e', script] });
  const prepared = async () => {
    const repository = new GitRepository();
    repository.write({ 'a/b': '' });
    return contextIn(repository.folder);
  };

  test("runs in the target's folder with its environment, and its output is a log", async () => {
    const context = await prepared();
    vi.stubEnv('GITHUB_TOKEN', 'secret');
    await prepareProcess(preparing('console.log(process.cwd(), process.env)'), context, 20_000);
    vi.unstubAllEnvs();
    const [log = ''] = readdirSync(context.logDirectory);
    const text = readFileSync(join(context.logDirectory, log), 'utf8');
    expect(text).toContain(`${context.workspace}/a {`);
    expect(text).toContain("MODE: 'ready'");
    expect(text).not.toContain('secret');
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test.each([
    ['fails', 'console.error("no network"); process.exit(3)', 20_000, 'ended with exit code 3'],
    ['takes too long', 'setInterval(() => {}, 1000)', 300, 'was not done in the 0 s that were left'],
  ])('that %s is base-unavailable, and leaves nothing', async (_, script, timeoutMs, fact) => {
    const context = await prepared();
    const error = await failureOf(prepareProcess(preparing(script), context, timeoutMs));
    expect(error).toMatchObject({ code: 'base-unavailable', fact: expect.stringContaining(fact) });
    expect(existsSync(context.stateFile)).toBe(false);
  });
});
