import { describe, expect, test } from 'vitest';
import { splitCores, type CoreWishes, type SplittableCores } from '../../src/gate/split-cores.ts';

const range = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);
const machine = (ids: number[], more: Partial<SplittableCores> = {}): SplittableCores => ({
  ids,
  siblings: [],
  quota: undefined,
  ...more,
});
const noWishes: CoreWishes = { workers: 0, cpus: undefined };

describe('cores are split', () => {
  test.each<[title: string, SplittableCores, Partial<CoreWishes>, target: number[], generator: number[]]>([
    ['four: one for the generator', machine(range(4)), {}, [0, 1, 2], [3]],
    ['seven: still one', machine(range(7)), {}, range(6), [6]],
    ['eight: two', machine(range(8)), {}, range(6), [6, 7]],
    ['sixty-four: eight, and no more', machine(range(64)), {}, range(56), range(8, 56)],
    ['as many as workers were asked for', machine(range(8)), { workers: 3 }, range(5), [5, 6, 7]],
    ['workers never take more than half', machine(range(4)), { workers: 8 }, [0, 1], [2, 3]],
    ['one worker on many cores', machine(range(16)), { workers: 1 }, range(15), [15]],
    ['only those that this process may use', machine([4, 5, 8, 9]), {}, [4, 5, 8], [9]],
    ['a CPU limit that fits', machine(range(4)), { cpus: 2.5 }, [0, 1, 2], [3]],
    ['a quota of all cores', machine(range(4), { quota: 4 }), {}, [0, 1, 2], [3]],
    [
      // Threads of one core as most servers count them: 0 and 4, 1 and 5, ...
      'threads of one physical core stay together',
      machine(range(8), {
        siblings: [
          [0, 4],
          [1, 5],
          [2, 6],
          [3, 7],
        ],
      }),
      {},
      [0, 1, 2, 4, 5, 6],
      [3, 7],
    ],
    [
      'threads of one physical core next to each other',
      machine(range(4), {
        siblings: [
          [0, 1],
          [2, 3],
        ],
      }),
      { workers: 2 },
      [0, 1],
      [2, 3],
    ],
  ])('%s', (_, cores, wishes, target, generator) => {
    const split = splitCores(cores, { ...noWishes, ...wishes });
    expect(split).toEqual({ kind: 'pinned', target, generator });
    expect([...target, ...generator].sort((a, b) => a - b)).toEqual(cores.ids);
  });
});

describe('cores stay shared', () => {
  test.each<[title: string, SplittableCores, Partial<CoreWishes>, reason: string]>([
    ['on two', machine(range(2)), {}, '2 cores, and at least 4 are needed to set some apart'],
    ['on one', machine([0]), {}, '1 core, and at least 4 are needed to set some apart'],
    ['on three', machine(range(3)), { workers: 1 }, '3 cores, and at least 4'],
    ['where the system does not tell', machine([]), {}, 'does not tell which cores it has'],
    [
      'under a quota',
      machine(range(16), { quota: 2.5 }),
      {},
      'CPU quota of 2.5 cores is set, which may be any of the 16',
    ],
    [
      'when the container needs them',
      machine(range(4)),
      { cpus: 4 },
      '4 CPUs, and 3 of 4 cores would be left',
    ],
    ['when a part of one is needed', machine(range(4)), { cpus: 3.1 }, '3.1 CPUs'],
  ])('%s', (_, cores, wishes, reason) => {
    expect(splitCores(cores, { ...noWishes, ...wishes })).toEqual({
      kind: 'shared',
      reason: expect.stringContaining(reason),
    });
  });
});
