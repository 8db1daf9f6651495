/** Cells as aligned lines with two spaces between columns. Widths count code points. */
export function layOut(rows: string[][], align: ('l' | 'r')[]): string[] {
  const widths = align.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))));
  return rows.map((row) =>
    align
      .map((side, column) => {
        const cell = row[column] ?? '';
        const blank = ' '.repeat((widths[column] ?? 0) - lengthOf(cell));
        return side === 'l' ? cell + blank : blank + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Breaks at spaces; the first line begins with `bullet`, the others are indented as far. */
export function wrap(text: string, width: number, bullet = ''): string[] {
  const room = Math.max(width - bullet.length, 10);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((part, index) => `${index === 0 ? bullet : ' '.repeat(bullet.length)}${part}`);
}

/** Code points, each of which takes one column. */
export const lengthOf = (text: string): number => [...text].length;

/** The beginning that fits, the cut shown by an ellipsis. What may be broad in some font counts as two columns. */
export function cutToColumns(text: string, columns: number): string {
  const points = [...text];
  const widthOf = (point: string) => ((point.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2);
  const total = points.reduce((sum, point) => sum + widthOf(point), 0);
  if (total <= columns) return text;
  let left = columns - 1;
  const end = points.findIndex((point) => (left -= widthOf(point)) < 0);
  return `${points.slice(0, end).join('')}…`;
}
