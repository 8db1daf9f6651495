import { execa } from 'execa';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRun } from '../../src/interop/index.ts';
import type { Run } from '../../src/model/run.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** One `sluice measure` of the profile `release`, in a folder of its own; progress goes to the terminal. */
export async function measureRun(settings: Record<string, unknown>): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settings));
    await execa(process.execPath, [cli, 'measure', '--profile', 'release', '--out', 'run.json'], {
      cwd: folder,
      stdout: 'ignore',
      stderr: 'inherit',
    });
    return decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
