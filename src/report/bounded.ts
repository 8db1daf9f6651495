import { joinBlocks } from './markdown.ts';

export interface Limits {
  /** In UTF-16 units, which is never less than GitHub's own count. */
  maximum: number;
  /** Said when something is left out. */
  notice: (leftOut: number) => string;
}

/**
 * The truncation rule: `head` and `foot` always stay; of the sections between them, in their order, each that still
 * fits stays whole and each that does not is left out whole, and a closing line says how many are missing and where
 * they are. `head` must be bounded by its maker, to less than half of the maximum.
 */
export function joinBounded(
  head: string,
  sections: string[],
  foot: string,
  { maximum, notice }: Limits,
): string {
  // Between two blocks stands an empty line; the notice is made for the case that it is needed.
  const length = (text: string): number => (text === '' ? 0 : text.length + 2);
  let room = maximum - length(head) - length(foot) - length(notice(sections.length)) - 1;
  const kept = sections.filter((text) => {
    const fits = length(text) <= room;
    if (fits) room -= length(text);
    return fits;
  });
  const leftOut = sections.length - kept.length;
  return `${joinBlocks([head, ...kept, leftOut > 0 ? notice(leftOut) : undefined, foot])}\n`;
}
