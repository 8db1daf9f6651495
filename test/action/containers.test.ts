import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildExampleImage } from '../support/base-image.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { copyAction } from '../support/runner.ts';
import { containerSettings, setScene, type GateScene } from './gate-scene.ts';

const run = promisify(execFile);
const image = 'ticket-routing:test';
const bothArms = { image, 'base-image': image };

/** Ids of all that Sluice has started of this image, running or not. Other tests start other images at the same time. */
async function ourContainers(): Promise<string[]> {
  const filters = ['--filter', 'label=dev.sluice.session', '--filter', `ancestor=${image}`];
  const { stdout } = await run('docker', ['ps', '--all', '--quiet', ...filters]);
  return stdout
    .split('\n')
    .filter((id) => id !== '')
    .sort();
}

interface Inspected {
  State: { Running: boolean };
  HostConfig: { Memory: number; MemorySwap: number };
  Config: { Image: string; Labels: Record<string, string> };
}

async function inspect(ids: string[]): Promise<Inspected[]> {
  return JSON.parse((await run('docker', ['inspect', ...ids])).stdout) as Inspected[];
}

interface Result {
  verdict: string;
  mode: string;
  reasons: { code: string }[];
  metrics: { id: string; gated: boolean; result: string }[];
}

describeWithDocker("the example's container under the gate", () => {
  let copied: Awaited<ReturnType<typeof copyAction>>;
  let scene: GateScene;
  /** Of somebody else, who may run at the same time. */
  let before: string[];

  beforeAll(async () => {
    copied = await copyAction(join(import.meta.dirname, '../..'));
    // The first time it downloads the example's packages.
    await buildExampleImage(image);
  }, 300_000);
  afterAll(() => copied.remove());

  beforeEach(async () => {
    scene = await setScene(copied, containerSettings(image, '60s'));
    before = await ourContainers();
  });
  afterEach(async () => {
    expect(scene.api.violations).toEqual([]);
    await scene.close();
  });

  const ofThisTest = async () => (await ourContainers()).filter((id) => !before.includes(id));
  const fileOf = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as unknown;

  /** An image against itself: decided as every gate is, and whatever it is, it is no regression. */
  function expectHonest(result: Result) {
    expect(result).toMatchObject({ mode: 'paired' });
    expect(['pass', 'inconclusive']).toContain(result.verdict);
    // The runner may disturb so many pairs that nothing is compared.
    const isDisturbed = result.reasons.some(({ code }) => code === 'runner-disturbed');
    const gated = result.metrics.filter((metric) => metric.gated);
    expect(gated.map(({ id }) => id)).toEqual(isDisturbed ? [] : ['latency.p50']);
    const decided =
      !isDisturbed && gated.every((metric) => ['unchanged', 'improved'].includes(metric.result));
    expect(decided).toBe(result.verdict === 'pass');
    expect(result.reasons).not.toEqual([]);
  }

  test('an image against itself is not failed, its limits hold, and both containers are gone afterwards', async () => {
    let underLoad: Promise<Inspected[]> | undefined;
    const outcome = await scene.run({
      inputs: bothArms,
      onLog: (text) => {
        if (text.includes('mixed')) underLoad ??= ofThisTest().then(inspect);
      },
    });
    expect(await ofThisTest()).toEqual([]);
    expect(outcome.log).not.toContain('::error');
    expect(outcome.exitCode).toBe(0);
    expectHonest((await fileOf(outcome.outputs['result-path']!)) as Result);
    expect(scene.comments).toHaveLength(1);

    const limit = 768 * 2 ** 20;
    const container = { State: { Running: true }, HostConfig: { Memory: limit, MemorySwap: limit } };
    const found = await underLoad!;
    expect(found).toMatchObject([container, container]);
    expect(found.map(({ Config }) => Config.Labels['dev.sluice.arm']).sort()).toEqual(['base', 'candidate']);

    for (const arm of ['base', 'candidate']) {
      const { provenance, coldStarts } = (await fileOf(
        join(scene.workspace, `out/sluice/run-${arm}.json`),
      )) as {
        provenance: { target: object };
        coldStarts: { readyMs: number }[];
      };
      expect(provenance.target).toMatchObject({
        kind: 'container',
        name: image,
        digest: expect.stringMatching(/sha256:[0-9a-f]{64}$/),
      });
      expect(coldStarts).toHaveLength(1);
      // The model is loaded before the server says that it is ready: that takes more than a process start.
      expect(coldStarts[0]!.readyMs).toBeGreaterThan(50);
    }
  });

  /** Ends the main step by the signal, while both containers stand and one is under load. */
  async function endedBy(signal: 'SIGTERM' | 'SIGKILL') {
    const env = { RUNNER_TEMP: join(scene.workspace, 'runner-temp') };
    await mkdir(env.RUNNER_TEMP);
    const cancel = new AbortController();
    let standing: Promise<string[]> | undefined;
    const outcome = await scene.run({
      inputs: bothArms,
      env,
      signal: cancel.signal,
      onLog: (text) => {
        if (!text.includes('mixed')) return;
        standing ??= ofThisTest().finally(() => cancel.abort(signal));
      },
    });
    return { outcome, env, standing: await standing! };
  }

  test('SIGTERM ends the main step, and it takes both containers with it', async () => {
    const { outcome, standing } = await endedBy('SIGTERM');
    expect(standing).toHaveLength(2);
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(outcome.log).toContain('cancelled');
    expect(await ofThisTest()).toEqual([]);
    expect(scene.comments).toEqual([]);
  });

  test('after SIGKILL the containers stand, and the post step removes them', async () => {
    const { outcome, env, standing } = await endedBy('SIGKILL');
    expect(outcome).toMatchObject({ exitCode: null, endedBy: 'SIGKILL' });
    expect(standing).toHaveLength(2);
    expect(await ofThisTest()).toEqual(standing);
    const post = await scene.run({ bundle: 'post', state: outcome.state, env });
    expect(post.exitCode).toBe(0);
    expect(post.log).toMatch(
      /::notice title=Sluice cleaned up::Removed: container [0-9a-f]{12}, container [0-9a-f]{12}/,
    );
    expect(await ofThisTest()).toEqual([]);
    const again = await scene.run({ bundle: 'post', state: outcome.state, env });
    expect(again).toMatchObject({ exitCode: 0, log: '' });
  });

  test('a container that exits at once is an error with its last log lines, and is gone', async () => {
    await scene.writeSettings({
      ...containerSettings(image, '60s'),
      target: {
        container: { port: 8080, command: ['node', '--eval', 'console.log("no weights"); process.exit(3)'] },
      },
    });
    const outcome = await scene.run({ inputs: { image } });
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(scene.comments[0]).toContain('container-exited');
    expect(scene.comments[0]).toContain('no weights');
    expect(await ofThisTest()).toEqual([]);
  });

  test('an image that does not exist is an error that names it', async () => {
    const outcome = await scene.run({ inputs: { image: 'sluice-test-absent:none' } });
    expect(outcome).toMatchObject({ exitCode: 2, outputs: { verdict: 'invalid' } });
    expect(scene.comments[0]).toContain('image-not-found');
    expect(scene.comments[0]).toContain('sluice-test-absent:none');
    expect(await ofThisTest()).toEqual([]);
  });

  test('`sluice run` at a terminal gates the same container and leaves the same files', async () => {
    const cli = join(copied.action, 'dist/cli/index.js');
    const ended = await run(process.execPath, [cli, 'run', '--base-image', image, '--out', 'here'], {
      cwd: scene.workspace,
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    );
    expect(await ofThisTest()).toEqual([]);
    const result = (await fileOf(join(scene.workspace, 'here/result.json'))) as Result;
    expectHonest(result);
    expect(ended.code).toBe(result.verdict === 'pass' ? 0 : 3);
    expect(ended.stdout).toContain('boxed');
    for (const name of ['comment.md', 'run-base.json', 'run-candidate.json']) {
      expect(await readFile(join(scene.workspace, 'here', name), 'utf8')).not.toBe('');
    }
  });
});
