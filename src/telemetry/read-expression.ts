import { parseLabels } from '../model/metric-expression.ts';
import type { MetricExpression, SeriesTerm } from '../model/metric-expression.ts';
import { increaseOf, type Metrics } from './metrics-text.ts';

/** How the series of one gauge become one value. */
export type Combination = 'sum' | 'largest';

/**
 * The value of an expression on a page. Both sides of a division are summed over their series, so that the share of several
 * engines is that of all together. Undefined where the page has not what it names, or nothing happened since the page before.
 */
export function readExpression(
  { left, right }: MetricExpression,
  combination: Combination,
  page: Metrics,
  before: Metrics | undefined,
): number | undefined {
  if (!right) return valueOf(left, combination, page, before);
  const { operator, by } = right;
  const isShare = typeof by === 'object';
  const value = valueOf(left, isShare ? 'sum' : combination, page, before);
  const factor = isShare ? valueOf(by, 'sum', page, before) : by;
  if (value === undefined || factor === undefined) return undefined;
  if (operator === '*') return value * factor;
  return factor === 0 ? undefined : value / factor;
}

function valueOf(
  { name, labels, increase }: SeriesTerm,
  combination: Combination,
  page: Metrics,
  before: Metrics | undefined,
): number | undefined {
  const isMeant = (written: string): boolean => labels.length === 0 || hasLabels(written, labels);
  const values = [...(page.get(name) ?? [])]
    .filter(([written]) => isMeant(written))
    .map(([, value]) => value);
  if (values.length === 0) return undefined;
  if (increase) return before && increaseOf(name, before, page, isMeant);
  return combination === 'sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
}

function hasLabels(written: string, labels: SeriesTerm['labels']): boolean {
  const known = new Map(parseLabels(written));
  return labels.every(([name, value]) => known.get(name) === value);
}
