import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadGate } from '../config/index.ts';
import { SluiceError } from '../model/error.ts';
import { onInterruption } from './interruption.ts';
import { answer } from './serve/answer.ts';
import { startPageServer } from './serve/server.ts';
import { RunShelf } from './serve/shelf.ts';

interface ServeFlags {
  port: number;
  config?: string;
}

/** `sluice serve`: the runs below a folder in a browser, until it is interrupted. */
export function addServeCommand(
  program: Command,
  ending: (
    work: (folder: string, flags: ServeFlags) => Promise<number>,
  ) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('serve')
    .description('browse the runs below a folder and compare any two of them, on this machine alone')
    .argument('[dir]', 'folder of runs and results', '.')
    .option('--port <n>', 'port of 127.0.0.1 (default: a free one)', portOf, 0)
    .option('--config <file>', 'settings whose `gate:`, `slo:` and `cost:` parts to judge by')
    .action(ending(commandServe));
}

function portOf(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

async function commandServe(folder: string, { port, config }: ServeFlags): Promise<number> {
  const root = resolve(folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SluiceError('input-invalid', {
      fact: `${root} is no folder.`,
      remedy: 'Give the folder that runs were written to, for example `sluice serve out`.',
    });
  }
  const judging = loadGate({ workspace: process.cwd(), ...(config ? { config } : {}) });
  const shelf = new RunShelf(root);
  const interruption = onInterruption();
  try {
    const server = await startPageServer(port, (url) => answer(url, shelf, judging));
    process.stdout.write(`The runs below ${root} are shown at ${server.url}\nCtrl-C ends it.\n`);
    if (!interruption.signal.aborted) await once(interruption.signal, 'abort');
    await server.close();
  } finally {
    interruption.release();
  }
  return 0;
}
