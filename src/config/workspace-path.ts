import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * A path that the user wrote, as it is from the workspace, with symbolic links followed.
 * What does not exist yet is judged by the nearest folder above it that does.
 * @param from absolute folder that a relative path starts from
 * @returns the path relative to the workspace (`.` for the workspace itself), or undefined when it leads outside
 */
export function inWorkspace(workspace: string, from: string, path: string): string | undefined {
  if (!canBePath(path)) return undefined;
  const absolute = resolve(from, path);
  if (leavesFolder(realpathSync(workspace), followLinks(absolute))) return undefined;
  const within = relative(workspace, absolute);
  // Through a link the written path may look as if it left the workspace although it does not.
  const shown = leavesFolder(workspace, absolute)
    ? relative(realpathSync(workspace), followLinks(absolute))
    : within;
  return shown === '' ? '.' : shown.split(sep).join('/');
}

/** What no file system takes is not even looked for: Linux has names of 255 bytes, and paths of 4,096. */
function canBePath(path: string): boolean {
  const names = path.split('/').map((name) => Buffer.byteLength(name));
  return !path.includes('\0') && Buffer.byteLength(path) < 3000 && names.every((bytes) => bytes <= 255);
}

/** True when `absolute` is neither `folder` nor below it. */
function leavesFolder(folder: string, absolute: string): boolean {
  const way = relative(folder, absolute);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

/** Links are followed even where they lead to nothing yet: what is written later would follow them too. */
function followLinks(absolute: string, depth = 0): string {
  if (existsSync(absolute) || depth > mostLinks) return depth > mostLinks ? sep : realpathSync(absolute);
  if (lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return followLinks(resolve(dirname(absolute), readlinkSync(absolute)), depth + 1);
  }
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(followLinks(parent, depth), absolute.slice(parent.length));
}

/** As Linux has it; a loop of links counts as leading outside. */
const mostLinks = 40;
