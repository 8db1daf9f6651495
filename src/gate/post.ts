import { annotate } from '../github/annotate.ts';
import { readStarted } from '../github/state.ts';
import { cleanUp, describeContainer } from '../target/index.ts';

/** The post step: removes what the main step started and could not remove itself, for example after a SIGKILL. */
export async function runPost(): Promise<void> {
  const started = readStarted();
  if (!started) return;
  const { containers, processes, worktrees, problems } = await cleanUp(started.stateFile);
  const removed = [
    ...containers.map(describeContainer),
    ...processes.map((pid) => `process ${pid}`),
    ...worktrees.map((path) => `worktree ${path}`),
  ];
  annotate([
    ...(removed.length > 0
      ? [{ level: 'notice' as const, title: 'Sluice cleaned up', message: `Removed: ${removed.join(', ')}.` }]
      : []),
    ...problems.map((message) => ({
      level: 'warning' as const,
      title: 'Sluice could not clean up',
      message,
    })),
  ]);
}
