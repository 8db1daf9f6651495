import { z } from 'zod';
import { isPassing } from '../model/retry.ts';
import type { GitLabMergeRequest } from './merge-request.ts';

/** More than any page of notes has. */
const mostAnswerBytes = 64 * 1024 * 1024;

/** A call that was not answered as it should have been. */
export class GitLabFailure extends Error {
  /** Absent where there was no answer. */
  readonly status: number | undefined;
  /** What GitLab asks for with `Retry-After`. */
  readonly waitMs: number;

  constructor(message: string, status?: number, waitMs = 0) {
    super(message);
    this.status = status;
    this.waitMs = waitMs;
  }
}

/** Whether the same call may succeed a little later, and after how long at the earliest. */
export function pauseOf(failure: unknown): number | undefined {
  if (!(failure instanceof GitLabFailure)) return undefined;
  const { status, waitMs } = failure;
  return status === undefined || isPassing(status) ? waitMs : undefined;
}

export interface GitLabClient {
  /** @param path below the address of the API */
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  /** All pages, one after the other. */
  list<T>(path: string, query: Record<string, string>, item: z.ZodType<T>): Promise<T[]>;
  send<T>(method: 'POST' | 'PUT', path: string, body: object, answer: z.ZodType<T>): Promise<T>;
}

/** A busy merge request has some hundred notes. */
const mostPages = 100;

/** @param signal ends every call */
export function gitLabClient(
  { apiUrl }: Pick<GitLabMergeRequest, 'apiUrl'>,
  token: string,
  signal: AbortSignal,
): GitLabClient {
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${apiUrl.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        'private-token': token,
        'user-agent': 'sluice',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      // It would take the token along.
      redirect: 'manual',
      signal,
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((cause: unknown) => {
      throw new GitLabFailure(`no answer: ${reasonOf(cause)}`);
    });
    const text = await readText(answer);
    if (answer.ok) return { answer, text };
    const waitMs = Number(answer.headers.get('retry-after') ?? 0) * 1000 || 0;
    throw new GitLabFailure(`${answer.status} ${messageOf(text)}`.trim(), answer.status, waitMs);
  };
  return {
    get: async (path, schema) => parsed((await call('GET', path)).text, schema),
    async list(path, query, item) {
      const items: z.infer<typeof item>[] = [];
      let page: string | null = '1';
      for (let pages = 0; page && pages < mostPages; pages += 1) {
        const parameters = new URLSearchParams({ ...query, per_page: '100', page });
        const { answer, text } = await call('GET', `${path}?${parameters}`);
        items.push(...parsed(text, z.array(item)));
        page = answer.headers.get('x-next-page');
      }
      return items;
    },
    send: async (method, path, body, schema) => parsed((await call(method, path, body)).text, schema),
  };
}

/** An answer that is none of GitLab's, such as a proxy's page, is a passing fault. */
function parsed<T>(text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new GitLabFailure(`the answer is no JSON: ${oneLine(text)}`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new GitLabFailure(`the answer is not what GitLab's description promises: ${oneLine(text)}`);
}

async function readText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > mostAnswerBytes) throw new GitLabFailure('the answer has no end');
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof GitLabFailure ? cause : new GitLabFailure(`no whole answer: ${reasonOf(cause)}`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** GitLab's own words: `message` or `error`, as text or as lists by field. */
function messageOf(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const told = message ?? error;
    return oneLine(typeof told === 'string' ? told : JSON.stringify(told ?? ''));
  } catch {
    return oneLine(text);
  }
}

function reasonOf(cause: unknown): string {
  const inner = (cause as { cause?: { code?: string } }).cause?.code;
  return inner ?? (cause instanceof Error ? oneLine(cause.message) : String(cause));
}

/** It goes into logs: one short line without control characters. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
