import { readFileSync } from 'node:fs';
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
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(workspace, path));
  } catch (cause) {
    throw new SluiceError('dataset-missing', {
      fact: `The file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy:
        'Commit the file, or correct its path in sluice.yml; paths start from the folder of sluice.yml.',
      cause,
    });
  }
  if (bytes.length > maximumDatasetBytes) {
    throw new SluiceError('dataset-malformed', {
      fact: `The file ${path} has ${Math.round(bytes.length / 2 ** 20)} MiB; at most 256 are read.`,
      remedy: 'Commit a sample of it: a gate sends a few thousand requests at most.',
    });
  }
  return bytes;
}
