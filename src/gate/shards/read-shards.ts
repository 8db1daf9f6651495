import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SluiceError } from '../../model/error.ts';
import type { ShardFile } from '../../verdict/index.ts';
import { readRunFile } from '../compare.ts';

/**
 * The runs of shards in files, and in folders with what is below them.
 * @throws SluiceError `run-unreadable`, which names the file, `shards-missing`
 */
export function readShards(paths: readonly string[]): ShardFile[] {
  return paths.flatMap((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory()
      ? readShardFolder(path)
      : [{ name: path, run: readRunFile(path) }],
  );
}

/**
 * The runs of shards in a folder and those below it, where their artifacts were downloaded to.
 * @throws SluiceError `shards-missing` where there is no folder, `run-unreadable`
 */
export function readShardFolder(folder: string): ShardFile[] {
  const files = runFilesBelow(folder);
  return files.map((file) => ({ name: relative(folder, file), run: readRunFile(file) }));
}

/** As the action names them, and `sluice measure --shard` in all examples. */
const shardFile = /^(?:run-(?:candidate|base)|shard-\d+(?:-base)?)\.json$/;

function runFilesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && shardFile.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (cause) {
    throw new SluiceError('shards-missing', {
      fact: `The folder ${folder} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy:
        'Let `merge-shards` name the folder that actions/download-artifact wrote the artifacts of the shards to.',
      cause,
    });
  }
}
