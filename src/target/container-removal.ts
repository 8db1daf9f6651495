import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../model/error.ts';
import { docker } from './exec.ts';

const mostRemovals = 5;
const pauseMs = 300;

export interface LabelFilter {
  label: string;
  value: string;
}

/**
 * Removes the containers with this label and their anonymous volumes, and looks that they are gone.
 * Returns the ids of those it found. `pending` is for what the engine may still be making: it waits so long for so many.
 * Throws `target-stop-failed`, `docker-unavailable`.
 */
export async function removeContainers(
  filter: LabelFilter,
  pending: { expected: number; withinMs: number } = { expected: 0, withinMs: 0 },
): Promise<string[]> {
  const removed = new Set<string>();
  const deadline = performance.now() + pending.withinMs;
  let message: string[] = [];
  for (let removals = 0; ;) {
    const ids = await listContainers(filter);
    if (ids.length === 0) {
      if (removed.size >= pending.expected || performance.now() >= deadline) return [...removed];
      await sleep(pauseMs);
      continue;
    }
    if (removals === mostRemovals) throw stillThereError(filter, message);
    for (const id of ids) removed.add(id);
    // It fails for one that is going away by itself (`--rm`, another cleanup): the next look decides, not the answer.
    message = (await docker(['rm', '--force', '--volumes', ...ids], { timeoutMs: 60_000 })).message;
    removals += 1;
    if (removals > 1) await sleep(pauseMs * removals);
  }
}

function stillThereError({ label, value }: LabelFilter, evidence: string[]): SluiceError {
  return new SluiceError('target-stop-failed', {
    fact: `Containers with the label ${label}=${value} could not be removed.`,
    remedy: `Remove them: \`docker rm --force $(docker ps -aq --filter label=${label}=${value})\`.`,
    evidence,
  });
}

async function listContainers({ label, value }: LabelFilter): Promise<string[]> {
  const answer = await docker(
    ['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}=${value}`],
    { timeoutMs: 30_000 },
  );
  if (answer.ok) return answer.stdout.split('\n').filter((id) => id !== '');
  throw new SluiceError('target-stop-failed', {
    fact: 'Docker did not list its containers.',
    remedy: 'Check that `docker ps` works, and remove what is left by hand.',
    evidence: answer.message,
  });
}
