import { markdownTable } from 'markdown-table';

export type Align = 'l' | 'c' | 'r';

/** A table of cells that are escaped already. */
export function table(head: string[], rows: string[][], align: Align[]): string {
  return markdownTable([head, ...rows], { align });
}

/** A number and its unit stay on one line of a narrow cell. */
export const unbroken = (cell: string): string => cell.replaceAll(' ', '\u00A0');

/** A folded section. GitHub reads markdown in it only after an empty line. `summary` must be escaped. */
export const details = (summary: string, body: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;

export const bullets = (items: string[]): string => items.map((item) => `- ${item}`).join('\n');

/** A titled part of the report, which each form folds or shows. Both texts are finished markdown. */
export interface Section {
  title: string;
  body: string;
}

/** Blocks of markdown with an empty line between them; absent ones leave no gap. */
export const joinBlocks = (blocks: (string | undefined)[]): string =>
  blocks.filter((block) => block !== undefined && block !== '').join('\n\n');
