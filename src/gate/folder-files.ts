import { realpathSync, statSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { FolderSource, MediaRow } from '../model/media.ts';
import { mostBodyBytes } from '../model/schedule.ts';
import { mediaRow } from '../workload/index.ts';
import { readBytes } from './input-file.ts';

const mostFiles = 10_000;

interface Found {
  /** From the workspace. */
  path: string;
  bytes: number;
}

/**
 * The files of a folder that fit its pattern, in the order of their paths, one read after the other.
 * Throws `dataset-empty` where none does, `path-outside-workspace` for a symbolic link that leads out of it,
 * `dataset-malformed` for too many files or bytes, and for a file without any.
 */
export async function* readFolder(source: FolderSource, workspace: string): AsyncGenerator<MediaRow> {
  const files = await listFiles(source, workspace);
  checkSize(source, files);
  // Not in the order of a language, which differs between machines.
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const { default: mime } = await import('mime');
  for (const { path } of files) {
    const name = basename(path);
    yield mediaRow(readBytes(path, workspace), name, mime.getType(name) ?? 'application/octet-stream');
  }
}

async function listFiles({ folder, pattern }: FolderSource, workspace: string): Promise<Found[]> {
  const files: Found[] = [];
  for await (const found of glob(pattern, { cwd: join(workspace, folder) })) {
    const path = join(folder, found);
    const status = statSync(join(workspace, path), { throwIfNoEntry: false });
    if (!status?.isFile()) continue;
    checkInside(path, workspace);
    files.push({ path, bytes: status.size });
    if (files.length > mostFiles) {
      const fact = `More than ${mostFiles} files fit ${pattern}.`;
      throw malformed(folder, fact, 'Write a pattern that fits fewer.');
    }
  }
  if (files.length > 0) return files;
  throw new SluiceError('dataset-empty', {
    location: folder,
    fact: `No file in ${folder} fits ${pattern}.`,
    remedy:
      'Correct the pattern: `images/*.jpg` are the files of one folder, `images/**/*.jpg` also those below it.',
  });
}

/** The repository decides what lies here: a link must not fetch files of the machine. */
function checkInside(path: string, workspace: string): void {
  const root = realpathSync(workspace);
  if (realpathSync(join(workspace, path)).startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new SluiceError('path-outside-workspace', {
    location: path,
    fact: `${path} is a symbolic link that leads outside the workspace.`,
    remedy: 'Commit the file itself.',
  });
}

function checkSize({ folder, pattern }: FolderSource, files: readonly Found[]): void {
  const empty = files.find(({ bytes }) => bytes === 0);
  if (empty) throw malformed(empty.path, `${empty.path} is empty.`, 'Take it out, or commit its content.');
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= mostBodyBytes) return;
  const largest = files.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const fact =
    `The files in ${folder} that fit ${pattern} have ${mebibytes(total)} together, of which at most ` +
    `${mebibytes(mostBodyBytes)} are held; the largest is ${largest.path} with ${mebibytes(largest.bytes)}.`;
  throw malformed(folder, fact, 'Write a pattern that fits fewer, or smaller, files.');
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

function malformed(location: string, fact: string, remedy: string): SluiceError {
  return new SluiceError('dataset-malformed', { location, fact, remedy });
}
