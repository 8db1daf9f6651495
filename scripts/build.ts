/**
 * Builds `dist/`: TypeScript to `build/`, then one self-contained bundle for each entry.
 * `--check` builds into a temporary folder and fails when the committed `dist/` differs by a byte.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { collectLicences } from './licences.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const entries = {
  main: 'main.js',
  post: 'post.js',
  publish: 'publish.js',
  cli: 'cli.js',
  worker: 'load/worker/main.js',
};

function build(target: string): void {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  execFileSync(bin('tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  // ncc reads the nearest package.json: ESM in, ESM out.
  writeFileSync(join(root, 'build', 'package.json'), '{ "type": "module" }\n');
  rmSync(target, { recursive: true, force: true });
  const statistics: string[] = [];
  for (const [name, file] of Object.entries(entries)) {
    const output = join(target, name);
    const stats = join(root, 'build', `${name}.stats.json`);
    execFileSync(
      bin('ncc'),
      ['build', join(root, 'build', file), '--out', output, '--stats-out', stats, '--no-cache', '--quiet'],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    statistics.push(stats);
    report(output);
  }
  writeFileSync(join(target, 'licenses.txt'), collectLicences(root, statistics));
}

function report(folder: string): void {
  const bytes = files(folder).reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
  console.log(`${relative(root, folder) || folder}: ${(bytes / 1e6).toFixed(2)} MB`);
}

function files(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort()
    : [];
}

function differences(built: string, committed: string): string[] {
  const names = new Set([...files(built), ...files(committed)]);
  return [...names].filter((name) => {
    const [a, b] = [join(built, name), join(committed, name)];
    return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
  });
}

const dist = join(root, 'dist');
if (process.argv.includes('--check')) {
  const temporary = mkdtempSync(join(tmpdir(), 'sluice-dist-'));
  try {
    build(temporary);
    const different = differences(temporary, dist);
    if (different.length > 0) {
      console.error(
        `dist/ is not what the source builds. Different: ${different.join(', ')}. Run: npm run build`,
      );
      process.exitCode = 1;
    } else console.log('dist/ equals a fresh build of the source.');
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
} else {
  const temporary = mkdtempSync(join(tmpdir(), 'sluice-dist-'));
  build(temporary);
  // Only a whole build replaces the old one.
  rmSync(dist, { recursive: true, force: true });
  cpSync(temporary, dist, { recursive: true });
  rmSync(temporary, { recursive: true, force: true });
}
