import { SluiceError } from '../model/error.ts';
import { maximumFileBytes, type NamedText } from './baseline-file.ts';
import { checkCommit, gitIn } from './git.ts';
import { checkSuiteName, isBaselineName, maximumFiles } from './suite-folder.ts';
import { unreadable } from './unreadable.ts';

export interface BaselinesAt {
  /** Any folder of the clone. */
  workspace: string;
  /** The commit, as 40 hexadecimal digits: a pull request's base, never its own tree. */
  commit: string;
  /** The folder of all baselines, relative to the repository's root. */
  directory: string;
  suite: string;
}

/**
 * Reads the baselines of a suite as they are at a commit, by git; an empty list when that commit has none.
 * @returns undefined when git does not have that commit: a shallow clone, or no clone at all
 * @throws SluiceError `baseline-unreadable`, `input-invalid` (the commit is none)
 */
export async function readBaselinesAt(at: BaselinesAt): Promise<NamedText[] | undefined> {
  const folder = `${at.directory.replace(/^\.\/|\/+$/g, '')}/${checkSuiteName(at.suite)}`;
  const git = gitIn(at.workspace);
  if ((await git(['cat-file', '-e', `${checkCommit(at.commit)}^{commit}`])).failed) return undefined;
  const above = foldersAbove(folder);
  const listed = await git(['ls-tree', '-z', '-l', '--full-tree', at.commit, '--', ...above, `${folder}/`]);
  if (listed.failed) throw unreadable(folder, `cannot be listed at ${at.commit}: ${listed.message}`);
  const found = listed.text
    .split('\0')
    .filter((line) => line !== '')
    .map(parseEntry);
  // A file or link in its place has nothing below it, and is not "no baseline" for that.
  const inItsPlace = found.find(({ path, mode }) => above.includes(path) && mode !== folderMode);
  if (inItsPlace) throw unreadable(inItsPlace.path, `is not a folder at ${at.commit}`);
  const entries = found.filter(
    ({ path }) => path.startsWith(`${folder}/`) && isBaselineName(path.slice(path.lastIndexOf('/') + 1)),
  );
  if (entries.length > maximumFiles) {
    throw unreadable(
      folder,
      `holds ${entries.length} files at ${at.commit}; at most ${maximumFiles} are read`,
    );
  }
  const texts: NamedText[] = [];
  for (const entry of entries) {
    if (!entry.mode.startsWith('100')) throw unreadable(entry.path, `is not a plain file at ${at.commit}`);
    if (entry.bytes > maximumFileBytes) {
      throw unreadable(
        entry.path,
        `is ${entry.bytes} bytes long; a baseline stays below ${maximumFileBytes}`,
      );
    }
    const blob = await git(['cat-file', 'blob', entry.object]);
    if (blob.failed) throw unreadable(entry.path, `cannot be read at ${at.commit}: ${blob.message}`);
    texts.push({ name: entry.path, text: blob.text });
  }
  return texts;
}

/** More than any settings file may have. */
const maximumTextBytes = 1024 * 1024;

/**
 * The text of a file as it is at a commit, by git; empty where that commit has no such file.
 * @param at.path relative to the repository's root
 * @returns undefined when git does not have that commit
 * @throws SluiceError `config-invalid` for what is no plain file, or too large
 */
export async function readTextAt(at: {
  workspace: string;
  commit: string;
  path: string;
}): Promise<string | undefined> {
  const git = gitIn(at.workspace);
  if ((await git(['cat-file', '-e', `${checkCommit(at.commit)}^{commit}`])).failed) return undefined;
  const listed = await git(['ls-tree', '-z', '-l', '--full-tree', at.commit, '--', at.path]);
  const [line] = listed.text.split('\0');
  if (listed.failed || line === undefined || line === '') return '';
  const { mode, bytes, object } = parseEntry(line);
  const blob = await git(['cat-file', 'blob', object]);
  if (mode.startsWith('100') && bytes <= maximumTextBytes && !blob.failed) return blob.text;
  throw new SluiceError('config-invalid', {
    location: at.path,
    fact: `At ${at.commit} it is no plain file of at most 1 MiB.`,
    remedy: 'Correct it on the base branch, in a change of its own.',
  });
}

const folderMode = '040000';

/** `a/b/c`: `a`, `a/b` and `a/b/c`. */
function foldersAbove(folder: string): string[] {
  const parts = folder.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** `100644 blob 3b18e51...     11\tbaselines/tickets/3f9a.json` */
function parseEntry(line: string): { mode: string; object: string; bytes: number; path: string } {
  const tab = line.indexOf('\t');
  const [mode = '', , object = '', bytes = ''] = line.slice(0, tab).split(/ +/);
  return { mode, object, bytes: Number(bytes) || 0, path: line.slice(tab + 1) };
}
