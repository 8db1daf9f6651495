import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { maximumFileBytes, type BaselineFile, type NamedText } from './baseline-file.ts';
import { parseBaseline } from './parse.ts';
import { checkSuiteName, isBaselineName, maximumFiles } from './suite-folder.ts';
import { unreadable } from './unreadable.ts';

/**
 * Reads every baseline of a suite from a folder of the working tree; an empty list when there is none yet.
 * @param directory the absolute folder of all baselines
 * @throws SluiceError `baseline-unreadable` for the first file that is there and cannot be used
 */
export async function readBaselines(directory: string, suite: string): Promise<BaselineFile[]> {
  const folder = join(directory, checkSuiteName(suite));
  const texts: NamedText[] = [];
  for (const fileName of await listFolder(folder)) {
    const path = join(folder, fileName);
    texts.push({ name: path, text: await readText(path) });
  }
  return parseBaselines(texts, suite);
}

/**
 * Parses texts as they were found, and holds each against its place.
 * @throws SluiceError `baseline-unreadable`
 */
export function parseBaselines(texts: readonly NamedText[], suite: string): BaselineFile[] {
  return texts.map(({ name, text }) => {
    const file = parseBaseline(text, name);
    if (file.suite !== suite)
      throw unreadable(name, `is of the suite ${file.suite}, in the folder of ${suite}`);
    if (`${file.environment.fingerprint}.json` !== basename(name)) {
      throw unreadable(
        name,
        `is of the environment ${file.environment.fingerprint}, which its name does not say`,
      );
    }
    return file;
  });
}

/** File names of the baselines in a folder, sorted; an empty list when there is no such folder. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    if ((await lstat(folder)).isSymbolicLink()) throw unreadable(folder, 'is a symbolic link');
    const names = (await readdir(folder)).filter(isBaselineName).sort();
    if (names.length > maximumFiles)
      throw unreadable(folder, `holds ${names.length} files; at most ${maximumFiles} are read`);
    return names;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) {
      if (thrown.code === 'ENOENT') return [];
      if (thrown.code === 'ENOTDIR')
        throw unreadable(folder, 'is a file and not a folder', { cause: thrown });
      if (thrown.code !== 'baseline-unreadable')
        throw unreadable(folder, `cannot be listed: ${thrown.message}`, { cause: thrown });
    }
    throw thrown;
  }
}

/** A link could lead out of the workspace, so only plain files are read. */
async function readText(path: string): Promise<string> {
  try {
    const status = await lstat(path);
    if (!status.isFile()) throw unreadable(path, 'is not a plain file');
    if (status.size > maximumFileBytes) {
      throw unreadable(path, `is ${status.size} bytes long; a baseline stays below ${maximumFileBytes}`);
    }
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'syscall' in thrown) {
      throw unreadable(path, `cannot be read: ${thrown.message}`, { cause: thrown });
    }
    throw thrown;
  }
}
