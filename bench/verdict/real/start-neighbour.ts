import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the noisy neighbour as a process of its own; the answer ends it, and waits until it is gone. */
export function startNeighbour(seed: number): () => Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'neighbour.ts'), String(seed)], {
    stdio: ['pipe', 'ignore', 'inherit'],
    // In a group of its own: a Ctrl-C is for whoever started it, who then ends it.
    detached: true,
  });
  const exit = once(child, 'exit');
  return async () => {
    child.kill('SIGKILL');
    await exit;
  };
}
