import { describe, expect, test } from 'vitest';
import { watchCpuLimit } from '../../src/telemetry/index.ts';

const containerId = '4f6b0c2d9e1a';
const container = { containerId, pid: 77 };
const stat = (periods: number, throttled: number) =>
  `nr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec 5\n`;

type Files = Record<string, string>;

/** Begins a watch over the first files and ends it over the second. */
function watched(first: Files, second: Files, of = container) {
  let files = first;
  const end = watchCpuLimit(of, (path) => files[path]);
  files = second;
  return end();
}

const v1 = (path: string) => `12:memory:${path}\n4:cpu,cpuacct:${path}\n0::/\n`;
const v1Files = (path: string, periods: number, throttled: number): Files => ({
  '/proc/77/cgroup': v1(path),
  [`/sys/fs/cgroup/cpu${path}/cpu.stat`]: stat(periods, throttled),
  [`/sys/fs/cgroup/cpu${path}/cpu.cfs_quota_us`]: '20000\n',
  [`/sys/fs/cgroup/cpu${path}/cpu.cfs_period_us`]: '100000\n',
});
const v2Files = (path: string, periods: number, throttled: number, limit = '150000 100000\n'): Files => ({
  '/proc/77/cgroup': `0::${path}\n`,
  [`/sys/fs/cgroup${path}/cpu.stat`]: stat(periods, throttled),
  [`/sys/fs/cgroup${path}/cpu.max`]: limit,
});
const ofDocker = `/docker/${containerId}`;
const ofSystemd = `/system.slice/docker-${containerId}.scope`;

describe('what the CPU limit of a container did meanwhile', () => {
  test.each<[string, Files, Files, object]>([
    [
      'cgroup v1',
      v1Files(ofDocker, 100, 10),
      v1Files(ofDocker, 150, 30),
      { cores: 0.2, periods: 50, throttledPeriods: 20 },
    ],
    [
      'cgroup v2 under systemd',
      v2Files(ofSystemd, 100, 10),
      v2Files(ofSystemd, 140, 10),
      { cores: 1.5, periods: 40, throttledPeriods: 0 },
    ],
    [
      'a limit whose first period came after the begin',
      v2Files(ofDocker, 0, 0),
      v2Files(ofDocker, 8, 2),
      { cores: 1.5, periods: 8, throttledPeriods: 2 },
    ],
    [
      'a limit that was just taken away',
      v2Files(ofDocker, 5, 0),
      v2Files(ofDocker, 8, 2, 'max 100000\n'),
      { cores: null, periods: 3, throttledPeriods: 2 },
    ],
  ])('is read from %s', (_, first, second, expected) => {
    expect(watched(first, second)).toEqual(expected);
  });

  test.each<[string, Files, Files]>([
    ['there is no /proc', {}, {}],
    ['it has no limit', v2Files(ofDocker, 0, 0), v2Files(ofDocker, 0, 0)],
    ['no period has passed', v1Files(ofDocker, 9, 3), v1Files(ofDocker, 9, 3)],
    [
      'its process number is that of a stranger',
      v1Files('/docker/other', 1, 0),
      v1Files('/docker/other', 9, 9),
    ],
    ['its group is seen from within another', v2Files('/', 1, 0), v2Files('/', 9, 9)],
    ['it was started anew meanwhile', v2Files(ofDocker, 100, 50), v2Files(ofDocker, 200, 3)],
    ['its group is gone', v2Files(ofDocker, 100, 50), {}],
  ])('is not told where %s', (_, first, second) => {
    expect(watched(first, second)).toBeUndefined();
  });
});
