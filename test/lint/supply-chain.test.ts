import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { notesOf } from '../../scripts/release-notes.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const withoutInstalled = { cwd: root, exclude: ['**/node_modules/**', 'out/**', 'build/**'] };

interface Lock {
  lockfileVersion: number;
  packages: Record<
    string,
    { resolved?: string; integrity?: string; link?: boolean; optional?: boolean; hasInstallScript?: boolean }
  >;
}

describe.each(globSync(['package.json', 'examples/*/package.json'], withoutInstalled))('%s', (file) => {
  const manifest = JSON.parse(read(file)) as Record<string, Record<string, string> | undefined>;
  test('names every dependency by its exact version', () => {
    const named = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}),
    );
    expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe.each(globSync(['package-lock.json', 'examples/*/package-lock.json'], withoutInstalled))(
  '%s',
  (file) => {
    const { lockfileVersion, packages } = JSON.parse(read(file)) as Lock;
    const installed = Object.entries(packages).filter(
      ([path, { link }]) => path.includes('node_modules/') && !link,
    );

    test('holds the checksum of every package that is installed, and names no other source', () => {
      expect(lockfileVersion).toBe(3);
      const unchecked = installed.filter(
        ([, { integrity, optional }]) => !integrity?.startsWith('sha512-') && !optional,
      );
      expect(unchecked.map(([path]) => path)).toEqual([]);
      // Without an address npm takes the registry: no package comes from a git repository, a folder or another host.
      expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual(
        [],
      );
    });

    test('lets no package run a script at its installation but those that are known', () => {
      const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
      expect(knownScripts).toEqual(expect.arrayContaining(scripted));
    });
  },
);

const knownScripts = [
  // Only tells of a version that does not fit.
  'node_modules/@grpc/proto-loader/node_modules/protobufjs',
  // Puts the binary of its platform, which is a package of the lock file, in its place.
  'node_modules/node',
  // The example is installed with --ignore-scripts.
  'node_modules/node-llama-cpp',
];

interface Workflow {
  permissions?: unknown;
  jobs: Record<string, { permissions?: Record<string, string>; steps?: { uses?: string; run?: string }[] }>;
}

describe.each(
  globSync(
    ['.github/workflows/*.yml', 'examples/workflows/*.yml', 'examples/*/.github/workflows/*.yml'],
    withoutInstalled,
  ),
)('%s', (file) => {
  const text = read(file);
  const { permissions, jobs } = parse(text) as Workflow;

  test('starts from no permission, and says of each one that may write what for', () => {
    expect(permissions).toEqual({});
    const mayWrite = text.split('\n').filter((line) => /^\s+[a-z-]+: write/.test(line));
    expect(mayWrite.filter((line) => !line.includes('#'))).toEqual([]);
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined();
  });

  test('pins the actions of others by commit, keeps no credentials, and puts no expression into a script', () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
    const others = steps
      .flatMap(({ uses }) => uses ?? [])
      .filter((uses) => !/^(?:\.\/|sluice-gate\/)/.test(uses));
    expect(others.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
    const checkouts = text.match(/actions\/checkout@[\s\S]*?(?=\n {6}- |$)/g) ?? [];
    expect(checkouts.filter((step) => !step.includes('persist-credentials: false'))).toEqual([]);
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });
});

test('a commit that is pinned is the same one in every workflow and every draft', () => {
  const files = [
    ...globSync(
      ['.github/workflows/*.yml', 'examples/**/*.yml', 'src/config/draft-files.ts', 'README.md', 'docs/*.md'],
      withoutInstalled,
    ),
  ];
  const pins = files.flatMap((file) => [...read(file).matchAll(/uses: ([\w./-]+)@([0-9a-f]{40}) # (\S+)/g)]);
  const byAction = Map.groupBy(pins, ([, action]) => action);
  for (const [action, all] of byAction)
    expect(new Set(all.map(([, , sha, version]) => `${sha} ${version}`)).size, action).toBe(1);
});

describe('the notes of a release', () => {
  const changelog =
    '# Changelog\n\n## Unreleased\n\n## [1.2.0] - 2026-01-31\n\n### Added\n\n- a\n\n## 1.1.0\n\n- b\n';
  test('are the section of its version', () => {
    expect(notesOf('v1.2.0', '1.2.0', changelog)).toBe('### Added\n\n- a');
    expect(notesOf('v1.1.0', '1.1.0', changelog)).toBe('- b');
  });
  test('are missing for a version without one, and for a tag of another version', () => {
    expect(() => notesOf('v1.3.0', '1.3.0', changelog)).toThrow('no section');
    expect(() => notesOf('v1.2.0', '1.1.0', changelog)).toThrow('package.json');
  });
});
