/**
 * zizmor, the security linter for workflows, is no npm package. `node scripts/zizmor.ts --install` puts the pinned version into
 * a Python environment below out/, where the lint step finds it; a zizmor on the PATH serves as well.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const zizmorVersion = '1.32.0';

const environment = join(import.meta.dirname, '..', 'out', 'zizmor');
const installed = join(environment, 'bin', 'zizmor');

/** The program of the pinned version, or undefined where there is none. */
export function findZizmor(): string | undefined {
  return [installed, 'zizmor'].find((program) => {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    return status === 0 && stdout.trim().endsWith(` ${zizmorVersion}`);
  });
}

function install(): boolean {
  if (findZizmor()) return true;
  const run = (program: string, ...args: string[]) =>
    spawnSync(program, args, { stdio: 'inherit' }).status === 0;
  return (
    (existsSync(join(environment, 'bin', 'pip')) || run('python3', '-m', 'venv', environment)) &&
    run(
      join(environment, 'bin', 'pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--only-binary=:all:',
      `zizmor==${zizmorVersion}`,
    ) &&
    findZizmor() !== undefined
  );
}

if (process.argv.includes('--install') && !install()) {
  console.error(
    `zizmor ${zizmorVersion} could not be installed. It needs python3 with venv (apt: python3-venv) and PyPI.`,
  );
  process.exitCode = 1;
}
