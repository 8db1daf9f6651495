import type { JsonValue } from '../model/protocol.ts';

/** A time in milliseconds from some origin; only differences mean anything. */
export interface Timestamp {
  kind: 'number' | 'date-time';
  ms: number;
}

/** The last moment that a date can be (ECMAScript, 21.4.1.1), for times since 1970 as for those of an own origin. */
const latestMs = 8.64e15;
const numberPattern = /^\d+(\.\d+)?([eE][+-]?\d+)?$/;
/** ISO 8601 as RFC 3339 profiles it; also with a space for the T and without a zone, as logs and CSV files have it. */
const dateTimePattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * A number (of seconds or milliseconds), or a date-time; without a zone it is taken as UTC.
 * @returns undefined for anything else
 */
export function readTimestamp(cell: JsonValue | undefined, unit: 's' | 'ms'): Timestamp | undefined {
  if (typeof cell === 'number') return ofNumber(cell, unit);
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  // A CSV column with a single odd cell is one of texts.
  return numberPattern.test(text) ? ofNumber(Number(text), unit) : ofDateTime(text);
}

function ofNumber(value: number, unit: 's' | 'ms'): Timestamp | undefined {
  const ms = unit === 's' ? value * 1000 : value;
  return Math.abs(ms) <= latestMs ? { kind: 'number', ms } : undefined;
}

function ofDateTime(text: string): Timestamp | undefined {
  const [, date, time, fraction = '', zone = 'Z'] = dateTimePattern.exec(text) ?? [];
  const wholeMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  // The fraction by itself: dates know milliseconds only, and traces are finer.
  return Number.isNaN(wholeMs)
    ? undefined
    : { kind: 'date-time', ms: wholeMs + Number(`0${fraction}`) * 1000 };
}
