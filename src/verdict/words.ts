import { allClasses, metrics } from '../model/metric.ts';
import type { Metric } from '../model/metric.ts';
import type { MetricResult } from '../model/verdict.ts';
import { amountOf, percentOf } from './numbers.ts';

/** What a person calls the metric of a class: `p95 latency of long inputs`. */
export function nameOf({ id, class: className }: Pick<MetricResult, 'id' | 'class'>): string {
  const { header } = metrics[id];
  return className === allClasses ? header : `${header} of ${className} inputs`;
}

/**
 * The sentence that a person reads about one metric, without a full stop:
 * `p95 latency of long inputs is 14 % slower (95 % interval 9 to 19 %), beyond the tolerance of 10 %`.
 */
export function sentenceOf(result: MetricResult): string {
  const name = nameOf(result);
  const share = isShareMetric(metrics[result.id]);
  switch (result.result) {
    case 'regressed':
      return `${name} ${isOrAre(result)} ${change(result)}, beyond the tolerance of ${percentOf(result.tolerance, share)}`;
    case 'improved':
      return `${name} ${isOrAre(result)} ${change(result)}`;
    case 'unchanged':
      return `${name} ${isOrAre(result)} unchanged: ${change(result)}`;
    case 'inconclusive':
      return `${name} ${isOrAre(result)} undecided: ${measured(result)}${result.reason}`;
    case 'incomparable':
      return `${name} cannot be compared: ${measured(result)}${result.reason}`;
    case 'insufficient':
      return `${name} cannot be judged: ${result.reason}`;
  }
}

function isShareMetric(metric: Metric): boolean {
  return metric.kind.kind === 'share';
}

const isOrAre = ({ id }: MetricResult): string => (id === 'slow-rate' ? 'are' : 'is');

function measured(result: MetricResult): string {
  return result.effect === null ? '' : `${change(result)}; `;
}

/** `14 % slower (95 % interval 9 to 19 %)`; an interval over zero names both directions. */
function change(result: MetricResult): string {
  const metric = metrics[result.id];
  const share = isShareMetric(metric);
  const effect = result.effect ?? 0;
  const amount = `${percentOf(effect, share)} ${directionWord(metric, effect)}`;
  if (!result.interval) return amount;
  return `${amount} (95 % interval ${intervalOf(metric, result.interval)})`;
}

function intervalOf(metric: Metric, [low, high]: [number, number]): string {
  const share = isShareMetric(metric);
  if (low < 0 && high > 0) {
    return `${percentOf(low, share)} ${directionWord(metric, low)} to ${percentOf(high, share)} ${directionWord(metric, high)}`;
  }
  const [near, far] = Math.abs(low) <= Math.abs(high) ? [low, high] : [high, low];
  return `${amountOf(near)} to ${percentOf(far, share)}`;
}

export function directionWord(metric: Metric, effect: number): string {
  const rises = effect >= 0;
  return metric.unit === 'ms' ? (rises ? 'slower' : 'faster') : rises ? 'higher' : 'lower';
}
