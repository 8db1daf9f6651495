import { join } from 'node:path';
import type { BenchResult } from './result.ts';
import { runTimed } from './run-client.ts';
import { startServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';

/** Resident size of the client after ever more requests. */
export async function benchMemory(settings: BenchSettings): Promise<BenchResult> {
  const target = await startServer('instant.ts');
  const client = join(import.meta.dirname, 'clients', 'memory.ts');
  const { stdout } = await runTimed([
    process.execPath,
    client,
    target.url,
    ...settings.memoryRequests.map(String),
  ]).finally(() => target.stop());
  const seen = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { requests: number; residentBytes: number });
  const rows = seen.map(({ requests, residentBytes }) => ({ requests, 'resident MB': residentBytes / 1e6 }));
  const reference = seen.find(({ requests }) => requests >= 1e5);
  const targets = seen
    .filter(({ requests }) => reference && requests > reference.requests)
    .map(({ requests, residentBytes }) => ({
      text: `resident size at ${requests} requests within 20 % of that at ${reference?.requests}`,
      met: residentBytes <= 1.2 * (reference?.residentBytes ?? 0),
    }));
  const method =
    'Closed loop of 64 connections in blocks of 50,000 requests, each reduced to its record; one process, all its threads.';
  return { name: 'Memory', method, rows, targets, notices: [] };
}
