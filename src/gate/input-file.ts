import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';

/** Larger datasets are a mistake in the making: a gate sends a few thousand requests. */
const maximumDatasetBytes = 256 * 1024 * 1024;

/** The text of a file of the user's, decoded as UTF-8. */
export function readText(path: string, workspace: string): string {
  return readBytes(path, workspace).toString('utf8');
}

/** @throws SluiceError dataset-missing, or dataset-malformed where it is too large */
export function readBytes(path: string, workspace: string): Buffer {
  const file = resolve(workspace, path);
  try {
    const status = statSync(file);
    // Before it is opened: a pipe would be waited for, and a device has no end.
    if (!status.isFile())
      throw malformed(`The file ${path} is a folder, a pipe or a device.`, 'Commit the file itself.');
    if (status.size <= maximumDatasetBytes) return readFileSync(file);
    throw malformed(
      `The file ${path} has ${Math.round(status.size / 2 ** 20)} MiB; at most 256 are read.`,
      'Commit a sample of it: a gate sends a few thousand requests at most.',
    );
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw new SluiceError('dataset-missing', {
      fact: `The file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy:
        'Commit the file, or correct its path in sluice.yml; paths start from the folder of sluice.yml.',
      cause,
    });
  }
}

const malformed = (fact: string, remedy: string): SluiceError =>
  new SluiceError('dataset-malformed', { fact, remedy });
