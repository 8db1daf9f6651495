import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { BaselineFile } from './baseline-file.ts';
import { formatBaseline } from './format.ts';
import { parseBaseline } from './parse.ts';
import { checkSuiteName } from './suite-folder.ts';

/**
 * Writes a baseline to its place, all of it or nothing, and never over a file that cannot be read.
 * @param directory the absolute folder of all baselines
 * @returns the path written
 * @throws SluiceError `baseline-unreadable`, `output-unwritable`
 */
export async function writeBaseline(directory: string, file: BaselineFile): Promise<string> {
  const path = pathOf(directory, file);
  const text = formatBaseline(file);
  // What cannot be read again must not be committed; this also refuses a fingerprint that is no file name.
  parseBaseline(text, path);
  const temporary = `${path}.${process.pid}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await checkReplaceable(path);
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    return path;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause instanceof SluiceError ? cause : unwritable(path, 'written', cause);
  }
}

/**
 * Removes a baseline from its place, unless it cannot be read there.
 * @returns the path removed
 * @throws SluiceError `baseline-unreadable`, `output-unwritable`
 */
export async function removeBaseline(directory: string, file: BaselineFile): Promise<string> {
  const path = pathOf(directory, file);
  try {
    await checkReplaceable(path);
    await rm(path, { force: true });
    return path;
  } catch (cause) {
    throw cause instanceof SluiceError ? cause : unwritable(path, 'removed', cause);
  }
}

function pathOf(directory: string, { suite, environment }: BaselineFile): string {
  return join(directory, checkSuiteName(suite), `${environment.fingerprint}.json`);
}

function unwritable(path: string, what: 'written' | 'removed', cause: unknown): SluiceError {
  return new SluiceError('output-unwritable', {
    fact: `The baseline ${path} cannot be ${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Make the folder of baselines writable, or name another with `baselines`.',
    cause,
  });
}

async function checkReplaceable(path: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return;
    throw thrown;
  }
  parseBaseline(text, path);
}
