import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder for what is read from files, gone with the process; the file of this name holds these bytes now. */
export function scratchFile(name: string, bytes: Buffer | string): { folder: string; name: string } {
  if (folder === undefined) {
    const made = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-fuzz-')));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  writeFileSync(join(folder, name), bytes);
  return { folder, name };
}
