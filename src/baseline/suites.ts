import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolder } from './read.ts';
import { unreadable } from './unreadable.ts';

/**
 * Names of the suites that have baselines in a folder, sorted; an empty list when there is no such folder.
 * @param directory the absolute folder of all baselines
 * @throws SluiceError `baseline-unreadable` when the folder cannot be listed
 */
export async function listSuites(directory: string): Promise<string[]> {
  const suites: string[] = [];
  for (const name of (await listFolders(directory)).sort()) {
    if ((await listFolder(join(directory, name))).length > 0) suites.push(name);
  }
  return suites;
}

async function listFolders(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    if (thrown.code === 'ENOENT') return [];
    throw unreadable(directory, `cannot be listed: ${thrown.message}`, {
      remedy: 'Name the folder of the baselines with `--baselines`.',
      cause: thrown,
    });
  }
}
