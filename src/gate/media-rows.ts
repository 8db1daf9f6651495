import { SluiceError } from '../model/error.ts';
import type { MediaRow, MediaSource } from '../model/media.ts';
import type { Plan } from '../model/plan.ts';
import { mostBodyBytes } from '../model/schedule.ts';
import { saltMarker } from '../load/index.ts';
import { makeAudio, makeImages } from '../workload/index.ts';
import { seededRandom } from './chance.ts';
import { readFolder } from './folder-files.ts';

/**
 * Images, recordings and files as rows. What a class draws depends on the seed and its name alone; files that several
 * classes name are read once. Generated files hold the marker of the salt, so that the bytes of one block are not those
 * of the next. Throws `config-invalid` where all classes together hold more than is kept in memory.
 */
export function createMediaSource(
  { workspace, seed }: Pick<Plan, 'workspace' | 'seed'>,
  mostBytes = mostBodyBytes,
): (source: MediaSource, className: string) => Promise<MediaRow[]> {
  const read = new Map<string, MediaRow[]>();
  let heldBytes = 0;
  return async (source, className) => {
    const key = JSON.stringify(source.kind === 'folder' ? source : className);
    const known = read.get(key);
    if (known) return known;
    const rows: MediaRow[] = [];
    for await (const row of open(source, workspace, () => seededRandom(seed, 'media', className))) {
      heldBytes += row.bytes;
      if (heldBytes > mostBytes) throw tooMuch(className, row.name, mostBytes);
      rows.push(row);
    }
    read.set(key, rows);
    return rows;
  };
}

function open(
  source: MediaSource,
  workspace: string,
  chance: () => ReturnType<typeof seededRandom>,
): Iterable<MediaRow> | AsyncIterable<MediaRow> {
  switch (source.kind) {
    case 'image':
      return makeImages(source, chance(), saltMarker);
    case 'audio':
      return makeAudio(source, chance(), saltMarker);
    case 'folder':
      return readFolder(source, workspace);
  }
}

function tooMuch(className: string, name: string, mostBytes: number): SluiceError {
  return new SluiceError('config-invalid', {
    fact:
      `With ${name} of the class ${className}, the images, recordings and files of all classes have more than ` +
      `${Math.round(mostBytes / 2 ** 20)} MiB.`,
    remedy: 'Lower `count` or the sizes in workload.classes, or name fewer files.',
  });
}
