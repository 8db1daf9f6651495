import type { Run } from '../model/run.ts';
import { runHeadSchema } from './run-schema.ts';

/** Whose run it is, without what was measured. */
export type RunHead = Pick<Run, 'schema' | 'suite' | 'arm' | 'provenance'>;

const headLine = /^ {2}"(schema|suite|arm|provenance)": (.*),$/;

/**
 * The head of a run file from its first lines as `encodeRun` writes them, so that a list of many runs need not read their
 * blocks. Undefined where they are not there: the whole file then tells what it is, or what is wrong with it.
 */
export function readRunHead(beginning: string): RunHead | undefined {
  const lines = beginning.split('\n', 10).flatMap((line) => {
    const [, key, value] = headLine.exec(line) ?? [];
    return key !== undefined && value !== undefined ? [[key, value] as const] : [];
  });
  try {
    const parsed = runHeadSchema.safeParse(
      Object.fromEntries(lines.map(([key, value]) => [key, JSON.parse(value) as unknown])),
    );
    return parsed.success ? (parsed.data as RunHead) : undefined;
  } catch {
    return undefined;
  }
}
