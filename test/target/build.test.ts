import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSluiceError } from '../../src/model/error.ts';
import type { BuildPlan } from '../../src/model/target.ts';
import { buildImage, checkOut } from '../../src/target/index.ts';
import { ensureBaseImage } from '../support/base-image.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { GitRepository } from '../support/git-repository.ts';
import { testContext } from './fixture/context.ts';

const docker = (...arguments_: string[]): string =>
  spawnSync('docker', arguments_, { encoding: 'utf8' }).stdout.trim();

const dockerfile = [
  'ARG BASE',
  'FROM ${BASE}',
  'ARG GREETING',
  'ENV GREETING=${GREETING}',
  'COPY name.txt /name.txt',
  '',
].join('\n');

describeWithDocker('an image that is built', () => {
  let args: Record<string, string>;
  const built: string[] = [];
  beforeAll(async () => {
    args = { BASE: await ensureBaseImage(), GREETING: 'hello, $HOME' };
  });
  afterAll(() => void docker('image', 'rm', '--force', ...built));

  /** A repository whose first commit says one thing and whose workspace another. */
  const scene = async () => {
    const repository = new GitRepository();
    const first = repository.commit({ 'app/name.txt': 'first', 'app/Dockerfile': dockerfile });
    repository.write({ 'app/Broken': `${dockerfile}RUN ["node", "-e", "throw 'no weights'"]\n` });
    repository.commit({ 'app/name.txt': 'second' });
    return { context: { ...(await testContext()), workspace: repository.folder }, first };
  };
  const build = async (plan: Partial<BuildPlan>, context: Parameters<typeof buildImage>[1]) => {
    const whole = { context: 'app', dockerfile: 'app/Dockerfile', args, ...plan };
    const id = await buildImage(whole, context, 60_000);
    built.push(id);
    return id;
  };
  const content = (id: string) =>
    docker(
      ...['run', '--rm', '--network=none', id, 'node', '-p'],
      'require("fs").readFileSync("/name.txt", "utf8") + ": " + process.env.GREETING',
    );

  test('holds the workspace, and at another commit that one; arguments stay as they are', async () => {
    const { context, first } = await scene();
    const id = await build({}, context);
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(content(id)).toBe('second: hello, $HOME');
    expect(existsSync(context.stateFile)).toBe(false);
    const [log = '', ...others] = readdirSync(context.logDirectory);
    expect(others).toEqual([]);
    expect(readFileSync(join(context.logDirectory, log), 'utf8')).toContain('COPY name.txt');

    const workspace = await checkOut(first, context);
    expect(content(await build({}, { ...context, workspace }))).toBe('first: hello, $HOME');
  });

  test('that fails is image-build-failed with its last lines', async () => {
    const { context } = await scene();
    const error = await build({ dockerfile: 'app/Broken' }, context).catch(toSluiceError);
    expect(error).toMatchObject({
      code: 'image-build-failed',
      fact: 'The build of app/Broken failed.',
      evidence: expect.arrayContaining([expect.stringContaining('no weights')]),
    });
    const left = docker('ps', '--all', '--no-trunc', '--format={{.Command}}');
    expect(left).not.toContain('no weights');
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('from outside of the workspace is refused', async () => {
    const { context } = await scene();
    const error = await build({ context: '..' }, context).catch(toSluiceError);
    expect(error).toMatchObject({ code: 'path-outside-workspace' });
  });
});
