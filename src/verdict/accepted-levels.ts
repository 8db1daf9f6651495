import type { RunStatistics } from '../model/baseline.ts';

/** Earlier runs, oldest first. */
export interface Levels {
  /** Those that a further run is held against. */
  current: RunStatistics[];
  /** Those before: they tell how much runs of one level differ, and not where the level is. */
  former: RunStatistics[][];
}

/**
 * An accepted change begins a new level: runs from before it were measured on what reviewers have agreed to leave.
 * @param runs oldest first
 * @param acceptedAt when a run with an accepted change was measured, in whichever environment: another one, which did not
 * measure that very commit, must not hold later commits against those before it
 */
export function levelsOf(runs: readonly RunStatistics[], acceptedAt: readonly string[]): Levels {
  const own = runs.flatMap(({ accepted, provenance }) => (accepted ? [provenance.measuredAt] : []));
  const starts = [...new Set([...own, ...acceptedAt].map((iso) => Date.parse(iso)))];
  const levels: RunStatistics[][] = Array.from({ length: starts.length + 1 }, () => []);
  for (const run of runs) {
    const measuredAt = Date.parse(run.provenance.measuredAt);
    levels[starts.filter((start) => start <= measuredAt).length]?.push(run);
  }
  return { current: levels.at(-1) ?? [], former: levels.slice(0, -1).filter(({ length }) => length > 0) };
}

/** `3 earlier runs since the last accepted change`. */
export function describeLevels({ current, former }: Levels): string {
  const runs = `${current.length} earlier ${current.length === 1 ? 'run' : 'runs'}`;
  return former.length > 0 ? `${runs} since the last accepted change` : runs;
}
