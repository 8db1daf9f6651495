import type { TimingId } from '../model/metric.ts';
import { mergeDistributions, quantileOf } from '../stats/distribution.ts';
import type { BlockView } from './block-view.ts';

/** What a unit of one arm, one block or several neighbouring ones, is worth; null where it has no success. */
export type Measure = (views: readonly BlockView[]) => number | null;

/** Quantile of the requests of all blocks together, in milliseconds. */
export const timingQuantile =
  (className: string, of: TimingId, p: number): Measure =>
  (views) =>
    quantileOf(mergeDistributions(views.map((view) => view.timing(className, of))), p);

/** Completed requests a second of measured time. */
export const throughputOf =
  (className: string): Measure =>
  (views) => {
    let completed = 0;
    let durationMs = 0;
    for (const view of views) {
      completed += view.completed(className);
      durationMs += view.block.durationMs;
    }
    return durationMs > 0 ? (completed / durationMs) * 1000 : null;
  };
