import { SluiceError } from '../model/error.ts';
import type { TimingId } from '../model/metric.ts';
import type { Block, ClassBlock, Distribution, Run } from '../model/run.ts';

/** Passed in, since interop/ knows no statistics of its own. */
export interface Statistics {
  merge(distributions: readonly Distribution[]): Distribution;
  /** Of type 7; null of nothing. */
  quantile(distribution: Distribution, p: number): number | null;
  mean(distribution: Distribution): number | null;
}

/** What an export of a whole run is made of: its valid `mixed` blocks, all classes together. */
export interface WholeRun {
  durationSeconds: number;
  attempted: number;
  completed: number;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  timing(id: TimingId): Distribution;
}

export function wholeRun(run: Run, { merge }: Statistics): WholeRun {
  const blocks = measuredBlocks(run);
  const parts = blocks.flatMap((block) => Object.values(block.classes));
  const sum = (read: (part: ClassBlock) => number) => parts.reduce((total, part) => total + read(part), 0);
  const known = (read: (part: ClassBlock) => number | undefined) =>
    parts.some((part) => read(part) !== undefined) ? sum((part) => read(part) ?? 0) : undefined;
  return {
    durationSeconds: blocks.reduce((total, { durationMs }) => total + durationMs, 0) / 1000,
    attempted: sum(({ attempted }) => attempted),
    completed: sum(({ completed }) => completed),
    inputTokens: known(({ inputTokens }) => inputTokens),
    outputTokens: known(({ outputTokens }) => outputTokens),
    timing: (id) => merge(parts.flatMap(({ timings }) => timings[id] ?? [])),
  };
}

/** @throws SluiceError `export-refused` where there is none */
export function measuredBlocks(run: Run): Block[] {
  const blocks = run.blocks.filter(({ scenario, validity }) => scenario === 'mixed' && validity.valid);
  if (blocks.length > 0) return blocks;
  throw new SluiceError('export-refused', {
    fact: 'The run holds no valid block of mixed load, so there is nothing to export.',
    remedy: 'Measure with the scenario `mixed`; `sluice report --run` shows why blocks were invalid.',
  });
}

/** The definition that a timing of this run follows. */
export const definitionOf = ({ imported, provenance }: Run, timing: TimingId): string =>
  imported?.definitions[timing] ?? provenance.engine?.definitions?.[timing] ?? `sluice.${timing}/1`;
