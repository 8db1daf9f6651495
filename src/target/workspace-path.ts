import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { SluiceError, type ErrorCode } from '../model/error.ts';

/**
 * The real absolute path of a file or folder of the workspace. Symbolic links are followed before the check, so that
 * none leads out. Throws `path-outside-workspace`, or `missingCode` when there is nothing at the path.
 */
export function resolveInWorkspace(
  workspace: string,
  path: string,
  setting: string,
  missingCode: ErrorCode,
): string {
  const root = realpathSync(workspace);
  const asked = resolve(root, path);
  let real: string;
  try {
    real = realpathSync(asked);
  } catch (cause) {
    assertInside(root, asked, path, setting);
    throw new SluiceError(missingCode, {
      fact: `\`${setting}\` names ${path}, and there is nothing there.`,
      remedy: `Create it, or correct the path; it starts from the workspace ${root}.`,
      cause,
    });
  }
  assertInside(root, real, path, setting);
  return real;
}

function assertInside(root: string, path: string, written: string, setting: string): void {
  if (path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new SluiceError('path-outside-workspace', {
    fact: `\`${setting}\` names ${written}, which is outside the workspace ${root}.`,
    remedy: 'Use a path inside the repository.',
  });
}
