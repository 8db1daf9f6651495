import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { parseCores, readUsableCores } from '../../src/telemetry/cores.ts';

/** A machine as its files tell it. */
const reader = (files: Record<string, string>) => (path: string) => files[path];

const siblings = (core: number) => `/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`;
const affinity = (list: string) => ({
  '/proc/self/status': `Name:\tnode\nCpus_allowed_list:\t${list}\nMems:\t0\n`,
});

describe('the cores that may be used', () => {
  test.each<[title: string, files: Record<string, string>, ids: number[]]>([
    ['all that the affinity allows', affinity('0-3'), [0, 1, 2, 3]],
    ['a list with holes', affinity('1,3-5,9'), [1, 3, 4, 5, 9]],
    [
      'within the cpuset of the cgroup',
      {
        ...affinity('0-7'),
        '/proc/self/cgroup': '0::/job\n',
        '/sys/fs/cgroup/job/cpuset.cpus.effective': '2-5\n',
      },
      [2, 3, 4, 5],
    ],
    [
      'within that of its parent',
      {
        ...affinity('0-7'),
        '/proc/self/cgroup': '0::/slice/job\n',
        '/sys/fs/cgroup/slice/job/cpuset.cpus.effective': '\n',
        '/sys/fs/cgroup/slice/cpuset.cpus.effective': '0-1\n',
      },
      [0, 1],
    ],
    [
      'within a cpuset of cgroup v1',
      { ...affinity('0-3'), '/sys/fs/cgroup/cpuset/cpuset.effective_cpus': '1' },
      [1],
    ],
    ['none where the system does not tell', {}, []],
  ])('are %s', (_, files, ids) => {
    expect(readUsableCores(reader(files)).ids).toEqual(ids);
  });

  test('come with their hardware threads, each group once', () => {
    const files = {
      ...affinity('0-3'),
      [siblings(0)]: '0,2\n',
      [siblings(2)]: '0,2\n',
      [siblings(1)]: '1\n',
    };
    expect(readUsableCores(reader(files)).siblings).toEqual([[0, 2]]);
  });

  test('come with the quota of the cgroup', () => {
    const files = { ...affinity('0-3'), '/sys/fs/cgroup/cpu.max': '150000 100000\n' };
    expect(readUsableCores(reader(files)).quota).toBe(1.5);
  });

  test('of this machine are as many as Node sees, unless a quota allows fewer', () => {
    const { ids, quota } = readUsableCores();
    if (process.platform !== 'linux') return;
    expect(ids.length).toBeGreaterThanOrEqual(availableParallelism());
    if (quota === undefined) expect(ids).toHaveLength(availableParallelism());
  });
});

test.each(['', 'x', '1-', '0-99999', '-1', '1,,2'])('%j is no list of cores', (text) => {
  expect(parseCores(text)).toEqual([]);
});
