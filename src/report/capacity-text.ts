import type { Capacity, Cost } from '../model/characteristics.ts';
import { monthlyDifference } from '../model/monthly-difference.ts';
import { unitCosts } from './capacity.ts';
import { escapeJson } from './escape.ts';
import { formatMoney } from './telemetry-format.ts';

/** What may be promised of one server, and what that costs where its prices are known. */
export interface Promised {
  capacity: Capacity;
  cost?: Cost;
}

/** What `sluice capacity` prints: the promise, that of the base where there is one, and the money. Ends with a line end. */
export function renderCapacity({ capacity, cost }: Promised, base?: Promised): string {
  const statement = `${capacity.statement.charAt(0).toUpperCase()}${capacity.statement.slice(1)}.`;
  const change = base?.cost && cost && changeText(base.cost, cost);
  return [
    statement,
    ...(base ? [`The base ${base.capacity.statement}.`] : []),
    ...(cost ? costLines(cost) : []),
    ...(change === undefined ? [] : [change]),
    '',
  ].join('\n');
}

/** The same as JSON, for other programs. */
export const renderCapacityJson = (candidate: Promised, base?: Promised): string =>
  `${escapeJson({ schema: 'sluice.capacity/1', ...candidate, ...(base ? { base } : {}) })}\n`;

function costLines(cost: Cost): string[] {
  const { currency, perHour, instances, perMonth } = cost;
  const each = `At ${formatMoney(perHour, currency)} an hour that is ${unitCosts(cost).join(' and ')}.`;
  if (instances === null || perMonth === null) return [each];
  return [each, `The peak takes ${counted(instances)}: ${formatMoney(perMonth, currency)} a month.`];
}

/** Undefined where it changes nothing, or the two are not in the same money. */
function changeText(base: Cost, cost: Cost): string | undefined {
  const change = monthlyDifference(base, cost);
  if (!change || base.instances === null || cost.instances === null) return undefined;
  const amount = formatMoney(Math.abs(change), cost.currency);
  const how = change > 0 ? 'more' : 'less';
  return `The change costs ${amount} a month ${how} for the peak: ${counted(cost.instances)} instead of ${base.instances}.`;
}

const counted = (instances: number): string => `${instances} instance${instances === 1 ? '' : 's'}`;
