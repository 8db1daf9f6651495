import { execa } from 'execa';
import { SluiceError } from '../model/error.ts';
import { maximumFileBytes, type NamedText } from './baseline-file.ts';
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
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(at.commit)) {
    throw new SluiceError('input-invalid', {
      fact: `${JSON.stringify(at.commit.slice(0, 100))} is no commit hash.`,
      remedy: 'Name the commit by its 40 hexadecimal digits.',
    });
  }
  const git = runnerOf(at.workspace);
  if ((await git(['cat-file', '-e', `${at.commit}^{commit}`])).failed) return undefined;
  const listed = await git(['ls-tree', '-z', '-l', '--full-tree', at.commit, '--', `${folder}/`]);
  if (listed.failed) throw unreadable(folder, `cannot be listed at ${at.commit}: ${listed.message}`);
  const entries = listed.text
    .split('\0')
    .filter((line) => line !== '')
    .map(parseEntry)
    .filter((entry) => isBaselineName(entry.path.slice(entry.path.lastIndexOf('/') + 1)));
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

type Git = (args: string[]) => Promise<{ failed: boolean; text: string; message: string }>;

function runnerOf(workspace: string): Git {
  return async (args) => {
    const result = await execa('git', args, {
      cwd: workspace,
      reject: false,
      stripFinalNewline: false,
      timeout: 30_000,
      env: { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    });
    const message =
      result.stderr.trim().slice(0, 300) || (result.failed ? String(result.message).slice(0, 300) : '');
    return { failed: result.failed, text: result.stdout ?? '', message };
  };
}

/** `100644 blob 3b18e51...     11\tbaselines/tickets/3f9a.json` */
function parseEntry(line: string): { mode: string; object: string; bytes: number; path: string } {
  const tab = line.indexOf('\t');
  const [mode = '', , object = '', bytes = ''] = line.slice(0, tab).split(/ +/);
  return { mode, object, bytes: Number(bytes) || 0, path: line.slice(tab + 1) };
}
