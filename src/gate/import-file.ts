import { closeSync, createReadStream, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ImportOptions, ToolName } from '../interop/index.ts';
import { headCharacters, importLines, importText, recogniseFormat } from '../interop/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';

/** A file that is read as a whole must fit into one text; those with a line for each request may have any size. */
const mostWholeBytes = 256 * 1024 * 1024;

/** Reads another tool's result into a run. */
export async function importFile(
  file: string,
  asked: ToolName | 'auto',
  options: Omit<ImportOptions, 'writtenAtEpochMs'>,
): Promise<Run> {
  const { head, bytes, writtenAtEpochMs } = openHead(file);
  const format = recogniseFormat(head, asked, file);
  const told = { ...options, writtenAtEpochMs };
  if (format.reading === 'lines') {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
    return importLines(format, lines, file, told);
  }
  if (bytes > mostWholeBytes)
    throw new SluiceError('import-refused', {
      fact: `The file has ${Math.round(bytes / 2 ** 20)} MiB; at most ${mostWholeBytes / 2 ** 20} are read of ${format.title}.`,
      remedy: 'Make a shorter run, or let the tool leave out prompts and answers.',
      location: file,
    });
  return importText(format, readFileSync(file, 'utf8'), file, told);
}

/** The beginning of the file, its size, and when it was written. */
function openHead(file: string): { head: string; bytes: number; writtenAtEpochMs: number } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size, mtimeMs } = fstatSync(descriptor);
    const buffer = Buffer.alloc(headCharacters);
    const read = readSync(descriptor, buffer, 0, headCharacters, 0);
    return { head: buffer.toString('utf8', 0, read), bytes: size, writtenAtEpochMs: Math.round(mtimeMs) };
  } catch (cause) {
    throw new SluiceError('run-unreadable', {
      fact: `${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy: 'Check the path; give the file that the tool wrote.',
      cause,
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
