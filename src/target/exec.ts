import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { SluiceError } from '../model/error.ts';
import { lastLines } from './log-line.ts';
import { toolEnvironment } from './process-environment.ts';

/** The only door to the docker CLI: argument arrays, never a shell, with a time limit and bounded output. */
const outputBytes = 4 * 1024 * 1024;

export interface DockerOptions {
  timeoutMs: number;
  /** Marks the command, so that a cleanup finds it when it outlived us. */
  sessionId?: string;
  /** Ends the command. What it asked the engine for may happen all the same. */
  signal?: AbortSignal;
}

export interface DockerAnswer {
  ok: boolean;
  stdout: string;
  /** Docker's own words, cleaned, the last 20 lines. */
  message: string[];
  timedOut: boolean;
}

/** Runs `docker` with these arguments. Throws `docker-unavailable`; any other failure is in the answer. */
export async function docker(arguments_: string[], options: DockerOptions): Promise<DockerAnswer> {
  const result = await execa('docker', arguments_, {
    reject: false,
    stdin: 'ignore',
    timeout: options.timeoutMs,
    maxBuffer: outputBytes,
    env: toolEnvironment(process.env, options.sessionId),
    extendEnv: false,
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  if (result.code === 'ENOENT') {
    throw new SluiceError('docker-unavailable', {
      fact: 'There is no program `docker` on PATH.',
      remedy: 'Install Docker, or use `target.process` or `target.url`, which need none.',
    });
  }
  const message = lastLines(result.stderr);
  if (result.failed && isEngineMissing(result.stderr)) {
    throw new SluiceError('docker-unavailable', {
      fact: 'The Docker engine does not answer.',
      remedy: 'Start it, and check that this user may use its socket (`docker info` must work).',
      evidence: message,
    });
  }
  return { ok: !result.failed, stdout: result.stdout, message, timedOut: result.timedOut };
}

function isEngineMissing(stderr: string): boolean {
  return /cannot connect to the docker daemon|failed to connect to the docker api|error during connect|permission denied while trying to connect/iu.test(
    stderr,
  );
}

export interface DockerStream {
  stdout: Readable;
  stderr: Readable;
  /** Resolves when the command has ended, for whatever reason. */
  ended: Promise<Pick<DockerAnswer, 'ok' | 'timedOut'>>;
}

/** Runs `docker` with these arguments and hands its output over as it comes. */
export function streamDocker(
  arguments_: string[],
  sessionId: string,
  { signal, timeoutMs }: Partial<Pick<DockerOptions, 'signal' | 'timeoutMs'>> = {},
): DockerStream {
  const command = execa('docker', arguments_, {
    reject: false,
    stdin: 'ignore',
    buffer: false,
    env: toolEnvironment(process.env, sessionId),
    extendEnv: false,
    ...(signal ? { cancelSignal: signal } : {}),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  return {
    stdout: command.stdout,
    stderr: command.stderr,
    ended: command.then(
      ({ failed, timedOut }) => ({ ok: !failed, timedOut }),
      () => ({ ok: false, timedOut: false }),
    ),
  };
}
