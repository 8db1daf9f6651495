import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A real repository in a folder of its own, gone after the test. */
export class GitRepository {
  readonly folder: string;

  constructor(...start: string[]) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-git-')));
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    this.git(...(start.length > 0 ? start : ['init', '--quiet', '--initial-branch=main']), this.folder);
  }

  /** Whole, or the newest commit alone. */
  clone(...options: string[]): GitRepository {
    return new GitRepository('clone', '--quiet', ...options, `file://${this.folder}`);
  }

  git(...arguments_: string[]): string {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    return execFileSync('git', [...identity, ...arguments_], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** @returns the hash of a commit with these files besides those that are there */
  commit(files: Record<string, string>, message = 'a change'): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Folders of its worktrees, the repository's own first. */
  worktrees(): string[] {
    const listed = this.git('worktree', 'list', '--porcelain').split('\n');
    return listed.flatMap((line) => (line.startsWith('worktree ') ? [line.slice(9)] : []));
  }
}
