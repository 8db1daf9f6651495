import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface BenchServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts one of `servers/` as a process of its own. */
export async function startServer(file: string, ...args: string[]): Promise<BenchServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'servers', file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
