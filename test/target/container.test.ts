import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ContainerPlan } from '../../src/model/target.ts';
import { cleanUp, imageIdentity, resolveImageDigest, startTarget } from '../../src/target/index.ts';
import { ensureBaseImage } from '../support/base-image.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { ask, failureOf, startAndKill, testContext, waitUntil, type TestContext } from './fixture/context.ts';

function docker(...arguments_: string[]): string {
  return spawnSync('docker', arguments_, { encoding: 'utf8' }).stdout.trim();
}

function containersOf({ sessionId }: TestContext): string[] {
  return docker('ps', '--all', '--quiet', '--no-trunc', '--filter', `label=dev.sluice.session=${sessionId}`)
    .split('\n')
    .filter((id) => id !== '');
}

describeWithDocker('a container target', () => {
  let image = '';
  beforeAll(async () => {
    image = await ensureBaseImage();
  });
  afterEach(() => vi.unstubAllEnvs());

  function containerPlan(mode: string, more: Partial<ContainerPlan> = {}): ContainerPlan {
    return {
      kind: 'container',
      image,
      port: 8000,
      env: { MODE: mode, PORT: '8000' },
      isolation: 'auto',
      volumes: ['server.mjs:/app/server.mjs:ro'],
      pull: 'missing',
      extraArguments: [],
      command: ['node', '/app/server.mjs'],
      ready: { path: '/health', timeoutMs: 30_000, intervalMs: 100 },
      ...more,
    };
  }

  test('is ready, answers, is stopped and gone, and leaves no record', async () => {
    const context = await testContext();
    const target = await startTarget(
      containerPlan('ready', {
        memory: '256m',
        cpus: 0.5,
        cores: [0],
        extraArguments: ['--read-only', '--hostname=model'],
      }),
      context,
    );
    const { env } = await ask(target);
    expect(env.HOSTNAME).toBe('model');
    expect(target.endpoint.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(target.readyMs).toBeGreaterThan(0);
    expect(target.identity).toEqual(await imageIdentity(image));
    expect(target.identity.digest).toMatch(/sha256:[0-9a-f]{64}$/u);
    expect(await target.state()).toEqual({ kind: 'running' });

    const [id] = containersOf(context);
    const settings = JSON.parse(docker('inspect', '--format', '{{json .}}', id!));
    expect(settings.HostConfig).toMatchObject({
      Memory: 256 * 2 ** 20,
      MemorySwap: 256 * 2 ** 20,
      NanoCpus: 0.5e9,
      CpusetCpus: '0',
      PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    });
    expect(settings.Config.Labels).toMatchObject({
      'dev.sluice.session': context.sessionId,
      'dev.sluice.arm': 'candidate',
    });
    expect(settings.Name).toMatch(new RegExp(`^/sluice-${context.sessionId}-candidate-\\d+$`, 'u'));

    await Promise.all([target.stop(), target.stop()]);
    expect(containersOf(context)).toEqual([]);
    expect(existsSync(context.stateFile)).toBe(false);
    expect(await target.state()).toEqual({ kind: 'exited', exitCode: null, outOfMemory: false });
    expect(await target.logTail()).toEqual(['starting in mode ready']);
    expect(readFileSync(target.logFile!, 'utf8')).toBe('starting in mode ready\n');
  });

  test('that exits at once is container-exited with its exit code and last lines', async () => {
    const context = await testContext();
    const error = await failureOf(startTarget(containerPlan('exit'), context));
    expect(error.code).toBe('container-exited');
    expect(error.fact).toContain('exit code 3');
    expect([...error.evidence].sort()).toEqual(['fatal: weights not found', 'starting in mode exit']);
    expect(containersOf(context)).toEqual([]);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('that is killed for want of memory says so, with its limit', async () => {
    const context = await testContext();
    const error = await failureOf(startTarget(containerPlan('allocate', { memory: '64m' }), context));
    expect(error.code).toBe('container-exited');
    expect(error.fact).toMatch(/ran out of its memory of 64m.*exit code 137/u);
    expect(error.remedy).toContain('memory');
    expect(containersOf(context)).toEqual([]);
  });

  test('that is never ready is target-never-ready with the last answer and its last lines, and is gone', async () => {
    const context = await testContext();
    const ready = { path: '/health', timeoutMs: 4000, intervalMs: 100 };
    const error = await failureOf(startTarget(containerPlan('never', { ready }), context));
    expect(error.code).toBe('target-never-ready');
    expect(error.fact).toMatch(/^No 2xx from http:\/\/127\.0\.0\.1:\d+\/health in 4 s; last: HTTP 503$/u);
    expect(error.evidence).toEqual(['starting in mode never']);
    expect(containersOf(context)).toEqual([]);
  });

  test('whose fixed port a stranger has is port-in-use, and is gone', async () => {
    const context = await testContext();
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const published = containerPlan('ready', {
      extraArguments: [`--publish=127.0.0.1:${port}:9000`],
      openedArguments: [`--publish=127.0.0.1:${port}:9000`],
    });
    const fixed = await failureOf(startTarget(published, context));
    const onHost = await failureOf(startTarget(containerPlan('ready', { network: 'host', port }), context));
    stranger.close();
    expect([fixed.code, onHost.code]).toEqual(['port-in-use', 'port-in-use']);
    expect(fixed.evidence.join(' ')).toContain(String(port));
    expect(containersOf(context)).toEqual([]);
  });

  test('that is aborted while it is not ready is cancelled and gone', async () => {
    const context = await testContext();
    const start = startTarget(containerPlan('never'), context);
    start.catch(() => undefined);
    await waitUntil(() => containersOf(context).length === 1, 'the container is there');
    context.abort();
    expect((await failureOf(start)).code).toBe('cancelled');
    expect(containersOf(context)).toEqual([]);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('that is killed while it is measured says how it ended', async () => {
    const context = await testContext();
    const target = await startTarget(containerPlan('ready'), context);
    await ask(target, '/exit').catch(() => undefined);
    await waitUntil(async () => (await target.state()).kind === 'exited', 'it has exited');
    expect(await target.state()).toEqual({ kind: 'exited', exitCode: 7, outOfMemory: false });
    await target.stop();
    expect(containersOf(context)).toEqual([]);
  });

  test('of an image that nobody has is image-not-found', async () => {
    const context = await testContext();
    const missing = { image: '127.0.0.1:9/no-such-model:1' };
    const never = await failureOf(
      startTarget(containerPlan('ready', { ...missing, pull: 'never' }), context),
    );
    const pulled = await failureOf(startTarget(containerPlan('ready', missing), context));
    const always = await failureOf(
      startTarget(containerPlan('ready', { ...missing, pull: 'always' }), context),
    );
    expect([never.code, pulled.code, always.code]).toEqual(Array(3).fill('image-not-found'));
    expect(pulled.evidence.length).toBeGreaterThan(0);
    expect(await resolveImageDigest(missing.image)).toBeUndefined();
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test.each([
    ['no network that can be reached', { network: 'none' }, 'container-start-failed'],
    ['an unknown program', { command: ['no-such-program'] }, 'container-start-failed'],
    ['a core that is not there', { cores: [4095] }, 'container-start-failed'],
    ['a memory size that is none', { memory: 'much' }, 'container-start-failed'],
    ['a word among the extra arguments', { extraArguments: ['stray'] }, 'limits-exceeded'],
    ['a name of its own', { extraArguments: ['--name=mine'] }, 'config-invalid'],
    ['a volume from outside the workspace', { volumes: ['/etc:/etc'] }, 'path-outside-workspace'],
    ['a volume that is missing', { volumes: ['nothing:/here'] }, 'container-start-failed'],
    ['a volume that cannot be read', { volumes: ['server.mjs'] }, 'config-invalid'],
  ])('with %s fails with its code, and leaves nothing', async (_, more, code) => {
    const context = await testContext();
    const error = await failureOf(startTarget(containerPlan('ready', more), context));
    expect(error.code).toBe(code);
    expect(error.remedy).not.toBe('');
    expect(containersOf(context)).toEqual([]);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('whose gate was killed is removed by the cleanup', async () => {
    const context = await testContext();
    await startAndKill(containerPlan('ready'), context, (output) => output.includes('ready'));
    const ids = containersOf(context);
    expect(ids).toHaveLength(1);
    expect(await cleanUp(context.stateFile)).toEqual({
      containers: ids,
      processes: expect.any(Array),
      worktrees: [],
      problems: [],
    });
    expect(containersOf(context)).toEqual([]);
    expect(existsSync(context.stateFile)).toBe(false);
    expect(await cleanUp(context.stateFile)).toEqual({
      containers: [],
      processes: [],
      worktrees: [],
      problems: [],
    });
  });

  test('whose gate was killed just as it was made is removed by the cleanup', async () => {
    const context = await testContext();
    await startAndKill(containerPlan('never'), context, () => existsSync(context.stateFile));
    expect((await cleanUp(context.stateFile)).problems).toEqual([]);
    expect(containersOf(context)).toEqual([]);
  });

  test('without an engine, or without docker, is docker-unavailable', async () => {
    const context = await testContext();
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
    const noEngine = await failureOf(startTarget(containerPlan('ready'), context));
    vi.stubEnv('PATH', context.logDirectory);
    const noDocker = await failureOf(startTarget(containerPlan('ready'), context));
    expect([noEngine.code, noDocker.code]).toEqual(['docker-unavailable', 'docker-unavailable']);
  });
});
