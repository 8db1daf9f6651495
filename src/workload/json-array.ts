import { SluiceError } from '../model/error.ts';
import { isTooNested, mostNesting } from '../model/nesting.ts';
import type { DatasetRow } from '../model/plan.ts';

/** A JSON file that is one array of objects. */
export function parseJsonArray(text: string, name: string): DatasetRow[] {
  const value = text.trim() === '' ? [] : parse(text, name);
  if (!Array.isArray(value)) throw malformed(name, 'The file is JSON and no array.');
  if (isTooNested(value)) throw malformed(name, `The file is nested deeper than ${mostNesting} levels.`);
  const odd = value.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row));
  if (odd < 0) return value as DatasetRow[];
  throw malformed(`${name}, row ${odd + 1}`, `The row is ${JSON.stringify(value[odd]).slice(0, 60)}.`);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const [, line] = /\(line (\d+) column \d+\)/.exec((cause as Error).message) ?? [];
    const fact = `The file is no JSON: ${(cause as Error).message.replace(/\p{C}/gu, '?').slice(0, 160)}.`;
    throw malformed(line === undefined ? name : `${name}:${line}`, fact, cause);
  }
}

function malformed(location: string, fact: string, cause?: unknown): SluiceError {
  return new SluiceError('dataset-malformed', {
    location,
    fact,
    remedy: 'Write an array of JSON objects; for one object a line, call the file .jsonl.',
    cause,
  });
}
