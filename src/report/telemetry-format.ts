import { byteUnit } from '../model/byte-unit.ts';
import type { Estimate } from '../model/characteristics.ts';
import { telemetryMetrics, type TelemetryId, type TelemetryMetric } from '../model/telemetry.ts';
import { formatShare, formatSignificant, missing } from './format.ts';

/** Numbers of servers and machines as text, by the rules of `format.ts`. */

/** `1.42 GiB`, `512 MiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return missing;
  const { unit, divisor } = byteUnit(bytes);
  return `${formatSignificant(bytes / divisor)} ${unit}`;
}

/** `3`, `0.412`: whole numbers have no decimals. */
export const formatCounted = (count: number | null): string =>
  count !== null && Number.isInteger(count) ? String(count) : formatSignificant(count);

/** In the unit of the registry; of a counter its increase a second: `12.0 tokens/s`. */
export function formatTelemetry(id: TelemetryId, value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  const { unit, kind }: TelemetryMetric = telemetryMetrics[id];
  const perSecond = kind === 'counter' ? '/s' : '';
  switch (unit) {
    case 'share':
      return formatShare(value);
    case 'bytes':
      return `${formatBytes(value)}${perSecond}`;
    case 'count':
      return `${formatCounted(value)}${perSecond}`;
    case 'watts':
      return `${formatSignificant(value)} W`;
    case 'cores':
    case 'tokens':
    case 'MHz':
    case '°C':
      return `${formatSignificant(value)} ${unit}${perSecond}`;
  }
}

/** `58.0 to 65.0 req/s`: the unit once where both have the same. */
export function formatRange(
  [low, high]: readonly [number, number],
  format: (value: number) => string,
): string {
  const [first, last] = [format(low), format(high)];
  const unit = / \S+$/.exec(last)?.[0] ?? '';
  return `${unit !== '' && first.endsWith(unit) ? first.slice(0, -unit.length) : first} to ${last}`;
}

/** `62.0 req/s (95 % interval 58.0 to 65.0 req/s)`. */
export function formatEstimate({ value, interval }: Estimate, format: (value: number) => string): string {
  return interval ? `${format(value)} (95 % interval ${formatRange(interval, format)})` : format(value);
}

/** `0.0112 USD`, `1250 USD`: three digits or whole units, never an exponent. Currencies are text from outside. */
export function formatMoney(amount: number | null, currency: string): string {
  if (amount === null || !Number.isFinite(amount)) return missing;
  const size = Math.abs(amount);
  const decimals = size === 0 || size >= 100 ? 0 : Math.min(2 - Math.floor(Math.log10(size)), 8);
  return `${amount.toFixed(decimals)} ${currency}`;
}
