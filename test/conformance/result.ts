import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order of the table's columns. */
export const checks = [
  'recognised',
  'ready',
  'answered',
  'counts',
  'firstToken',
  'overload',
  'outOfMemory',
  'badRequest',
] as const;

export type Check = (typeof checks)[number];

/** `none`: the server has nothing of the kind. */
export interface CheckResult {
  is: 'yes' | 'no' | 'none';
  /** The numbers. */
  found: string;
}

/** One protocol of one server, as it was measured: a line of results.ndjson. */
export interface Result {
  date: string;
  /** Name of the file in `servers/`. */
  server: string;
  title: string;
  version: string;
  way: string;
  checks: Record<Check, CheckResult>;
}

const file = join(import.meta.dirname, 'results.ndjson');

export function appendResult(result: Result): void {
  appendFileSync(file, JSON.stringify(result) + '\n');
}

/** The newest of each server and way, in the order in which they were first measured. */
export function readResults(): Result[] {
  if (!existsSync(file)) return [];
  const newest = new Map<string, Result>();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const result = JSON.parse(line) as Result;
    newest.set(`${result.server} ${result.way}`, result);
  }
  return [...newest.values()];
}
