import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { decodeError, decodeRun, decodeVerdict, readRunHead } from '../../interop/index.ts';
import type { GateError, RunHead } from '../../interop/index.ts';
import { SluiceError } from '../../model/error.ts';
import type { Run } from '../../model/run.ts';
import { shelfMetrics } from '../../model/shelf.ts';
import type { ShelfNumbers } from '../../model/shelf.ts';
import type { Verdict } from '../../model/verdict.ts';
import { runStatistics } from '../../verdict/index.ts';
import { isOurName } from './files-below.ts';
import type { FoundFile } from './files-below.ts';

/** What a file of the folder is. */
export type ShelfFile =
  | { kind: 'run'; head: RunHead; numbers?: ShelfNumbers }
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'error'; error: GateError }
  | { kind: 'fault'; what: string }
  | { kind: 'foreign' };

const headBytes = 64 * 1024;
/** As the reader of runs takes them; results are far smaller. */
const mostBytes = 256 * 1024 * 1024;
const ourSchema = /^\uFEFF?\s*\{\s*"schema"\s*:\s*"sluice\.(run|verdict|error)\//;

/** Reads as little as tells what the file is: of a run its first lines and its end. Never throws. */
export function readShelfFile(file: FoundFile): ShelfFile {
  return told(file, () => {
    const { beginning, end } = readEnds(file);
    const [, schema] = ourSchema.exec(beginning) ?? [];
    if (schema === undefined && !isOurName(basename(file.path))) return { kind: 'foreign' };
    if (schema === 'verdict') return { kind: 'verdict', verdict: decodeVerdict(textOf(file), file.path) };
    if (schema === 'error') return { kind: 'error', error: decodeError(textOf(file), file.path) };
    const head = readRunHead(beginning);
    // A file that was cut off ends otherwise.
    return head && end.trimEnd().endsWith('}') ? { kind: 'run', head } : readRunNumbers(file);
  });
}

/** Reads the whole of a run for its numbers. Never throws. */
export function readRunNumbers(file: FoundFile): ShelfFile {
  return told(file, () => {
    const run = decodeRun(textOf(file), file.path);
    const { schema, suite, arm, provenance } = run;
    return { kind: 'run', head: { schema, suite, arm, provenance }, numbers: numbersOf(run) };
  });
}

function numbersOf(run: Run): ShelfNumbers {
  const { metrics } = runStatistics(run);
  return Object.fromEntries(
    metrics
      .filter((metric) => metric.class === 'all' && shelfMetrics.some((id) => id === metric.id))
      .map(({ id, value }) => [id, value]),
  );
}

function told(file: FoundFile, read: () => ShelfFile): ShelfFile {
  try {
    if (file.bytes > mostBytes) return { kind: 'fault', what: 'It is larger than 256 MiB.' };
    return read();
  } catch (thrown) {
    if (thrown instanceof SluiceError) return { kind: 'fault', what: thrown.fact };
    return {
      kind: 'fault',
      what: `It cannot be read: ${(thrown as NodeJS.ErrnoException).code ?? String(thrown)}.`,
    };
  }
}

const textOf = ({ absolute }: FoundFile): string => readFileSync(absolute, 'utf8');

function readEnds({ absolute, bytes }: FoundFile): { beginning: string; end: string } {
  // Not through a link that has taken the file's place since.
  const descriptor = openSync(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const buffer = Buffer.alloc(Math.min(bytes, headBytes));
    const beginning = buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
    const last = Buffer.alloc(Math.min(bytes, 16));
    readSync(descriptor, last, 0, last.length, bytes - last.length);
    return { beginning, end: last.toString('utf8') };
  } finally {
    closeSync(descriptor);
  }
}
