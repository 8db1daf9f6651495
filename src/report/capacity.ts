import type { Cost } from '../model/characteristics.ts';
import { monthlyDifference } from '../model/monthly-difference.ts';
import type { ReportInput } from '../model/report.ts';
import { withoutStop } from './phrases.ts';
import { formatMoney } from './telemetry-format.ts';

/** `Capacity: handles 62 requests/s ...` of the candidate. Undefined where no scenario tells of it. Unescaped. */
export function capacityLine({ candidate }: ReportInput): string | undefined {
  const capacity = candidate.characteristics?.capacity;
  return capacity && `Capacity: ${withoutStop(capacity.statement)}.`;
}

/** What the capacity costs, and by how much this changes with the candidate. Unescaped. */
export function costLine({ base, candidate }: ReportInput): string | undefined {
  const cost = candidate.characteristics?.cost;
  if (!cost) return undefined;
  const { currency, instances, perMonth } = cost;
  const parts = [
    ...unitCosts(cost),
    ...(instances === null
      ? []
      : [`${instances === 1 ? '1 instance' : `${instances} instances`} for the expected peak`]),
    ...(perMonth === null
      ? []
      : [`${formatMoney(perMonth, currency)} a month${monthlyChange(cost, base?.characteristics?.cost)}`]),
  ];
  return `Cost at this capacity: ${parts.join(', ')}.`;
}

/** `0.0112 USD per 1,000 requests`, and where tokens are known what a million of them costs. */
export function unitCosts({ currency, perThousandRequests, perMillionTokens }: Cost): string[] {
  return [
    `${formatMoney(perThousandRequests, currency)} per 1,000 requests`,
    ...(perMillionTokens === null ? [] : [`${formatMoney(perMillionTokens, currency)} per million tokens`]),
  ];
}

function monthlyChange(cost: Cost, base: Cost | undefined): string {
  const change = base && monthlyDifference(base, cost);
  if (change === undefined) return '';
  if (change === 0) return ', as with the base';
  return `, ${formatMoney(Math.abs(change), cost.currency)} ${change > 0 ? 'more' : 'less'} than with the base`;
}
