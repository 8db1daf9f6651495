import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { GateEvent } from '../model/progress.ts';
import type { Arm } from '../model/run.ts';
import type { TargetContext } from '../target/index.ts';

/** What one gate run works with besides its plan: identity, folders, time, and the ways to stop and to tell. */
export interface GateContext {
  sessionId: string;
  /** Absolute; everything that a person may want to look at is written here. */
  directory: string;
  /** What was started, for the cleanup after a cancel or crash. */
  stateFile: string;
  signal: AbortSignal;
  tell: (event: GateEvent) => void;
  startedAtMs: number;
  deadlineMs: number;
}

export interface GateOptions {
  signal: AbortSignal;
  tell: (event: GateEvent) => void;
  sessionId?: string;
  stateFile?: string;
}

export function makeContext(plan: Plan, options: GateOptions): GateContext {
  const sessionId = options.sessionId ?? newSessionId();
  const startedAtMs = performance.now();
  return {
    sessionId,
    directory: makeDirectory(resolve(plan.workspace, plan.output.directory)),
    stateFile: options.stateFile ?? stateFileOf(sessionId, tmpdir()),
    signal: options.signal,
    tell: options.tell,
    startedAtMs,
    deadlineMs: startedAtMs + plan.budgetMs,
  };
}

/** The budget begins now: what was done before it, to have something to measure, does not count. */
export function startClock(context: GateContext, plan: Plan): GateContext {
  const startedAtMs = performance.now();
  return { ...context, startedAtMs, deadlineMs: startedAtMs + plan.budgetMs };
}

/** What a start in this folder needs besides its plan. */
export function targetContext(context: GateContext, arm: Arm, workspace: string): TargetContext {
  const { sessionId, directory, stateFile, signal, tell } = context;
  return {
    sessionId,
    arm,
    workspace,
    logDirectory: join(directory, 'logs'),
    stateFile,
    signal,
    onNote: (text) => tell({ kind: 'note', text }),
  };
}

export function newSessionId(): string {
  return randomUUID().slice(0, 8);
}

export function stateFileOf(sessionId: string, directory: string): string {
  return join(directory, `sluice-started-${sessionId}.json`);
}

export function remainingMs(context: GateContext): number {
  return context.deadlineMs - performance.now();
}

function makeDirectory(directory: string): string {
  try {
    mkdirSync(join(directory, 'logs'), { recursive: true });
  } catch (cause) {
    throw new SluiceError('output-unwritable', {
      fact: `The folder ${directory} cannot be made: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy: 'Give a folder that can be written with `output: { directory: ... }` or --out.',
      cause,
    });
  }
  return directory;
}
