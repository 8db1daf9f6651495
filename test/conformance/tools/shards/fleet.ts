import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { decodeRun } from '../../../../src/interop/index.ts';
import type { Run } from '../../../../src/model/run.ts';
import type { Verdict } from '../../../../src/model/verdict.ts';
import { workspace } from '../../load.ts';

const cli = join(workspace, 'src', 'cli.ts');

export interface Server {
  url: string;
  stop: () => void;
}

/** Starts a server, and waits until what it prints holds its port, as the first group of `says`. */
export async function startServer(
  command: readonly string[],
  env: Record<string, string>,
  says: RegExp,
): Promise<Server> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => void child.kill('SIGTERM');
  let told = '';
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      told = (told + chunk.toString()).slice(-10_000);
      const port = says.exec(told)?.[1];
      if (port !== undefined) resolve({ url: `http://127.0.0.1:${port}`, stop });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => reject(new Error(`the server ended: ${told}`)));
  });
}

/** The command line from the sources, in that folder. */
export const sluice = (folder: string, ...flags: string[]) =>
  execa(process.execPath, [cli, ...flags], { cwd: folder, reject: false, stdin: 'ignore' });

export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

export interface Shard {
  index: number;
  child: ReturnType<typeof sluice>;
}

export function startShard(
  folder: string,
  index: number,
  of: number,
  startAt: string,
  ...flags: string[]
): Shard {
  const part = [
    '--shard',
    `${index}/${of}`,
    '--start-at',
    startAt,
    '--out',
    `shard-${index}.json`,
    '--quiet',
  ];
  const own = ['--set', `output.directory=out-${index}`];
  return { index, child: sluice(folder, 'measure', ...part, ...own, ...flags) };
}

/** Four shards from their start to their end; what they say of themselves goes to the console. */
export async function measureInFour(folder: string, ...flags: string[]): Promise<void> {
  const startAt = inSeconds(35);
  const shards = [1, 2, 3, 4].map((index) => startShard(folder, index, 4, startAt, ...flags));
  for (const { index, child } of shards) {
    const { exitCode, stderr } = await child;
    if (exitCode !== 0) throw new Error(`shard ${index} ended with ${exitCode}: ${stderr}`);
  }
}

/** Merges what shards have written, and tells what the merge says. */
export async function merge(folder: string, files: string[]): Promise<string> {
  const { stdout, stderr } = await sluice(folder, 'merge', ...files, '--out', 'run.json');
  const told = `${stdout}\n${stderr}`.trim();
  console.log(told.replace(/^/gm, '     '));
  return told;
}

export const filesOf = (...indices: number[]): string[] => indices.map((index) => `shard-${index}.json`);

export const readRunIn = (folder: string, name: string): Run =>
  decodeRun(readFileSync(join(folder, name), 'utf8'), name);

export async function verdictOf(folder: string, ...flags: string[]): Promise<Verdict> {
  const { stdout, stderr } = await sluice(folder, ...flags, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Verdict;
}

export const writeSettings = (folder: string, settings: object): void =>
  writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settings, null, 2));

export const attemptedIn = ({ blocks }: Run): number =>
  blocks.flatMap(({ classes }) => Object.values(classes)).reduce((sum, { attempted }) => sum + attempted, 0);
