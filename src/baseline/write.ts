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
  const path = join(directory, checkSuiteName(file.suite), `${file.environment.fingerprint}.json`);
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
    if (cause instanceof SluiceError) throw cause;
    throw new SluiceError('output-unwritable', {
      fact: `The baseline ${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Make the folder of baselines writable, or name another with `baselines`.',
      cause,
    });
  }
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
