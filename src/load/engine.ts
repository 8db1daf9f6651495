import { availableParallelism } from 'node:os';
import type { LoadPlan } from '../model/plan.ts';
import type { ProtocolPlan } from '../model/protocol.ts';
import type { EngineOrigin } from '../model/engine.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { BlockPlan, Sessions, Workload } from '../model/schedule.ts';
import { allocateBlock } from './block-order.ts';
import { createClock } from './clock.ts';
import { ColumnStore, firstRows, type EngineSamples } from './columns.ts';
import type { EngineProgress } from './engine-progress.ts';
import { engineFault } from './engine-fault.ts';
import { resolveEndpoint, type Endpoint } from './endpoint.ts';
import { mergeGapCounts } from './gap-histograms.ts';
import { measureHealth } from './health.ts';
import { allocateLiveCounters, cell, createProgressReader, type LiveCounters } from './live-counters.ts';
import type { BlockOrder } from './messages.ts';
import { measuredParts } from './measured-rows.ts';
import { prepareRequests, writeSalt } from './prepared-requests.ts';
import { createProtocol, speaksGrpc } from './protocols/index.ts';
import type { AnswerPlan } from './protocols/protocol.ts';
import { blockSalt } from './protocols/salt.ts';
import { loadSchemaValidator } from './protocols/schema-check.ts';
import { startSenders, type Senders } from './senders.ts';
import { mergeExamples } from './merge-examples.ts';
import { oneBlockAtATime } from './one-block.ts';
import { throwIfCancelled } from './throw-if-cancelled.ts';
import { workerFile } from './worker-file.ts';

export interface EngineOptions {
  protocol: ProtocolPlan;
  workload: Workload;
  load: LoadPlan;
  /** Absolute folder that the files of the protocol are relative to; the working directory where it is not said. */
  workspace?: string;
  /** Environment variables that programs of others are marked with, so that a cleanup finds them. */
  marks?: Record<string, string>;
  /** Replaces `{{salt}}`, together with the block: the same in both arms of a pair. */
  salt: string;
  /** Gives up an engine that waits for workers of other machines. */
  signal?: AbortSignal;
}

export interface RunOptions {
  signal: AbortSignal;
  /** Called about twice a second, and once when every request has ended. */
  onProgress?: (progress: EngineProgress) => void;
  /** By this machine's clock, when the block is to begin; at once where it is absent or past. */
  startAtEpochMs?: number;
  /** Called once, right before the first request may be due, with the time until the block begins. */
  onStart?: (inMs: number) => void;
}

export interface Engine {
  /** Absent: the built-in engine. */
  origin?: EngineOrigin;
  /**
   * Puts one block of load on the endpoint and returns every request of it. One block at a time, and the next one
   * overwrites the samples: they lie in the same memory. Rejects with `config-invalid` when the block has more requests
   * than fit, `cancelled` when the signal aborts, `target-unreachable` for an unknown host, `engine-failed` for a fault of ours.
   */
  run(block: BlockPlan, endpoint: Endpoint, options: RunOptions): Promise<BlockSamples>;
  close(): Promise<void>;
}

const progressIntervalMs = 500;
/** From the order to go to the start of the block: time for every thread to get it. */
const startDelayMs = 10;

/**
 * Starts the load engine: every distinct input is prepared, and the worker threads are up when it returns.
 * Throws `template-invalid` when an input does not fit the protocol's template, before any load is sent.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { protocol, workload, load, salt, workspace = process.cwd() } = options;
  await loadSchemaValidator(protocol);
  const prepared = prepareRequests(createProtocol(protocol), workload);
  const clock = createClock();
  const workers = load.workers > 0 ? load.workers : defaultWorkers(availableParallelism());
  const file = workerFile();
  const senders = await startSenders(workers, file, {
    role: 'sender',
    file,
    protocol,
    workspace,
    prepared,
    classNames: workload.classes.map((requestClass) => requestClass.name),
    ...(workload.sessions ? { answers: answersOf(workload.sessions) } : {}),
    timeouts: load.timeouts,
  });
  const store = new ColumnStore();
  const live = allocateLiveCounters();

  const send: Engine['run'] = async (block, endpoint, { signal, onProgress, onStart, ...times }) => {
    const blockSaltText = blockSalt(salt, block.scenario, block.index);
    const way = speaksGrpc(protocol) ? { ...endpoint, http: '2' as const } : endpoint;
    const resolved = await resolveEndpoint(way, load.timeouts.connectMs);
    writeSalt(prepared, blockSaltText);
    const { columns, arrivals } = allocateBlock(block, workload.items, { store, live });
    const measured = measuredParts(block);
    const order = { endpoint: resolved, salt: blockSaltText, columns, live, workers, measured, arrivals };
    await senders.prepare(order);
    const waitMs = Math.max(startDelayMs, (times.startAtEpochMs ?? 0) - Date.now());
    const startAtMs = clock() + waitMs;
    const startedAtEpochMs = Date.now() + waitMs;
    onStart?.(waitMs);
    const progress = createProgressReader(live);
    const timer =
      onProgress && setInterval(() => onProgress(progress(clock() - startAtMs)), progressIntervalMs);
    const reports = await sendUntilDone(senders, startAtMs, signal).finally(() => clearInterval(timer));
    throwIfCancelled(signal);
    onProgress?.(progress(clock() - startAtMs));
    const handled = reports.reduce((sum, report) => sum + report.handled, 0);
    const asked = askedOf(arrivals.kind, columns, live);
    if (handled !== asked)
      throw engineFault(`${asked} requests were dealt to the workers, which sent ${handled}.`);
    const samples = arrivals.kind === 'closed' ? firstRows(columns, asked) : columns;
    return {
      samples,
      health: {
        ...measureHealth(block, samples, reports, clock() - startAtMs),
        httpVersion: resolved.http,
      },
      errorExamples: mergeExamples(reports.map((report) => report.errorExamples)),
      gaps: measured.map((_, part) => mergeGapCounts(reports.map(({ gaps }) => gaps[part] ?? []))),
      startedAtEpochMs,
    };
  };
  return { run: oneBlockAtATime(send), close: () => senders.close() };
}

const answersOf = ({ answerPath }: Sessions): AnswerPlan =>
  answerPath === undefined ? {} : { path: answerPath };

/** Requests that were dealt to the workers; of a session, turns after one that failed never are. */
function askedOf(kind: BlockOrder['arrivals']['kind'], columns: EngineSamples, live: LiveCounters): number {
  switch (kind) {
    case 'open':
      return columns.count;
    case 'sessions':
      return columns.dueAtMs.reduce((asked, dueMs) => (Number.isNaN(dueMs) ? asked : asked + 1), 0);
    case 'closed':
      return Math.min(Atomics.load(live.counts, cell.taken), columns.count);
  }
}

async function sendUntilDone(senders: Senders, startAtMs: number, signal: AbortSignal) {
  const stop = () => senders.stop('the run was cancelled');
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await senders.go(startAtMs);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * One worker with up to four cores: it sends tens of thousands of requests a second, more than a model of that machine
 * answers, and the model needs the cores. Above, one for every four cores, at most eight.
 */
function defaultWorkers(cores: number): number {
  return cores <= 4 ? 1 : Math.min(8, Math.floor(cores / 4));
}
