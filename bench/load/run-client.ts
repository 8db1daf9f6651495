import { execa } from 'execa';
import { join } from 'node:path';
import type { ClientOrder, ClientResult } from './clients/order.ts';

export interface TimedRun {
  stdout: string;
  stderr: string;
  /** User and system time of the process and its children. */
  cpuSeconds: number;
}

/** Runs a program to its end and takes its CPU time from the shell, alike for every client. */
export async function runTimed(
  command: string[],
  options: { input?: string; environment?: Record<string, string> } = {},
): Promise<TimedRun> {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@"';
  const { stdout, stderr } = await execa('bash', ['-c', script, 'client', ...command], {
    ...(options.input === undefined ? {} : { input: options.input }),
    env: { LC_ALL: 'C', ...options.environment },
    maxBuffer: 64e6,
    reject: false,
  });
  const times = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  return { stdout, stderr, cpuSeconds: Number(times?.[1] ?? Number.NaN) + Number(times?.[2] ?? Number.NaN) };
}

export async function runSluice(
  order: ClientOrder,
  environment: Record<string, string> = {},
): Promise<ClientResult & { cpuSeconds: number }> {
  const client = join(import.meta.dirname, 'clients', 'sluice.ts');
  const run = await runTimed([process.execPath, client, JSON.stringify(order)], { environment });
  if (run.stdout === '') throw new Error(`the client failed: ${run.stderr}`);
  return { ...(JSON.parse(run.stdout) as ClientResult), cpuSeconds: run.cpuSeconds };
}
