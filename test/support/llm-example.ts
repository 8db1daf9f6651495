import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const llmExample = fileURLToPath(new URL('../../examples/llm', import.meta.url));

/** llama.cpp is no dependency of Sluice: the example has its own, installed when it is first needed. */
export async function ensureLlmExample(): Promise<void> {
  if (existsSync(join(llmExample, 'node_modules/node-llama-cpp/package.json'))) return;
  const options = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', ['ci', '--prefix', llmExample, ...options]);
}

export interface LlmServer {
  url: string;
  process: ChildProcess;
  exit: Promise<number | null>;
}

/** Starts the real server on a free port and waits until its model is loaded. */
export async function startLlmServer(env: Record<string, string> = {}): Promise<LlmServer> {
  const child = spawn(process.execPath, ['server.ts'], {
    cwd: llmExample,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    let listening = 0;
    const log = createInterface({ input: child.stderr });
    log.on('line', (line) => {
      lines.push(line);
      const { event, port } = (line.startsWith('{') ? JSON.parse(line) : {}) as {
        event?: string;
        port?: number;
      };
      if (event === 'listening') listening = port!;
      if (event === 'model-loaded') resolve(listening);
    });
    log.on('close', () => reject(new Error(`The server ended before it was ready:\n${lines.join('\n')}`)));
  });
  return { url: `http://127.0.0.1:${port}`, process: child, exit };
}
