import type { SteadyTraits } from '../../model/characteristics.ts';
import type { Block, Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';
import { errorShareOf } from './load-trait.ts';
import { steadyTrends } from './steady-trends.ts';
import type { TrendCaution } from './steady-trends.ts';

/**
 * Of no rise in anything, over all trends of one steady load. Together with the three early looks (`steadyEnding`), each at
 * 0.1 %, a load that nothing rises in is told of at most once in a hundred.
 */
const atTheEnd: TrendCaution = { level: 0.007, leftOutShare: 0.2, leastTimes: 1 };

const kinds: readonly SteadyTraits['scenario'][] = ['sustained', 'soak', 'endurance'];

/** What a steady load told, each scenario by itself; undefined where none was run. */
export function steadyTraits(run: Run): SteadyTraits[] | undefined {
  const all = kinds.flatMap((scenario) => steadyTraitsOf(run, scenario, atTheEnd) ?? []);
  return all.length > 0 ? all : undefined;
}

export function steadyTraitsOf(
  run: Run,
  scenario: SteadyTraits['scenario'],
  caution: TrendCaution,
): SteadyTraits | undefined {
  const blocks = run.blocks.filter((block) => block.scenario === scenario);
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return undefined;
  const views = blocks.filter(({ validity }) => validity.valid).map((block) => new BlockView(block));
  const why = run.cutShort?.find((cut) => cut.scenario === scenario)?.why;
  return {
    scenario,
    ratePerSecond: first.ratePerSecond ?? 0,
    measuredMs: last.startedAtEpochMs + last.durationMs - first.startedAtEpochMs,
    ...(why === undefined ? {} : { endedEarly: why }),
    trends: steadyTrends(run, longestStart(blocks), caution),
    restarts: run.endings?.filter((ending) => ending.scenario === scenario).length ?? 0,
    errorShare: errorShareOf(views),
  };
}

/** Of the blocks, those of the start of the target that served most of them: a restart sets everything back. */
function longestStart(blocks: readonly Block[]): Block[] {
  const starts = [...Map.groupBy(blocks, ({ start }) => start).values()];
  return starts.reduce<Block[]>((longest, own) => (own.length > longest.length ? own : longest), []);
}
