import { readFileSync } from 'node:fs';

/** What reads the files of the system; tests put their own text in its place. */
export type ReadText = (path: string) => string | undefined;

/** Undefined where there is no such file: another system, distribution or version of cgroups. */
export const readTextFile: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
