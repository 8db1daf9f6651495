import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chooseEngine } from '../../../src/load/index.ts';
import { toSluiceError } from '../../../src/model/error.ts';
import type { BlockPlan } from '../../../src/model/schedule.ts';
import { bounds, postText, relaxedTimeouts, twoClasses } from '../support.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-test-locust-'));
const command = join(folder, 'locust');
copyFileSync(join(import.meta.dirname, 'pretended-locust.py'), command);
chmodSync(command, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const block: BlockPlan = {
  scenario: 'mixed',
  index: 0,
  leadInMs: 0,
  durationMs: 60_000,
  arrivals: {
    kind: 'closed',
    loop: { concurrency: 2, maximumMs: 60_000, itemIndex: new Uint32Array(10) },
  },
};

test('a closed block is dealt to as many workers as it has users, and called off there when it is cancelled', async () => {
  const engine = await chooseEngine({
    protocol: postText,
    workload: twoClasses,
    salt: 'test',
    load: {
      engine: { kind: 'locust', command, workers: 3 },
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 6,
      arrivals: 'constant',
      timeouts: relaxedTimeouts,
      workers: 1,
      generator: bounds,
    },
  });
  const told = () => readFileSync(join(folder, 'told'), 'utf8').trim().split(/\s*\n/);
  try {
    const cancelling = new AbortController();
    const running = engine.run(
      block,
      { baseUrl: 'http://127.0.0.1:9' },
      { signal: cancelling.signal, onStart: () => cancelling.abort() },
    );
    const error = await running.catch(toSluiceError);
    expect(error).toMatchObject({ code: 'cancelled' });
    await expect.poll(told).toEqual(['requests', 'block 0', 'block 1', 'go', 'cancel']);
  } finally {
    await engine.close();
  }
});
