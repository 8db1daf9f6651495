import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ContainerPlan } from '../../src/model/target.ts';
import { standBetween, startTarget } from '../../src/target/index.ts';
import { ensureBaseImage } from '../support/base-image.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { startDependency, type Dependency } from '../support/start-dependency.ts';
import { processPlan, testContext } from './fixture/context.ts';

let dependency: Dependency;
beforeAll(async () => {
  dependency = await startDependency();
});
afterAll(() => dependency.stop());

const named = (value = 'http://{host}:{port}') => ({
  host: dependency.host,
  port: dependency.port,
  variable: 'DEPENDENCY_URL',
  value,
});

test('a process gets the address of the proxy in its variable, in the form that it wants', async () => {
  const { proxy, env } = await standBetween(processPlan('ready'), named('host={host} port={port}'));
  onTestFinished(() => proxy.close());
  expect(env).toEqual({ DEPENDENCY_URL: `host=127.0.0.1 port=${proxy.port}` });
  expect(await (await fetch(`http://127.0.0.1:${proxy.port}/`)).text()).toBe('well');
});

test('a dependency that is not there is dependency-unreachable', async () => {
  const gone = await startDependency();
  gone.stop();
  const asked = () => standBetween(processPlan('ready'), { ...named(), port: gone.port });
  await expect
    .poll(() =>
      asked().then(
        ({ proxy }) => proxy.close(),
        (error: unknown) => error,
      ),
    )
    .toMatchObject({
      code: 'dependency-unreachable',
      fact: expect.stringMatching(/127\.0\.0\.1:\d+, .*: ECONNREFUSED\.$/u) as string,
    });
});

/** Answers with what its dependency said. */
const relay = `require('node:http').createServer((request, response) => {
  if (request.url === '/health') return response.end();
  fetch(process.env.DEPENDENCY_URL).then((answer) => answer.text(), String).then((text) => response.end(text));
}).listen(8000)`;

describeWithDocker('a container', () => {
  test('reaches its dependency on this machine through the proxy', async () => {
    const plan: ContainerPlan = {
      kind: 'container',
      image: await ensureBaseImage(),
      port: 8000,
      env: {},
      isolation: 'none',
      volumes: [],
      pull: 'never',
      extraArguments: [],
      command: ['node', '-e', relay],
      ready: { path: '/health', timeoutMs: 30_000, intervalMs: 100 },
    };
    const { proxy, env } = await standBetween(plan, named());
    onTestFinished(() => proxy.close());
    const target = await startTarget({ ...plan, env }, await testContext());
    onTestFinished(() => target.stop());
    const ask = async () => (await fetch(target.endpoint.baseUrl)).text();
    expect(target.imageBytes).toBeGreaterThan(1e6);
    expect(await ask()).toBe('well');
    await proxy.set({ kind: 'failing' });
    expect(await ask()).toBe('a fault was asked for\n');
    await proxy.set({ kind: 'gone' });
    expect(await ask()).toContain('fetch failed');
    await proxy.set(undefined);
    expect(await ask()).toBe('well');
  });
});
