import type { Endpoint } from '../model/endpoint.ts';
import type { Mask } from '../model/mask.ts';
import type { Arm } from '../model/run.ts';

/** What a start of a target needs besides its plan. */
export interface TargetContext {
  /** Unique id of this run of the gate; labels containers and marks processes, so that they can be found again. */
  sessionId: string;
  arm: Arm;
  /** Absolute; relative paths of the plan start here, and none may leave it. */
  workspace: string;
  /** Absolute; each start writes one bounded log file into it. */
  logDirectory: string;
  /** Absolute; what was started is written here, for `cleanUp`. */
  stateFile: string;
  /** Aborting it during a start takes back what was started. It has no effect on a target that is running. */
  signal: AbortSignal;
  onNote: (text: string) => void;
  /** Keeps secrets out of what is written of the target. Absent: there are none. */
  mask?: Mask;
}

export interface TargetIdentity {
  kind: 'container' | 'process' | 'url';
  /** Image, command, or host. */
  name: string;
  /** Containers: `repository@sha256:...`, or the image id where the image was never pushed. */
  digest?: string;
}

export type TargetState =
  | { kind: 'running' }
  /** `exitCode` is 128 + signal number after a signal, and null where nobody knows it any more. */
  | { kind: 'exited'; exitCode: number | null; outOfMemory: boolean };

export interface RunningTarget {
  /** Its url is without a slash at the end. */
  endpoint: Endpoint;
  identity: TargetIdentity;
  /** Where it tells of itself, where that is another port; without a slash at the end. */
  metricsUrl?: string;
  /** Of containers: its id and its main process, as the engine's machine numbers it. */
  container?: { containerId: string; pid: number };
  /** Of processes of this machine: the first of them. */
  pid?: number;
  /** From the start of the container or process to the first good readiness answer; for urls, until one came. */
  readyMs: number;
  /** Of a container's image. */
  imageBytes?: number;
  /** The bounded log; absent for urls. */
  logFile?: string;
  /** What makes every measurement of it less valid, in words. */
  warnings?: string[];
  state(): Promise<TargetState>;
  /** The last 20 lines, without control characters, each cut at 300 characters. Works after `stop`, too. */
  logTail(): Promise<string[]>;
  /** Stops and removes it, and checks that it is gone; any number of times. Throws `target-stop-failed`. */
  stop(): Promise<void>;
}

let starts = 0;

/** Unique in this process, and with the session id on this machine: the container's name and the log file's. */
export function nameTarget(context: Pick<TargetContext, 'sessionId' | 'arm'>): string {
  starts += 1;
  return `sluice-${context.sessionId}-${context.arm}-${starts}`;
}
