import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import { ownerMark } from './owner.ts';
import { isSessionId } from './session.ts';

/**
 * What was started, on disk, so that another process can take it away after a cancel, a crash or a SIGKILL.
 *
 * An entry is written before the thing is made (then without an id) and again once its id is known: between the two
 * the session's label or environment variable finds it. Reads and writes are synchronous, so that two starts in one
 * process cannot lose each other's entries, and a rename makes each of them whole or absent.
 */
const schema = z.strictObject({
  schema: z.literal('sluice.started/1'),
  sessions: z.array(
    z.strictObject({
      sessionId: z.string().refine(isSessionId),
      /** See owner.ts; absent where the system tells none. */
      owner: z.string().optional(),
      containers: z.array(z.strictObject({ name: z.string(), id: z.string().optional() })),
      processes: z.array(
        z.strictObject({
          name: z.string(),
          // Never 0 or 1: as a group they would mean our own, and everybody's.
          pid: z.int().min(2).optional(),
          /** Start time in clock ticks since boot, from /proc/<pid>/stat: a pid alone may be somebody else's by now. */
          startTicks: z.string().optional(),
        }),
      ),
      worktrees: z
        .array(
          z.strictObject({
            /** Of the folder, which lies beside this file. */
            name: z.string().regex(/^sluice-[\w.-]+-worktree$/u),
            /** Absolute: the clone that it belongs to. */
            repository: z.string(),
          }),
        )
        .default([]),
    }),
  ),
});

export type Started = z.infer<typeof schema>;
export type StartedSession = Started['sessions'][number];
export type StartedContainer = StartedSession['containers'][number];
export type StartedProcess = StartedSession['processes'][number];
export type StartedWorktree = StartedSession['worktrees'][number];

/** Undefined when there is no file; throws when there is one that cannot be read. */
export function readStarted(stateFile: string): Started | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

/** Writes the entry, in place of an earlier one of the same name. */
export function recordContainer(stateFile: string, sessionId: string, entry: StartedContainer): void {
  change(stateFile, sessionId, (session) => ({
    ...session,
    containers: [...session.containers.filter(({ name }) => name !== entry.name), entry],
  }));
}

/** Writes the entry, in place of an earlier one of the same name. */
export function recordProcess(stateFile: string, sessionId: string, entry: StartedProcess): void {
  change(stateFile, sessionId, (session) => ({
    ...session,
    processes: [...session.processes.filter(({ name }) => name !== entry.name), entry],
  }));
}

/** Writes the entry, in place of an earlier one of the same name. */
export function recordWorktree(stateFile: string, sessionId: string, entry: StartedWorktree): void {
  change(stateFile, sessionId, (session) => ({
    ...session,
    worktrees: [...session.worktrees.filter(({ name }) => name !== entry.name), entry],
  }));
}

/** After it was stopped and seen to be gone. The file goes with its last entry. */
export function forgetStarted(stateFile: string, sessionId: string, name: string): void {
  change(stateFile, sessionId, (session) => ({
    ...session,
    containers: session.containers.filter((entry) => entry.name !== name),
    processes: session.processes.filter((entry) => entry.name !== name),
  }));
}

type Update = (session: StartedSession) => StartedSession;

function change(stateFile: string, sessionId: string, update: Update): void {
  try {
    writeChange(stateFile, sessionId, update);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Without the record nothing may be started: nobody could take it away after a crash.
    throw new SluiceError('output-unwritable', {
      fact: `The record of what was started, ${stateFile}, cannot be kept: ${reason}`,
      remedy:
        'Check that its folder can be written and has space left, and that no other file is in its place.',
      cause,
    });
  }
}

function writeChange(stateFile: string, sessionId: string, update: Update): void {
  const sessions = readStarted(stateFile)?.sessions ?? [];
  const session = sessions.find((one) => one.sessionId === sessionId);
  const owner = ownerMark(stateFile);
  const none = { ...(owner === undefined ? {} : { owner }), containers: [], processes: [], worktrees: [] };
  const updated = update(session ?? { sessionId, ...none });
  const others = sessions.filter((one) => one !== session);
  const kept = [...others, updated].filter(
    ({ containers, processes, worktrees }) => containers.length + processes.length + worktrees.length > 0,
  );
  if (kept.length === 0) {
    rmSync(stateFile, { force: true });
    return;
  }
  const started: Started = { schema: 'sluice.started/1', sessions: kept };
  mkdirSync(dirname(stateFile), { recursive: true });
  const temporary = `${stateFile}.${process.pid}.new`;
  writeFileSync(temporary, `${JSON.stringify(started, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, stateFile);
}
