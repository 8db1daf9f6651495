/** The Docker engine goes away while it runs the model: one of the fault's own, so that nobody else's does. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseFreePort } from '../../../src/target/port.ts';
import { ensureBaseImage } from '../../support/base-image.ts';
import type { FaultBench, ObservedStep } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { describe } from '../observed.ts';
import { OwnEngine } from '../own-engine.ts';
import { containerSettings } from '../settings.ts';

const side = 'model';
const needs = 'docker';

interface Disturbed {
  observed: ObservedStep;
  engine: OwnEngine;
}

/** Runs a gate on an engine of its own, which is disturbed under load. */
async function meanwhile(
  bench: FaultBench,
  disturb: (engine: OwnEngine) => Promise<void>,
): Promise<Disturbed> {
  const image = await ensureBaseImage();
  const engine = await OwnEngine.start(bench, image);
  const port = await chooseFreePort();
  await bench.setScene(containerSettings(image, { PORT: port }, { port, network: 'host' }));
  const disturbed = bench.whenLogged('mixed', async () => {
    await sleep(500);
    await disturb(engine);
  });
  const observed = await bench.main({ env: engine.env, onLog: disturbed.onLog });
  await disturbed.done();
  return { observed, engine };
}

export const faults: Fault[] = [
  {
    name: 'the Docker engine dies in the middle',
    side,
    needs,
    injected: 'SIGKILL to dockerd under load; the container runs on, out of sight',
    expected:
      'invalid, `docker-unavailable`, told what could not be removed; post removes it when the engine is back',
    run: async (bench) => {
      const { observed, engine } = await meanwhile(bench, (own) => own.end('SIGKILL'));
      assert.deepEqual([observed.error, observed.exitCode], ['docker-unavailable', 2]);
      await engine.start();
      const post = await bench.post(observed, { env: engine.env });
      assert.match(post.log, /Removed: .*container [0-9a-f]{12}/);
      assert.deepEqual(await bench.containers(engine.environment), []);
      return `${describe(observed)}; post removed the container`;
    },
  },
  {
    name: 'the Docker engine restarts in the middle',
    side,
    needs,
    injected: 'dockerd ends in order under load, which stops the container, and is started again',
    expected: 'invalid, `container-exited` or `docker-unavailable`; after post nothing is left',
    run: async (bench) => {
      const { observed, engine } = await meanwhile(bench, async (own) => {
        await own.end('SIGTERM');
        await own.start();
      });
      assert.ok(['container-exited', 'docker-unavailable'].includes(observed.error ?? ''), observed.log);
      assert.equal(observed.exitCode, 2);
      await bench.post(observed, { env: engine.env });
      assert.deepEqual(await bench.containers(engine.environment), []);
      return describe(observed);
    },
  },
];
