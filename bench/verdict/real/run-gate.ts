import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../../src/model/run.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import type { RealCell } from './cells.ts';
import type { GateLine } from './gate-line.ts';
import { gateLine } from './gate-line.ts';
import { imagesOf } from './images.ts';
import { startNeighbour } from './start-neighbour.ts';

const root = join(import.meta.dirname, '..', '..', '..');
/** What the last gate wrote; the next one replaces it. */
const output = join('out', 'bench', 'verdict-real');

export interface Gate {
  cell: RealCell;
  neighbour: boolean;
  seed: number;
}

/** Runs one whole gate with the bundled program; undefined when `signal` cut it short, of which nothing is kept. */
export async function runGate(
  gate: Gate,
  { commit, signal }: { commit: string; signal: AbortSignal },
): Promise<GateLine | undefined> {
  const { cell, neighbour, seed } = gate;
  rmSync(join(root, output), { recursive: true, force: true });
  const date = new Date().toISOString();
  const startedAtMs = performance.now();
  const endNeighbour = neighbour ? startNeighbour(seed) : undefined;
  try {
    await runSluice(gate, signal);
  } finally {
    await endNeighbour?.();
  }
  if (signal.aborted) return undefined;
  const seconds = Math.round((performance.now() - startedAtMs) / 100) / 10;
  const facts = { date, cell: cell.name, neighbour, seed, seconds, cores: cpus().length, commit };
  return gateLine(facts, readMeasured());
}

async function runSluice({ cell, seed }: Gate, signal: AbortSignal): Promise<void> {
  const { base, candidate } = imagesOf(cell);
  const child = spawn(
    process.execPath,
    [
      join('dist', 'cli', 'index.js'),
      'run',
      ...['--config', join('bench', 'verdict', 'real', 'gate.yml')],
      ...['--image', candidate, '--base-image', base, '--mode', 'paired'],
      ...['--set', `workload.seed=${seed}`, ...cell.settings],
      ...['--out', output, '--quiet'],
    ],
    // In a group of its own: a second signal, from the terminal, would end it before its containers are removed.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], detached: true },
  );
  const interrupt = () => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  await once(child, 'exit');
  signal.removeEventListener('abort', interrupt);
}

function readMeasured(): { verdict: Verdict; base: Run; candidate: Run } | undefined {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, output, name), 'utf8'));
  if (!existsSync(join(root, output, 'result.json'))) return undefined;
  return {
    verdict: read('result.json') as Verdict,
    base: read('run-base.json') as Run,
    candidate: read('run-candidate.json') as Run,
  };
}
