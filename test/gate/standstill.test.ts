import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

test('a block in which the generator was stopped is invalid, and the measurement goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-standstill-'));
  const settings = {
    profiles: { pr: { budget: '60s', scenarios: ['mixed'] } },
    pairing: { block: '650ms', 'lead-in': '50ms', 'maximum-pairs': 8 },
  };
  writeFileSync(join(folder, 'sluice.yml'), tinySettings({ settings }));
  const child = spawn(process.execPath, [cli, 'measure', '--out', 'run.json'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  try {
    let told = '';
    child.stderr.setEncoding('utf8');
    for await (const text of child.stderr.iterator({ destroyOnReturn: false })) {
      told += String(text);
      if (/^mixed/m.test(told)) break;
    }
    expect(told).toMatch(/^mixed/m);
    child.stderr.on('data', (text: string) => (told += text));
    await sleep(250);
    child.kill('SIGSTOP');
    await sleep(1600);
    child.kill('SIGCONT');
    expect(await ended, told).toEqual([0, null]);
    const { blocks } = decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
    expect(blocks.length).toBeGreaterThanOrEqual(6);
    const stopped = blocks.filter(({ validity }) => !validity.valid && validity.cause === 'runner');
    expect(stopped.map(({ validity }) => validity)).toMatchObject([
      {
        reason: expect.stringMatching(/^the machine stood still for \d+\.\d s during this block/) as string,
      },
    ]);
    expect(stopped[0]!.runner!.standstillMs).toBeGreaterThan(1000);
  } finally {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
