import { escapeMarkdown, markdownCode } from './escape.ts';
import { missing } from './format.ts';
import { table, unbroken } from './markdown.ts';
import { name, type Markup } from './markup.ts';
import { pageTable, type Column } from './page-parts.ts';

/** Our own words and numbers, or a name from outside, which every form sets apart. */
export type PlainCell = string | { name: string };

/** A table of unescaped cells, made once for all forms of the report. */
export interface PlainTable {
  label: string;
  columns: Column[];
  rows: PlainCell[][];
}

/** Never an unbounded report. */
const maximumRows = 60;

/** Without the columns that nobody could measure, and undefined without rows. */
export function plainTable({ label, columns, rows }: PlainTable): PlainTable | undefined {
  if (rows.length === 0) return undefined;
  const isKnown = columns.map((_, index) => rows.some((row) => row[index] !== missing && row[index] !== ''));
  const keep = <T>(cells: T[]): T[] => cells.filter((_, index) => isKnown[index]);
  return { label, columns: keep(columns), rows: rows.slice(0, maximumRows).map(keep) };
}

export function markdownOf(plain: PlainTable | undefined): string | undefined {
  if (!plain) return undefined;
  const { columns, rows } = plain;
  return table(
    columns.map(({ head }) => head),
    rows.map((row) =>
      row.map((cell, index) => {
        if (typeof cell !== 'string') return markdownCode(cell.name, 32);
        return columns[index]?.numeric ? unbroken(escapeMarkdown(cell, 100)) : escapeMarkdown(cell, 200);
      }),
    ),
    columns.map(({ numeric }) => (numeric ? 'r' : 'l')),
  );
}

export function pageOf(plain: PlainTable | undefined): Markup | undefined {
  if (!plain) return undefined;
  const cells = (cell: PlainCell) => (typeof cell === 'string' ? cell : name(cell.name));
  return pageTable(
    plain.columns,
    plain.rows.map((row) => row.map(cells)),
    plain.label,
  );
}
