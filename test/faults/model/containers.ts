/** A server in a container, and the engine that runs it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { ensureBaseImage } from '../../support/base-image.ts';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertError, assertVerdict, describe } from '../observed.ts';
import { containerOf, containerSettings, errorLimit, pairedSettings, type Faulty } from '../settings.ts';

const run = promisify(execFile);
const side = 'model';
const needs = 'docker';

/** Both arms in containers, `change` for the candidate's. */
async function pairOf(candidate: Faulty, base: Faulty, change: object = {}): Promise<object> {
  const image = await ensureBaseImage();
  const container = { ...containerOf(image, { FAULT: '', ...candidate }), memory: '192m', ...change };
  return {
    ...pairedSettings(),
    target: { container },
    base: { container: { env: { FAULT: '', ...base } } },
    slo: errorLimit,
  };
}

async function endsBy(bench: FaultBench, settings: object, code: string, told: RegExp): Promise<string> {
  await bench.setScene(settings);
  const observed = await bench.main();
  assertError(observed, code);
  assert.match(observed.log, told);
  assert.deepEqual(await bench.containers(), []);
  return describe(observed);
}

/** Does something to the container under load, by its id, from outside. */
async function meanwhile(bench: FaultBench, command: string[], settings: object) {
  await bench.setScene(settings);
  const disturbed = bench.whenLogged('mixed', async () => {
    const [id = 'none'] = await bench.containers();
    await run('docker', [...command, id]);
  });
  const observed = await bench.main({ onLog: disturbed.onLog });
  await disturbed.done();
  assert.deepEqual(await bench.containers(), []);
  return observed;
}

export const faults: Fault[] = [
  {
    name: 'out of memory in the middle, candidate',
    side,
    needs,
    injected: '24 MB more with each answer, in a container of 192 MB',
    expected: 'invalid, `container-exited` for want of memory, naming the candidate; run-*.partial.json',
    run: async (bench) =>
      endsBy(
        bench,
        await pairOf({ FAULT: 'leak', AFTER: 20 }, {}),
        'container-exited',
        /The candidate .* killed for want of memory during mixed/,
      ),
  },
  {
    name: 'out of memory in the middle, base',
    side,
    needs,
    injected: 'the same in the base',
    expected: 'invalid, `container-exited` for want of memory, naming the base; run-*.partial.json',
    run: async (bench) =>
      endsBy(
        bench,
        await pairOf({}, { FAULT: 'leak', AFTER: 20 }),
        'container-exited',
        /The base .* killed for want of memory during mixed/,
      ),
  },
  {
    name: 'the image cannot be pulled',
    side,
    needs,
    injected: 'the image of a registry that is not there',
    expected: "invalid, `image-not-found` with Docker's own words; comment.md, error.json",
    run: (bench) =>
      endsBy(
        bench,
        containerSettings('127.0.0.1:9/no-such-model:1', {}, { pull: 'missing' }),
        'image-not-found',
        /could not be pulled/,
      ),
  },
  {
    name: "a container's port is taken",
    side,
    needs,
    injected: 'somebody else listens on the port of a container in the network of the machine',
    expected: 'invalid, `port-in-use`; comment.md, error.json',
    run: async (bench) => {
      const stranger = createServer().listen(0, '127.0.0.1');
      await once(stranger, 'listening');
      bench.atEnd(() => stranger.close());
      const { port } = stranger.address() as AddressInfo;
      const settings = containerSettings(await ensureBaseImage(), {}, { port, network: 'host' });
      return endsBy(bench, settings, 'port-in-use', new RegExp(`Port ${port}`));
    },
  },
  {
    name: 'the container is killed from outside',
    side,
    needs,
    injected: '`docker kill` under load',
    expected: 'invalid, `container-exited`; comment.md, error.json, run-candidate.partial.json',
    run: async (bench) => {
      const observed = await meanwhile(bench, ['kill'], containerSettings(await ensureBaseImage()));
      assertError(observed, 'container-exited');
      return describe(observed);
    },
  },
  {
    name: 'the container is frozen',
    side,
    needs,
    injected: '`docker pause` under load',
    expected: 'fail or invalid, never green; the frozen container is removed',
    run: async (bench) => {
      const observed = await meanwhile(bench, ['pause'], containerSettings(await ensureBaseImage()));
      assertVerdict(observed, 'fail', 'invalid');
      return describe(observed);
    },
  },
  {
    name: 'the container is removed from outside',
    side,
    needs,
    injected: '`docker rm --force` under load',
    expected: 'invalid, `container-exited`; comment.md, error.json, run-candidate.partial.json',
    run: async (bench) => {
      const settings = containerSettings(await ensureBaseImage());
      const observed = await meanwhile(bench, ['rm', '--force'], settings);
      assertError(observed, 'container-exited');
      return describe(observed);
    },
  },
  {
    name: 'a container logs hundreds of megabytes',
    side,
    needs,
    injected: '40 MB on standard output in each of a few requests',
    expected: 'a verdict; the gate takes less than 400 MB of memory, and the container is gone',
    run: async (bench) => {
      await bench.setScene(containerSettings(await ensureBaseImage(), { FAULT: 'log', EVERY: 20 }));
      const endMemory = bench.watchMemory();
      const observed = await bench.main();
      const peakMb = endMemory();
      assertVerdict(observed, 'pass', 'fail', 'inconclusive', 'invalid');
      assert.ok(peakMb > 0 && peakMb < 400, `the gate took ${peakMb} MB`);
      return `${describe(observed)}; gate at most ${Math.round(peakMb)} MB`;
    },
  },
];
