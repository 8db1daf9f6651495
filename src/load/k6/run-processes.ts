import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../model/error.ts';
import { LineFile } from '../external/line-file.ts';
import { startTool, type ToolEnd, type ToolProcess } from '../external/tool-process.ts';
import type { Barrier } from './barrier.ts';
import { CpuMeter } from './cpu-meter.ts';
import { k6Environment } from './program.ts';
import { segmentArguments } from './segments.ts';

export interface K6Processes {
  command: string;
  /** Where they are started. */
  folder: string;
  /** Takes a file of each. */
  output: string;
  segments: number;
  script: string;
  /** Besides those of every run. */
  arguments: (outputFile: string) => string[];
  environment: Record<string, string>;
  /** Where they wait for one another; absent: each begins when it is ready. */
  barrier?: Barrier;
  /** From the start to the last request that may be begun. */
  loadMs: number;
  /** From the start to the end of the grace. */
  longestMs: number;
  startAtEpochMs: number;
  signal: AbortSignal;
  onLine: (segment: number, line: string) => void;
  /** Called once, with the time until they begin. */
  onStart: (inMs: number) => void;
  /** About twice a second, after the new lines were told. */
  onTick: () => void;
}

export interface K6End {
  startedAtEpochMs: number;
  /** While they sent; 0 where it is not known. */
  coresUsed: number;
  /** How many of their files end in the middle of a line. */
  cutFiles: number;
}

const tickMs = 500;
/** For k6 to read its script and make its VUs. */
const startUpMs = 60_000;
/** Beyond the longest, before a process is taken to hang. */
const patienceMs = 15_000;

/**
 * Runs k6 in so many processes, which share a test by execution segments, and tells the lines of their files as they come.
 * Returns early where the signal aborts.
 * @throws SluiceError `engine-script-failed` for a process that fails or hangs. Nothing of k6 is left when it returns or throws.
 */
export async function runProcesses(run: K6Processes): Promise<K6End> {
  mkdirSync(run.output, { recursive: true, mode: 0o700 });
  const paths = Array.from({ length: run.segments }, (_, segment) => outputFile(run.output, segment));
  const files = paths.map((path, segment) => new LineFile(path, (line) => run.onLine(segment, line)));
  const processes: ToolProcess[] = [];
  const cpu = new CpuMeter(
    () => processes.reduce((sum, process) => sum + process.readCpuSeconds(), 0),
    run.loadMs,
  );
  const readCpu = () => cpu.read(performance.now());
  const kill = () => processes.forEach((process) => process.kill());
  run.signal.addEventListener('abort', kill, { once: true });
  const tick = setInterval(() => {
    readCpu();
    files.forEach((file) => file.readNew());
    run.onTick();
  }, tickMs);
  let loadEnds: NodeJS.Timeout | undefined;
  try {
    if (!run.barrier) await waitUntil(run);
    for (const [segment, path] of paths.entries()) processes.push(await start(run, segment, path));
    if (run.signal.aborted) kill();
    if (run.barrier) await untilReady(run, run.barrier, processes);
    const [startedAtMs, startedAtEpochMs] = [performance.now(), Date.now()];
    cpu.begin(startedAtMs);
    // A little before, for a timer is late.
    loadEnds = setTimeout(readCpu, Math.max(0, run.loadMs - 20));
    const allEnded = Promise.all(processes.map(({ ended }) => ended));
    const startUpHereMs = run.barrier ? 0 : startUpMs;
    const ends = await within(
      run.longestMs + patienceMs + startUpHereMs,
      allEnded,
      run.signal,
      'did not end',
    );
    if (!run.signal.aborted) ends?.forEach(throwIfFailed);
    return { startedAtEpochMs, coresUsed: cpu.coresUsed, cutFiles: closeAll(files) };
  } finally {
    clearInterval(tick);
    clearTimeout(loadEnds);
    run.signal.removeEventListener('abort', kill);
    kill();
    await Promise.all(processes.map(({ ended }) => ended));
    closeAll(files);
  }
}

/** Reads what is left of them. @returns how many end in the middle of a line */
function closeAll(files: readonly LineFile[]): number {
  files.forEach((file) => file.readNew());
  return files.filter((file) => file.close()).length;
}

export const outputFile = (folder: string, segment: number): string =>
  join(folder, `segment-${segment + 1}.ndjson`);

async function waitUntil({ startAtEpochMs, signal, onStart }: K6Processes): Promise<void> {
  const waitMs = Math.max(0, startAtEpochMs - Date.now());
  onStart(waitMs);
  await sleep(waitMs, undefined, { signal }).catch(() => undefined);
}

/** All of them wait at the barrier, which opens at the agreed time; one that fails before that is told. */
async function untilReady(
  run: K6Processes,
  barrier: Barrier,
  processes: readonly ToolProcess[],
): Promise<void> {
  const failed = Promise.race(processes.map(async ({ ended }) => throwEndedEarly(await ended)));
  await within(startUpMs, Promise.race([barrier.allWait, failed]), run.signal, 'was not ready');
  await waitUntil(run);
  barrier.open();
}

function start(run: K6Processes, segment: number, path: string): Promise<ToolProcess> {
  const arguments_ = [
    'run',
    '--quiet',
    '--no-color',
    '--log-format=raw',
    // No interface of its own: processes beside one another would fight for the port.
    '--address=',
    ...segmentArguments(segment, run.segments),
    ...run.arguments(path),
    run.script,
  ];
  const environment = { ...k6Environment(), K6_NO_SUMMARY: 'true', ...run.environment };
  return startTool(run.command, arguments_, { directory: run.folder, environment });
}

function throwIfFailed({ exitCode, lines }: ToolEnd): void {
  if (exitCode === 0) return;
  const how = exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;
  throw new SluiceError('engine-script-failed', {
    // Below the error of a script stands where it was thrown.
    fact: `k6 ${how}: ${lines.findLast((line) => !line.startsWith('at ')) ?? 'it said nothing'}`,
    remedy: 'Its last lines are below; correct the script, or what it asks for.',
    evidence: lines,
  });
}

/** Nobody leaves the barrier before it opens. */
function throwEndedEarly(end: ToolEnd): never {
  throwIfFailed(end);
  throw new SluiceError('engine-script-failed', {
    fact: 'k6 ended before it was ready to send, without an error.',
    remedy: 'Its last lines are below. Look whether `load.engine.k6.command` names k6 itself.',
    evidence: end.lines,
  });
}

/** Waits, and no longer than that. Undefined where the signal aborts before. */
async function within<T>(
  timeoutMs: number,
  work: Promise<T>,
  signal: AbortSignal,
  what: string,
): Promise<T | undefined> {
  const over = new AbortController();
  const ending = { signal: AbortSignal.any([over.signal, signal]) };
  const late = sleep(timeoutMs, 'late' as const, ending).catch(() => undefined);
  try {
    const first = await Promise.race([work.then((value) => ({ value })), late]);
    if (first !== 'late') return first?.value;
    throw new SluiceError('engine-script-failed', {
      fact: `k6 ${what} in ${Math.round(timeoutMs / 1000)} s and was ended.`,
      remedy: 'Try the built-in engine. Where that works, please report it with the log of this run.',
    });
  } finally {
    over.abort();
    work.catch(() => undefined);
  }
}
