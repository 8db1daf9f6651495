import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RunnerConditions } from '../../src/model/run.ts';
import { watchConditions } from '../../src/telemetry/index.ts';
import { parseQuotaPeriods, readQuotaPeriods, throttledShareBetween } from '../../src/telemetry/quota.ts';
import { watchStandstill } from '../../src/telemetry/standstill.ts';

/** As the kernel writes it, cgroup v2. */
const cpuStat = (periods: number, throttled: number) => `usage_usec 8714034
user_usec 5843371
system_usec 2870662
nice_usec 0
core_sched.force_idle_usec 0
nr_periods ${periods}
nr_throttled ${throttled}
throttled_usec 482193
nr_bursts 0
burst_usec 0
`;

describe('the CPU quota of this process', () => {
  test.each([
    ['cgroup v2', cpuStat(120, 30), { periods: 120, throttled: 30 }],
    ['cgroup v1', 'nr_periods 40\nnr_throttled 4\nthrottled_time 128937461\n', { periods: 40, throttled: 4 }],
    ['no quota', cpuStat(0, 0), undefined],
    ['a root group', 'usage_usec 8714034\nuser_usec 1\nsystem_usec 2\n', undefined],
    ['no file', '', undefined],
  ])('is read from %s', (_, text, expected) => {
    expect(parseQuotaPeriods(text)).toEqual(expected);
  });

  test('is asked of the own group and of every level above', () => {
    const files: Record<string, string> = {
      '/proc/self/cgroup': '0::/kubepods/pod1/runner\n',
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 1\n',
      '/sys/fs/cgroup/kubepods/cpu.stat': cpuStat(0, 0),
      '/sys/fs/cgroup/kubepods/pod1/cpu.stat': cpuStat(100, 50),
      '/sys/fs/cgroup/kubepods/pod1/runner/cpu.stat': cpuStat(90, 1),
    };
    expect([...readQuotaPeriods((path) => files[path])]).toEqual([
      ['/sys/fs/cgroup/kubepods/pod1/cpu.stat', { periods: 100, throttled: 50 }],
      ['/sys/fs/cgroup/kubepods/pod1/runner/cpu.stat', { periods: 90, throttled: 1 }],
    ]);
  });

  test('is used up in a share of the periods that passed, the tightest of several', () => {
    const at = (a: [number, number], b: [number, number]) =>
      new Map([
        ['a', { periods: a[0], throttled: a[1] }],
        ['b', { periods: b[0], throttled: b[1] }],
      ]);
    expect(throttledShareBetween(at([100, 50], [90, 1]), at([150, 60], [140, 1]))).toBe(0.2);
    expect(throttledShareBetween(at([100, 50], [90, 1]), at([100, 50], [90, 1]))).toBeNull();
    expect(throttledShareBetween(new Map(), new Map())).toBeNull();
  });
});

/** Two clocks and a timer that the test moves on. */
function clocks() {
  const now = { monotonic: 0, wall: 1_700_000_000_000 };
  let beat: (() => void) | undefined;
  return {
    sources: {
      monotonicMs: () => now.monotonic,
      wallMs: () => now.wall,
      repeat(work: () => void) {
        beat = work;
        return () => (beat = undefined);
      },
    },
    pass(monotonicMs: number, wallMs = monotonicMs, { beats } = { beats: true }) {
      now.monotonic += monotonicMs;
      now.wall += wallMs;
      if (beats) beat?.();
    },
    isWatched: () => beat !== undefined,
  };
}

describe('a standstill', () => {
  test.each([
    ['none', [[50, 50]], { stoppedMs: 0, asleepMs: 0 }],
    ['a stopped process', [[5050, 5050]], { stoppedMs: 5000, asleepMs: 0 }],
    ['a machine asleep, whose monotonic clock slept too', [[50, 60_050]], { stoppedMs: 0, asleepMs: 60_000 }],
    ['a wall clock that is set back', [[50, -10_000]], { stoppedMs: 0, asleepMs: 0 }],
    [
      'the longer of two',
      [
        [450, 450],
        [1050, 1050],
      ],
      { stoppedMs: 1000, asleepMs: 0 },
    ],
  ] satisfies [string, [number, number][], object][])('is told of %s', (_, steps, expected) => {
    const { sources, pass, isWatched } = clocks();
    const watch = watchStandstill(sources);
    pass(50);
    for (const [monotonicMs, wallMs] of steps) pass(monotonicMs, wallMs);
    pass(50);
    expect(watch.stop()).toEqual(expected);
    expect(isWatched()).toBe(false);
  });

  test('right before the end is not missed', () => {
    const { sources, pass } = clocks();
    const watch = watchStandstill(sources);
    pass(2050, 2050, { beats: false });
    expect(watch.stop().stoppedMs).toBe(2000);
  });
});

/** A process of its own, that watches until it hears a line, and then tells what it saw. */
const watcher = `
import { watchConditions } from ${JSON.stringify(join(import.meta.dirname, '../../src/telemetry/index.ts'))};
const end = watchConditions();
process.stdin.once('data', () => {
  process.stdout.write(JSON.stringify(end(Infinity)) + '\\n', () => process.exit());
});
process.stdout.write('watching\\n');
`;

test('a process that was stopped for over a second knows it', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', watcher], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    await sleep(1300);
    child.kill('SIGCONT');
    await sleep(100);
    child.stdin.write('\n');
    const [answer] = (await once(child.stdout, 'data')) as [Buffer];
    const conditions = JSON.parse(answer.toString()) as RunnerConditions;
    expect(conditions.standstillMs).toBeGreaterThan(1200);
    expect(conditions.watchedMs).toBeGreaterThan(conditions.standstillMs);
  } finally {
    child.kill('SIGKILL');
  }
});

test('the conditions of this machine are shares, and work of the main thread alone is no standstill', () => {
  const end = watchConditions();
  const untilMs = performance.now() + 120;
  while (performance.now() < untilMs);
  const { standstillMs, watchedMs, ...shares } = end(3);
  expect(standstillMs).toBeLessThanOrEqual(3);
  expect(watchedMs).toBeGreaterThanOrEqual(120);
  for (const share of Object.values(shares)) {
    expect(share ?? 0).toBeGreaterThanOrEqual(0);
    expect(share ?? 0).toBeLessThanOrEqual(1);
  }
});
