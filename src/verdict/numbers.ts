import { byteUnit } from '../model/byte-unit.ts';

/** `14 %`, `4.7 %`; for shares `0.2 points`. The sign is left to the words around it. */
export function percentOf(share: number, isShare: boolean): string {
  const amount = amountOf(share);
  return isShare ? `${amount} ${amount === '1' ? 'point' : 'points'}` : `${amount} %`;
}

/** A share times 100 without sign or unit: whole numbers from 10 on, one decimal below, two below 0.1. */
export function amountOf(share: number): string {
  const hundred = Math.abs(share) * 100;
  if (hundred >= 1e6) return 'over 1000000';
  const digits = hundred >= 9.95 ? 0 : hundred >= 0.095 || hundred === 0 ? 1 : 2;
  return String(Number(hundred.toFixed(digits)));
}

/** `12 requests`, `1 request`; in English, `s` for more than one. */
export function counted(count: number, noun: string): string {
  const rounded = twoDigits(count);
  return `${rounded} ${noun}${rounded === '1' ? '' : 's'}`;
}

/** Two significant digits, and whole numbers from 10 on. */
export const twoDigits = (value: number): string =>
  String(value >= 10 ? Math.round(value) : Number(value.toPrecision(2)));

/** `512 MiB`, `1.4 GiB`. */
export function bytesText(bytes: number): string {
  const { unit, divisor } = byteUnit(bytes);
  return `${twoDigits(bytes / divisor)} ${unit}`;
}
