import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import { spikeTraits } from '../../src/verdict/traits/spike.ts';
import { steadyTraits } from '../../src/verdict/traits/steady.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
/** One worker that takes 10 ms: it stands 100 requests a second. */
const server = join(import.meta.dirname, '../../bench/scenarios/queue-server.ts');
const partial = 'out/sluice/run-candidate.partial.json';

interface Measurement {
  child: ChildProcessByStdio<null, null, Readable>;
  path: (name: string) => string;
  told: () => string;
}

function measure(scenarios: Record<string, unknown>, env: Record<string, string> = {}): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-scenarios-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = {
    target: {
      process: {
        command: [process.execPath, server],
        env: { SERVICE_MS: '10', ...env },
        ready: { path: '/health', timeout: '20s', interval: '20ms' },
      },
    },
    scenarios,
    pairing: { block: '200ms', 'lead-in': '20ms', 'maximum-pairs': 6 },
    profiles: { pr: { budget: '60s', scenarios: [...Object.keys(scenarios), 'mixed'] } },
  };
  writeFileSync(join(folder, 'sluice.yml'), tinySettings({ settings }));
  const child = spawn(process.execPath, [cli, 'measure', '--out', 'run.json'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  return { child, path: (name) => join(folder, name), told: () => told };
}

const readRun = (file: string) => decodeRun(readFileSync(file, 'utf8'), file);

test('spikes tell of recovery, a server that dies of one is a result, and a steady load follows', async () => {
  const { child, path, told } = measure(
    {
      spike: { heights: ['300%', '1000%', '2000%'], before: '700ms', hold: '600ms', after: '1.2s' },
      sustained: { duration: '2200ms', block: '400ms' },
    },
    { DIE_AT_WAITING: '120' },
  );
  const [code] = (await once(child, 'close')) as [number];
  expect(code, told()).toBe(0);
  const run = readRun(path('run.json'));
  const spikes = run.blocks.filter(({ scenario }) => scenario === 'spike');
  // 40 requests a second are usual; the mixed load is as high.
  expect(spikes.map(({ index, phase, ratePerSecond }) => [index, phase, ratePerSecond])).toEqual([
    [0, 'before', 40],
    [1, 'during', 120],
    [2, 'after', 40],
    [3, 'before', 40],
    [4, 'during', 400],
    [5, 'after', 40],
  ]);
  for (const { requests, classes } of spikes) {
    expect(requests!.dueMs).toHaveLength(classes.text!.attempted);
    expect(requests!.dueMs).toEqual(requests!.dueMs!.toSorted((a, b) => a - b));
  }
  const [stood, deadly] = spikeTraits(run)!;
  expect(stood).toMatchObject({ height: 3, during: { errorShare: 0 } });
  // Four of its requests of 10 ms come where three can be served.
  expect(stood!.during.p95Ms!).toBeGreaterThan(20);
  // 12 too many within 0.6 s take 0.2 s to work off at 60 a second; a busy machine may take all the time there is.
  expect(stood!.recoveryMs ?? 1_200).toBeLessThanOrEqual(1_200);
  expect(deadly).toMatchObject({ height: 10, ended: 'exited with code 3', recoveryMs: null });
  expect(deadly!.during.errorShare).toBeGreaterThan(0.3);
  expect(run.endings).toMatchObject([{ scenario: 'spike', index: 3, outOfMemory: false }]);
  expect(run.coldStarts).toHaveLength(2);
  expect(told()).toContain('Higher spikes are left out');

  const sustained = run.blocks.filter(({ scenario }) => scenario === 'sustained');
  expect(sustained.map(({ index, start }) => [index, start])).toEqual([0, 1, 2].map((i) => [i, 1]));
  expect(steadyTraits(run)).toMatchObject([{ scenario: 'sustained', ratePerSecond: 40, restarts: 0 }]);
  expect(told()).toMatch(/^sustained: \d\.\d of \d\.\d min, p95 \d+ ms, errors 0/m);
  expect(existsSync(path(partial))).toBe(false);
});

test('a steady load that is cancelled leaves what it measured', async () => {
  const { child, path, told } = measure({ soak: { duration: '8s', block: '300ms', rate: 40 } });
  for await (const _ of child.stderr.iterator({ destroyOnReturn: false })) if (/^soak/m.test(told())) break;
  expect(told()).toMatch(/13 blocks of 0\.3 s at 40 requests\/s \(as asked\)/);
  await sleep(2_000);
  child.kill('SIGTERM');
  await once(child, 'close');
  const { blocks } = readRun(path(partial));
  expect(blocks.length).toBeGreaterThanOrEqual(2);
  expect(blocks.every(({ scenario }) => scenario === 'soak')).toBe(true);
});
