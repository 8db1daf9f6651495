import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadinessPlan } from '../model/target.ts';
import { openGrpcProbe } from './grpc-probe.ts';
import { openProbe, type Probe, type Way } from './probe.ts';
import type { TargetState } from './running-target.ts';

/** One probe never takes longer, whatever the whole wait may take. */
const probeTimeoutMs = 5000;

type Exited = Extract<TargetState, { kind: 'exited' }>;

export interface ReadinessWait {
  /** Complete URL of the readiness answer. */
  url: string;
  /** Absent: a plain connection. */
  way?: Way;
  plan: ReadinessPlan;
  /** From `performance.now()`; both the time to readiness and the time-out count from it. */
  startedAtMs: number;
  signal: AbortSignal;
  /** Resolves when the target has exited, and gives up when the signal is aborted. Absent for urls. */
  untilExited?: (signal: AbortSignal) => Promise<Exited>;
}

export type Readiness =
  | { kind: 'ready'; readyMs: number }
  | { kind: 'exited'; state: Exited }
  /** `untrusted`: the certificate of the server was refused, and no further waiting would help. */
  | { kind: 'never'; last: string; untrusted?: true }
  | { kind: 'cancelled' };

/** Asks by HTTP GET, or by a call of gRPC, until a good answer comes, the target exits, the time is over, or the signal is aborted. */
export async function waitUntilReady(wait: ReadinessWait): Promise<Readiness> {
  const { url, way = {}, plan } = wait;
  const base = url.slice(0, url.length - plan.path.length);
  const others = (plan.otherPaths ?? []).map((path) => openProbe(base + path, way));
  const asked = plan.grpc
    ? openGrpcProbe(url, way)
    : askInTurn(askForText(openProbe(url, way), plan.contains), others);
  const done = new AbortController();
  const interrupted = new AbortController();
  let exit: Exited | undefined;
  wait
    .untilExited?.(AbortSignal.any([wait.signal, done.signal]))
    .then((state) => {
      exit = state;
      interrupted.abort();
    })
    // Nobody knows that it has exited: then the probes decide.
    .catch(() => undefined);
  const signal = AbortSignal.any([wait.signal, interrupted.signal]);

  let last: string | undefined;
  try {
    for (;;) {
      const remainingMs = wait.startedAtMs + wait.plan.timeoutMs - performance.now();
      if (remainingMs <= 0) return { kind: 'never', last: last ?? 'no answer' };
      const answer = await probe(asked, Math.min(probeTimeoutMs, remainingMs), signal);
      if (wait.signal.aborted) return { kind: 'cancelled' };
      if (exit) return { kind: 'exited', state: exit };
      if (answer === 'ready') return { kind: 'ready', readyMs: performance.now() - wait.startedAtMs };
      if (answer.untrusted) return { kind: 'never', last: answer.problem, untrusted: true };
      // The last probe may be cut to nothing by the end of the wait: what came before says more.
      if (!answer.timedOut || remainingMs >= probeTimeoutMs) last = answer.problem;
      else last ??= answer.problem;
      await sleep(wait.plan.intervalMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    done.abort();
    await asked.close();
  }
}

type Question = Pick<Probe, 'ask' | 'close'>;

/** A good answer must also hold this text, for servers that tell what they are about to do. */
function askForText(probe: Probe, text: string | undefined): Question {
  if (text === undefined) return probe;
  return {
    async ask(signal) {
      const { status, body } = await probe.read(signal);
      if (status < 200 || status > 299 || body.includes(text)) return status;
      throw new TypeError(`HTTP ${status} without ${text}`);
    },
    close: () => probe.close(),
  };
}

/** Where the server has no such path the next one is asked; where it has none of them, the first answer counts. */
function askInTurn(first: Question, others: Question[]): Question {
  return {
    async ask(signal) {
      const status = await first.ask(signal);
      if (!hasNoSuchPath(status)) return status;
      for (const other of others) {
        const answer = await other.ask(signal);
        if (!hasNoSuchPath(answer)) return answer;
      }
      return status;
    },
    async close() {
      await Promise.all([first, ...others].map((question) => question.close()));
    },
  };
}

/** As servers say so; 400 is Triton's word. */
const hasNoSuchPath = (status: number): boolean => [400, 404, 405, 501].includes(status);

async function probe(
  asked: Question,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<'ready' | { problem: string; timedOut?: true; untrusted?: true }> {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
  try {
    const status = await asked.ask(AbortSignal.any([signal, timeout]));
    return status >= 200 && status < 300 ? 'ready' : { problem: `HTTP ${status}` };
  } catch (error) {
    if (timeout.aborted) return { problem: `no answer within ${describeSeconds(timeoutMs)}`, timedOut: true };
    const problem = describeConnectionError(error);
    return isCertificateFault(error) ? { problem, untrusted: true } : { problem };
  }
}

/** OpenSSL's verdicts on a certificate, and Node's own on its names. */
function isCertificateFault(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|CA_|INVALID_CA|ERR_TLS_CERT)/.test(code);
}

/** The system's error code where there is one: `ECONNREFUSED`. */
function describeConnectionError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  // Docker's port proxy accepts before the server listens, and then closes: this is how "not yet" looks there.
  if (code === 'UND_ERR_SOCKET') return 'the connection was closed without an answer';
  // What the client says of a proxy stands in its message alone.
  return code === undefined || code === 'UND_ERR_ABORTED' ? error.message : code;
}

/** The sentence of a failed wait: `No 2xx from http://127.0.0.1:49153/health in 300 s; last: ECONNREFUSED`. */
export function describeNeverReady(url: string, timeoutMs: number, last: string): string {
  return `No 2xx from ${url} in ${describeSeconds(timeoutMs)}; last: ${last}`;
}

function describeSeconds(durationMs: number): string {
  return `${Number((durationMs / 1000).toFixed(1))} s`;
}
