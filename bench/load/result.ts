import { markdownTable } from 'markdown-table';

export type BenchRow = Record<string, string | number | null>;

/** What one benchmark found: rows to compare side by side, the targets it was held against, and what is missing. */
export interface BenchResult {
  name: string;
  /** What the columns mean, and under what load. */
  method: string;
  rows: BenchRow[];
  targets: { text: string; met: boolean }[];
  /** What could not be measured here, and why. */
  notices: string[];
}

export function renderResult({ name, method, rows, targets, notices }: BenchResult): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = markdownTable([columns, ...rows.map((row) => columns.map((column) => show(row[column])))]);
  return [
    `## ${name}`,
    method,
    table,
    ...targets.map(({ text, met }) => `- ${met ? 'met' : '**missed**'}: ${text}`),
    ...notices.map((notice) => `- not measured: ${notice}`),
  ].join('\n\n');
}

function show(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** Type 1 quantile (nearest rank) of an ascending list. */
export function rank(sorted: ArrayLike<number>, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
