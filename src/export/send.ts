import type { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import type { Environment } from './exporter.ts';

/** The most that is read of an answer. */
const mostAnswerBytes = 1024 * 1024;

export interface HttpMessage {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | FormData;
  /** Stands for the path in messages where that is a secret. */
  shownAs?: string;
}

export interface HttpAnswer {
  status: number;
  ok: boolean;
  text: string;
  /** What the server asks for with `Retry-After`; 0 where it does not. */
  waitMs: number;
}

/** The cause of an `export-failed` whose server gave an answer, but no good one. */
export class Refusal extends Error {
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    super(`status ${answer.status}`);
    this.answer = answer;
  }
}

/**
 * Sends one message to the server of an export and returns the text of its answer. Redirects are not followed: they would
 * take the token elsewhere.
 * @param server its name in messages
 * @throws SluiceError `export-failed` where it cannot be reached, refuses, or answers without end
 */
export async function send(server: string, message: HttpMessage, signal: AbortSignal): Promise<string> {
  const answer = await exchange(server, message, signal);
  if (answer.ok) return answer.text;
  throw refused(server, message, answer);
}

/** The same where a refusal is an answer too. Throws the signal's reason when it aborts. */
export async function exchange(
  server: string,
  { method, url, headers = {}, body }: HttpMessage,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    const answer = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body ? { body } : {}),
    });
    const { status, ok, headers: told } = answer;
    const waitMs = Math.max(0, Number(told.get('retry-after') ?? 0) * 1000 || 0);
    return { status, ok, text: await readText(answer, server), waitMs };
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    signal.throwIfAborted();
    throw failed(server, `${hostOf(url)} does not answer: ${reasonOf(cause)}.`, reachable, cause);
  }
}

export function refused(
  server: string,
  { method, url, shownAs }: HttpMessage,
  answer: HttpAnswer,
): SluiceError {
  const { status, text } = answer;
  return failed(
    server,
    `${hostOf(url)} answered ${method} ${shownAs ?? new URL(url).pathname} with ${status}: ${sentence(wordsOf(text))}`,
    remedyOf(status),
    new Refusal(answer),
  );
}

/** An answer that must be JSON of a known shape: pages of proxies and of logins are not. */
export function parseAnswer<T>(server: string, text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw failed(
    server,
    `Its answer is not what its interface promises: ${sentence(text)}`,
    reachable,
    parsed.error,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The secret that an environment variable holds. Throws `export-failed` where it is not set. */
export function secretFrom(environment: Environment, variable: string, server: string): string {
  const value = environment[variable];
  if (value) return value;
  throw failed(
    server,
    `The environment variable ${variable} is not set.`,
    'Hand it to the step, from a secret of the repository. Pull requests from forks get none.',
  );
}

export function failed(server: string, fact: string, remedy: string, cause?: unknown): SluiceError {
  return new SluiceError('export-failed', { fact: `${server}: ${fact}`, remedy, cause });
}

const reachable = 'Check the address under `export:`, and that this machine can reach it.';

function remedyOf(status: number): string {
  if (status === 401 || status === 403) return 'Check the token, and what it may write.';
  if (status >= 300 && status < 400)
    return 'Give the address that it leads to; redirects are not followed, because they would take the token along.';
  if (status === 429 || status >= 500) return 'The server is at fault or busy; try again later.';
  return 'Check the settings under `export:` against what the server expects.';
}

async function readText(answer: Response, server: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > mostAnswerBytes)
      throw failed(server, `Its answer is longer than ${mostAnswerBytes} bytes.`, reachable);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url;

function reasonOf(cause: unknown): string {
  const inner = (cause as { cause?: { code?: string; message?: string } }).cause;
  return inner?.code ?? inner?.message ?? (cause as Error).message;
}

/** What a server says in JSON for people, else all of its answer. */
function wordsOf(text: string): string {
  const json = jsonOf(text) as { message?: unknown; meta?: { result_msg?: unknown } } | null | undefined;
  const said = json?.message ?? json?.meta?.result_msg;
  return typeof said === 'string' ? said : text;
}

/** On one line, bounded, and with an end. */
function sentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length > 300) return `${line.slice(0, 300)}…`;
  return /[.!?…]$/.test(line) ? line : `${line || '(no text)'}.`;
}
