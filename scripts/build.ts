/**
 * Builds `dist/`: TypeScript to `build/`, then one self-contained bundle for each entry.
 * `--check` builds into a temporary folder and fails when the committed `dist/` differs by a byte.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { inLanes } from './in-lanes.ts';
import { collectLicences } from './licences.ts';

/** Definitions of services that grpc-js could offer as a server; ncc copies them beside every bundle that has its client. */
const unused = ['proto', 'protoc-gen-validate', 'xds'];

const root = join(import.meta.dirname, '..');
const tool = execa({ cwd: root, preferLocal: true, localDir: root, stdin: 'ignore', stderr: 'inherit' });
const locust = join(root, 'src', 'load', 'locust');
const entries = {
  main: 'main.js',
  post: 'post.js',
  publish: 'publish.js',
  cli: 'cli.js',
  worker: 'load/worker/main.js',
};

async function build(target: string): Promise<void> {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  await tool({ stdout: 'inherit' })('tsc', ['-p', 'tsconfig.build.json']);
  // ncc reads the nearest package.json: ESM in, ESM out.
  writeFileSync(join(root, 'build', 'package.json'), '{ "type": "module" }\n');
  rmSync(target, { recursive: true, force: true });
  const statistics = await inLanes(Object.entries(entries), async ([name, file]) => {
    const output = join(target, name);
    const stats = join(root, 'build', `${name}.stats.json`);
    const source = join(root, 'build', file);
    await tool('ncc', ['build', source, '--out', output, '--stats-out', stats, '--no-cache', '--quiet']);
    for (const folder of unused) rmSync(join(output, folder), { recursive: true, force: true });
    report(output);
    return stats;
  });
  // What Locust runs goes beside the bundles as it is.
  for (const file of readdirSync(locust).filter((name) => name.endsWith('.py')))
    cpSync(join(locust, file), join(target, 'locust', file));
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
    await build(temporary);
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
  await build(temporary);
  // Only a whole build replaces the old one.
  rmSync(dist, { recursive: true, force: true });
  cpSync(temporary, dist, { recursive: true });
  rmSync(temporary, { recursive: true, force: true });
}
