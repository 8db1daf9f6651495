import type { ReportInput } from '../model/report.ts';
import { armsOf } from './facts.ts';
import { markup, trusted, type Markup } from './markup.ts';

/** A cell is text or markup; a column says how it is set. */
export interface Column {
  head: string;
  numeric?: boolean;
}

/** A table that scrolls by itself, by keyboard too, so that the page never does. */
export function pageTable(
  columns: Column[],
  rows: (string | Markup)[][],
  label: string,
  className = '',
): Markup {
  const head = columns.map(
    ({ head: text, numeric }) => markup`<th scope="col"${numberClass(numeric)}>${text}</th>`,
  );
  // Where a narrow page shows each row as a card, its cells carry their heads.
  const headOf = (text: string) => (className === '' ? undefined : markup` data-head="${text}"`);
  const body = rows.map(
    (cells) =>
      markup`<tr>${cells.map(
        (cell, index) =>
          markup`<td${numberClass(columns[index]?.numeric)}${headOf(columns[index]?.head ?? '')}>${cell}</td>`,
      )}</tr>\n`,
  );
  return markup`<div class="scroll ${className}" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>`;
}

const numberClass = (isNumber: boolean | undefined): Markup => trusted(isNumber ? ' class="number"' : '');

/** A drawing with its caption; nothing where there is no drawing. */
export function figure(drawing: Markup | undefined, caption: Markup, className = ''): Markup | undefined {
  return (
    drawing && markup`<figure class="${className}">${drawing}<figcaption>${caption}</figcaption></figure>`
  );
}

export const folded = (title: string, body: Markup): Markup =>
  markup`<details><summary>${title}</summary>\n${body}</details>`;

/** A section of the page; nothing where all of its parts are missing. */
export function section(title: string, parts: (Markup | undefined)[]): Markup | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length === 0 ? undefined : markup`<section><h2>${title}</h2>\n${there}</section>\n`;
}

/** Which line is which arm. */
export function armKey(input: ReportInput): Markup {
  return markup`${armsOf(input).map(({ arm }) => markup`<span class="key ${arm}">${arm}</span>`)}`;
}
