import { SluiceError } from '../model/error.ts';
import type { ErrorCode } from '../model/error.ts';

/** One thing that is wrong with what the user wrote. */
export interface Problem {
  code: ErrorCode;
  at: Place;
  /** A sentence with the bad value. */
  fact: string;
  remedy: string;
}

/** Where it was written: a key of sluice.yml, by its path, or an input of the action, which is an option of the CLI. */
export type Place = { path: readonly PropertyKey[]; key?: boolean } | { input: string };

/** Gathers what is wrong, so that all of it can be told at once and not one error a push. */
export class Problems {
  readonly found: Problem[] = [];

  add(code: ErrorCode, at: Place, fact: string, remedy: string): void {
    // Each is located by a walk through the file: a flood of them would take minutes, and nobody reads it.
    if (this.found.length < mostFound) this.found.push({ code, at, fact, remedy });
  }

  /** @throws SluiceError of the first problem in the order of the file, with all of them as evidence. */
  throwIfAny(locate: (place: Place) => string): void {
    const located = this.found.map((problem) => ({ ...problem, location: locate(problem.at) }));
    const [first] = located.sort((a, b) => lineOf(a.location) - lineOf(b.location));
    if (!first) return;
    const lines = located.map(({ location, fact, remedy }) => `${location}: ${fact} ${remedy}`);
    throw new SluiceError(first.code, {
      location: first.location,
      fact:
        lines.length === 1
          ? first.fact
          : `${first.fact} (${lines.length}${lines.length === mostFound ? ' or more' : ''} problems in all, listed below)`,
      remedy: first.remedy,
      ...(lines.length > 1 && { evidence: lines.slice(0, mostLines) }),
    });
  }
}

/** Inputs have no line and come first. */
const lineOf = (location: string): number => Number(/:(\d+)$/.exec(location)?.[1] ?? 0);

const mostFound = 200;
const mostLines = 50;
const mostCharacters = 60;

/** A value as the user wrote it, short enough for a message and on one line. */
export function quote(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list (${cut(JSON.stringify(value))})`;
  if (typeof value === 'object' && value !== null) return `a map (${cut(JSON.stringify(value))})`;
  if (typeof value === 'string') return `'${cut(value)}'`;
  return cut(String(value));
}

function cut(text: string): string {
  // Control characters and line breaks would let a value forge lines of the log.
  const line = withoutSecrets(text.replace(/\p{C}/gu, '?'));
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters)}...`;
}

/** An address that is no good may still hold a password, or a key in its query. */
const withoutSecrets = (text: string): string =>
  text.replace(/:\/\/[^/@\s]*@/g, '://***@').replace(/([?&][^=&\s]{1,60}=)[^&\s]+/g, '$1***');

/** A path as people write it: `workload.classes.short.rows[2]`. */
export function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** zod carries one string an issue; ours has the fact on its first line and the remedy on its second. */
export function message(fact: string, remedy: string): string {
  return `${fact}\n${remedy}`;
}
