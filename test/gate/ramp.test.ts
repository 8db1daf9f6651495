import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import { rampTraits } from '../../src/verdict/traits/ramp.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
const queueServer = join(import.meta.dirname, '../../bench/scenarios/queue-server.ts');

test('a server that dies beyond a rate is started again: that is where it breaks, and the gate goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-ramp-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = {
    target: {
      process: {
        command: [process.execPath, queueServer],
        // 100 requests a second at most; at 157 it has 10 waiting within a fifth of a second.
        env: { WORKERS: '2', SERVICE_MS: '20', DIE_AT_WAITING: '10' },
        ready: { path: '/health', timeout: '20s', interval: '20ms' },
      },
    },
    scenarios: { ramp: { from: '20%', to: '400%', steps: 4, step: '400ms' } },
    profiles: { pr: { budget: '60s', scenarios: ['ramp', 'mixed'] } },
    pairing: { block: '100ms', 'lead-in': '20ms' },
  };
  const tiny = JSON.parse(tinySettings({ settings })) as { load: object };
  const load = { ...tiny.load, 'expected-rate': 75, 'mixed-rate': 30 };
  writeFileSync(join(folder, 'sluice.yml'), JSON.stringify({ ...tiny, load }));
  const { stderr } = await promisify(execFile)(process.execPath, [cli, 'measure', '--out', 'run.json'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  });
  const run = decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
  const ramp = run.blocks.filter(({ scenario }) => scenario === 'ramp');
  expect(run.endings).toMatchObject([{ scenario: 'ramp', index: 1, how: 'exited with code 3' }]);
  // No further than that: the steps that were left went below it.
  const [lowest, deadly, ...refining] = ramp.map(({ ratePerSecond }) => ratePerSecond!);
  expect([lowest, deadly]).toEqual([15, 157.5]);
  expect(refining).toHaveLength(2);
  expect(Math.max(...refining)).toBeLessThan(157.5);
  expect(rampTraits(run)!.breaking).toEqual({ ratePerSecond: 157.5, why: 'ended' });
  expect(run.coldStarts).toHaveLength(2);
  expect(run.blocks.filter(({ scenario }) => scenario === 'mixed').length).toBeGreaterThanOrEqual(6);
  expect(stderr).toContain('The candidate exited with code 3 during ramp.');
});
