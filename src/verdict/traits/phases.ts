import type { Block, BlockPhase } from '../../model/run.ts';

/** What was recorded around an event. */
export type Phases = Record<BlockPhase, Block>;

/** Undefined where a part is missing: the run was cut there. */
export function phasesOf(parts: readonly Block[]): Phases | undefined {
  const [before, during, after] = (['before', 'during', 'after'] as const).map((wanted) =>
    parts.find(({ phase }) => phase === wanted),
  );
  return before && during && after ? { before, during, after } : undefined;
}
