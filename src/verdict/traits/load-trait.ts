import type { LoadTrait } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Block } from '../../model/run.ts';
import { mergeDistributions, quantileOf } from '../../stats/distribution.ts';
import { BlockView } from '../block-view.ts';

/** Latency of all completed requests of the blocks together, and the share of those attempted that failed. */
export function loadTrait(blocks: readonly Block[]): LoadTrait {
  const views = blocks.map((block) => new BlockView(block));
  const latency = mergeDistributions(views.map((view) => view.timing(allClasses, 'latency')));
  return {
    p50Ms: quantileOf(latency, 0.5),
    p95Ms: quantileOf(latency, 0.95),
    errorShare: errorShareOf(views),
  };
}

/** Of all attempted requests; 0 where there were none. */
export function errorShareOf(views: readonly BlockView[]): number {
  const sum = (read: (view: BlockView) => number) => views.reduce((total, view) => total + read(view), 0);
  const attempted = sum((view) => view.attempted(allClasses));
  return attempted === 0 ? 0 : 1 - sum((view) => view.completed(allClasses)) / attempted;
}
