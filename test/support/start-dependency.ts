import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('dependency-server.js', import.meta.url));

export interface Dependency {
  host: string;
  port: number;
  told(): Promise<{ connections: number; requests: number; written: number }>;
  stop(): void;
}

/** Starts `dependency-server.js`. */
export async function startDependency(env: Record<string, string> = {}): Promise<Dependency> {
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const [host, port] = ['127.0.0.1', Number(printed)];
  return {
    host,
    port,
    told: async () => (await (await fetch(`http://${host}:${port}/told`)).json()) as never,
    stop: () => void child.kill(),
  };
}
