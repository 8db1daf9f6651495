import { SluiceError } from '../model/error.ts';
import { isTooNested, mostNesting } from '../model/nesting.ts';
import type { DatasetRow } from '../model/plan.ts';

const mostTold = 10;

/** One JSON object a line (https://jsonlines.org). All lines are read before the faults are told. */
export function parseJsonLines(text: string, name: string): DatasetRow[] {
  const rows: DatasetRow[] = [];
  const faults: { line: number; fact: string; cause?: unknown }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = parseJsonLine(line);
    if ('fact' in row) faults.push({ line: index + 1, ...row });
    else rows.push(row.value);
  }
  const [first] = faults;
  if (!first) return rows;
  throw new SluiceError('dataset-malformed', {
    location: `${name}:${first.line}`,
    fact: faults.length === 1 ? first.fact : `${first.fact} (and ${faults.length - 1} more lines)`,
    remedy: 'Write one JSON object on each line, such as {"text": "..."}.',
    cause: first.cause,
    evidence: faults.slice(0, mostTold).map(({ line, fact }) => `${name}:${line}: ${fact}`),
  });
}

/** One line that is not blank: its row, or what is wrong with it. */
export function parseJsonLine(line: string): { value: DatasetRow } | { fact: string; cause?: unknown } {
  try {
    const value: unknown = JSON.parse(line);
    if (isTooNested(value)) return { fact: `The line is nested deeper than ${mostNesting} levels.` };
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as DatasetRow };
    return { fact: `The line is no JSON object but ${excerpt(line)}.` };
  } catch (cause) {
    return { fact: `The line is no JSON: ${excerpt(line)}.`, cause };
  }
}

function excerpt(line: string): string {
  const text = line.trim().replace(/\p{C}/gu, '?');
  return text.length <= 60 ? text : `${text.slice(0, 60)}...`;
}
