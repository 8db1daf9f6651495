import type { LongContextTraits } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { concurrencyStep } from './concurrency-steps.ts';
import { exhaustionOf, saturationOf } from './exhaustion.ts';

/** What came of more and more of the longest inputs at a time; undefined where the scenario was not run. */
export function longContextTraits(run: Run): LongContextTraits | undefined {
  const measured = run.blocks
    .filter(({ scenario }) => scenario === 'long-context')
    .map((block) => ({ block, step: concurrencyStep(run, block) }))
    .sort((a, b) => a.step.concurrency - b.step.concurrency);
  if (measured.length === 0) return undefined;
  const steps = measured.map(({ step }) => step);
  const sent = run.classes.find(({ name }) =>
    measured.some(({ block }) => (block.classes[name]?.attempted ?? 0) > 0),
  );
  return {
    className: sent?.name ?? '',
    steps,
    exhaustedAt: exhaustionOf(run, measured),
    saturatedAt: saturationOf(steps),
  };
}
