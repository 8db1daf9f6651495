import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readCgroupCores, readCgroupMemoryBytes } from '../../src/telemetry/cgroup.ts';
import { readRunnerImage } from '../../src/telemetry/environment.ts';
import { fingerprintEnvironment } from '../../src/telemetry/fingerprint.ts';
import { parseGpuList } from '../../src/telemetry/gpu.ts';
import { readEnvironment } from '../../src/telemetry/index.ts';

test('the environment of this machine is complete, and the same when it is read again', async () => {
  const environment = await readEnvironment();
  expect(environment.fingerprint).toMatch(/^[0-9a-f]{12}$/u);
  expect(environment.cpuModel).not.toBe('');
  expect(environment.cores).toBeGreaterThan(0);
  expect(environment.cores).toBeLessThanOrEqual(availableParallelism());
  expect(environment.memoryGiB).toBeGreaterThan(0);
  expect(environment.nodeVersion).toBe(process.version);
  expect(await readEnvironment()).toEqual(environment);
});

describe('the environment fingerprint', () => {
  const machine = {
    cpuModel: 'AMD EPYC 7763',
    cores: 4,
    memoryGiB: 15.6,
    gpus: [],
    runnerImage: 'ubuntu24 20261101.1.0',
  };

  test.each([
    ['a new weekly version of the runner image', { runnerImage: 'ubuntu24 20261108.2.1' }],
    ['some MiB more of memory', { memoryGiB: 15.7 }],
  ])('stays the same with %s', (_, change) => {
    expect(fingerprintEnvironment({ ...machine, ...change })).toBe(fingerprintEnvironment(machine));
  });

  test.each([
    ['another CPU', { cpuModel: 'AMD EPYC 9V74' }],
    ['other cores', { cores: 2 }],
    ['other memory', { memoryGiB: 31.3 }],
    ['a GPU', { gpus: ['NVIDIA T4'] }],
    ['another runner image', { runnerImage: 'ubuntu22 20261101.1.0' }],
  ])('changes with %s', (_, change) => {
    expect(fingerprintEnvironment({ ...machine, ...change })).not.toBe(fingerprintEnvironment(machine));
  });
});

test('GPUs are told by their model, without the number of the board', () => {
  const output = [
    'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-11111111-2222-3333-4444-555555555555)',
    '  MIG 1g.5gb      Device  0: (UUID: MIG-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee)',
    '  MIG 2g.10gb     Device  1: (UUID: MIG-aaaaaaaa-bbbb-cccc-dddd-ffffffffffff)',
    'GPU 1: Tesla T4 (UUID: GPU-66666666-2222-3333-4444-555555555555)',
    '',
  ].join('\n');
  expect(parseGpuList(output)).toEqual([
    'NVIDIA A100-SXM4-40GB MIG 1g.5gb',
    'NVIDIA A100-SXM4-40GB MIG 2g.10gb',
    'Tesla T4',
  ]);
  expect(parseGpuList('No devices were found\n')).toEqual([]);
});

test.each([
  [{ ImageOS: 'ubuntu24', ImageVersion: '20261101.1.0' }, 'ubuntu24 20261101.1.0'],
  [{ ImageOS: 'macos15' }, 'macos15'],
])('the runner image of %j is %s', (variables, expected) => {
  expect(readRunnerImage(variables)).toBe(expected);
});

describe('limits of the cgroup', () => {
  const reader = (files: Record<string, string>) => (path: string) => files[path];

  test.each<[string, Record<string, string>, number | undefined]>([
    ['version 2 at its own level', { '/sys/fs/cgroup/a/b/cpu.max': '150000 100000\n' }, 1.5],
    ['version 2 at a level above', { '/sys/fs/cgroup/a/cpu.max': '200000 100000\n' }, 2],
    ['version 2 without a quota', { '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n' }, undefined],
    [
      'version 1',
      {
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      0.5,
    ],
    [
      'version 1 without a quota',
      { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
      undefined,
    ],
    ['no cgroups', {}, undefined],
  ])('cores by %s', (_, files, expected) => {
    expect(readCgroupCores(reader({ '/proc/self/cgroup': '0::/a/b\n', ...files }))).toBe(expected);
  });

  test.each<[string, Record<string, string>, number | undefined]>([
    ['version 2', { '/sys/fs/cgroup/memory.max': '1073741824\n' }, 2 ** 30],
    ['version 2 without a limit', { '/sys/fs/cgroup/memory.max': 'max\n' }, undefined],
    [
      'version 1 without a limit',
      { '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' },
      undefined,
    ],
  ])('memory by %s', (_, files, expected) => {
    expect(readCgroupMemoryBytes(reader({ '/proc/self/cgroup': '0::/\n', ...files }))).toBe(expected);
  });
});
