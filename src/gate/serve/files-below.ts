import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ShelfFault } from '../../model/shelf.ts';

/** Names that only Sluice writes, whatever is in them. */
export const isOurName = (name: string): boolean => /^(run(-.*)?|result|error)\.json$/.test(name);

const skipped = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** Of files and folders together; a repository with its dependencies is below it. */
const mostEntries = 50_000;

export interface FoundFile {
  /** From the folder, with `/`. */
  path: string;
  absolute: string;
  bytes: number;
  /** Changes when the file does. */
  stamp: string;
}

export interface FoundFiles {
  files: FoundFile[];
  faults: ShelfFault[];
  isCut: boolean;
}

/**
 * Every JSON file below a folder. Symbolic links are not followed, so that nothing outside the folder is ever shown; hidden
 * folders and `node_modules` are left out. A folder that cannot be read is a fault and hides no other.
 */
export function filesBelow(folder: string): FoundFiles {
  const found: FoundFiles = { files: [], faults: [], isCut: false };
  const folders = [folder];
  let entries = 0;
  for (let current = folders.shift(); current !== undefined; current = folders.shift()) {
    const shown = (name: string) => relative(folder, join(current ?? '', name)).replaceAll('\\', '/');
    try {
      for (const entry of readdirSync(current, { withFileTypes: true })) {
        if (++entries > mostEntries) return { ...found, isCut: true };
        const { name } = entry;
        if (entry.isDirectory() && !skipped(name)) folders.push(join(current, name));
        else if (entry.isSymbolicLink() && isOurName(name))
          found.faults.push({
            path: shown(name),
            what: 'It is a symbolic link, and those are not followed.',
          });
        else if (entry.isFile() && name.endsWith('.json'))
          found.files.push(...fileAt(join(current, name), shown(name)));
      }
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
      found.faults.push({ path: shown('.') || '.', what: `The folder cannot be read: ${code}.` });
    }
  }
  return found;
}

/** None where it is gone since. */
function fileAt(absolute: string, path: string): FoundFile[] {
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (!status) return [];
  const { size, mtimeMs, ino } = status;
  return [{ path, absolute, bytes: size, stamp: `${mtimeMs} ${size} ${ino}` }];
}
