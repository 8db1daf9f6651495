import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Place, Problems } from './problem.ts';
import { inWorkspace } from './workspace-path.ts';

/** Checks the user's paths and rewrites them as they are from the workspace. */
export class PathChecker {
  readonly workspace: string;
  /** Absolute folder of sluice.yml, which its relative paths start from. */
  readonly folder: string;
  readonly problems: Problems;

  constructor(workspace: string, folder: string, problems: Problems) {
    this.workspace = workspace;
    this.folder = folder;
    this.problems = problems;
  }

  /** A path in sluice.yml, or in an input, which starts from the workspace. Undefined, and a problem, where it leads outside. */
  inside(path: string, at: Place): string | undefined {
    const checked = inWorkspace(this.workspace, 'input' in at ? this.workspace : this.folder, path);
    if (checked !== undefined) return checked;
    this.problems.add(
      'path-outside-workspace',
      at,
      `The path ${path} leads outside the workspace (symbolic links are followed).`,
      'Use a path inside the repository.',
    );
    return undefined;
  }

  /** What is at a path that `inside` gave. */
  kindOf(path: string): 'file' | 'folder' | 'special' | 'missing' {
    const found = statSync(join(this.workspace, path), { throwIfNoEntry: false });
    if (!found) return 'missing';
    if (found.isDirectory()) return 'folder';
    // Pipes and devices have no end, or none that is reached.
    return found.isFile() ? 'file' : 'special';
  }

  /** SHA-256 of a file that is there, in hexadecimal. */
  digestOf(path: string): string {
    return createHash('sha256')
      .update(readFileSync(join(this.workspace, path)))
      .digest('hex');
  }
}
