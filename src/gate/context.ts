import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { Mask } from '../model/mask.ts';
import type { ObserveBlock } from '../model/observed-block.ts';
import type { Plan } from '../model/plan.ts';
import type { GateEvent } from '../model/progress.ts';
import type { Arm } from '../model/run.ts';
import type { TargetContext } from '../target/index.ts';
import { hideInEvent, maskOf } from './secrets.ts';

/** What one gate run works with besides its plan: identity, folders, time, and the ways to stop and to tell. */
export interface GateContext {
  sessionId: string;
  /** Absolute; everything that a person may want to look at is written here. */
  directory: string;
  /** What was started, for the cleanup after a cancel or crash. */
  stateFile: string;
  signal: AbortSignal;
  tell: (event: GateEvent) => void;
  /** Shown each block that was kept, before the next one; absent where nobody watches. */
  onBlock?: ObserveBlock;
  /** Keeps secrets out of what others say. */
  mask: Mask;
  startedAtMs: number;
  deadlineMs: number;
}

export interface GateOptions {
  signal: AbortSignal;
  tell: (event: GateEvent) => void;
  onBlock?: ObserveBlock;
  sessionId?: string;
  stateFile?: string;
}

export function makeContext(plan: Plan, options: GateOptions): GateContext {
  const sessionId = options.sessionId ?? newSessionId();
  const startedAtMs = performance.now();
  const mask = maskOf(plan);
  return {
    sessionId,
    directory: makeDirectory(resolve(plan.workspace, plan.output.directory)),
    stateFile: options.stateFile ?? stateFileOf(sessionId, tmpdir()),
    signal: options.signal,
    tell: (event) => options.tell(hideInEvent(event, mask)),
    ...(options.onBlock ? { onBlock: options.onBlock } : {}),
    mask,
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
  const { sessionId, directory, stateFile, signal, tell, mask } = context;
  return {
    sessionId,
    arm,
    workspace,
    logDirectory: join(directory, 'logs'),
    stateFile,
    signal,
    onNote: (text) => tell({ kind: 'note', text }),
    mask,
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
    return realpathSync(directory);
  } catch (thrown) {
    const cause = causeOf(join(directory, 'logs'), thrown);
    throw new SluiceError('output-unwritable', {
      fact: `The folder ${directory} cannot be made: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy: 'Give a folder that can be written with `output: { directory: ... }` or --out.',
      cause,
    });
  }
}

/** Where folders are to be made on a read-only file system, Node says that there are none; making one says why. */
function causeOf(directory: string, cause: unknown): unknown {
  const above = dirname(directory);
  if (!existsSync(above)) return causeOf(above, cause);
  try {
    mkdirSync(directory);
    return cause;
  } catch (own) {
    return own;
  }
}
