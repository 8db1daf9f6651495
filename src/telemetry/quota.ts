import { cgroupDirectories } from './cgroup.ts';
import { readTextFile, type ReadText } from './read-text.ts';

/** Periods of a CPU quota so far, and those of them in which it was used up before their end. */
export interface QuotaPeriods {
  periods: number;
  throttled: number;
}

/**
 * The quotas that bind this process: of its own cgroup and of every level above it that has one (cgroup v2 `cpu.stat`; of
 * v1 the one of its controller). By path, so that two readings can be held against each other. Never throws.
 */
export function readQuotaPeriods(read: ReadText = readTextFile): Map<string, QuotaPeriods> {
  const files = [
    ...cgroupDirectories(read).map((directory) => `${directory}/cpu.stat`),
    '/sys/fs/cgroup/cpu/cpu.stat',
  ];
  return new Map(
    files.flatMap((file) => {
      const quota = parseQuotaPeriods(read(file) ?? '');
      return quota ? [[file, quota] as const] : [];
    }),
  );
}

/** `nr_periods` and `nr_throttled` of a cpu.stat file; undefined where it has none, or never had a quota. */
export function parseQuotaPeriods(text: string): QuotaPeriods | undefined {
  const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'mu').exec(text)?.[1] ?? Number.NaN);
  const [periods, throttled] = [count('nr_periods'), count('nr_throttled')];
  return periods > 0 && throttled >= 0 ? { periods, throttled } : undefined;
}

/**
 * Share of the periods between two readings in which a quota was used up, of the quota that bound most. Null where there
 * is none, or no period has passed.
 */
export function throttledShareBetween(
  before: ReadonlyMap<string, QuotaPeriods>,
  after: ReadonlyMap<string, QuotaPeriods>,
): number | null {
  const shares = [...after].flatMap(([file, now]) => {
    const from = before.get(file) ?? { periods: 0, throttled: 0 };
    const passed = now.periods - from.periods;
    return passed > 0 ? [Math.min(1, Math.max(0, (now.throttled - from.throttled) / passed))] : [];
  });
  return shares.length === 0 ? null : Math.max(...shares);
}
