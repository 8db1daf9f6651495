/** What a failed call to GitHub means: whether waiting helps, and what a person can do about it. */
export interface Failure {
  kind: 'unauthorised' | 'permission' | 'rate-limited' | 'not-found' | 'refused' | 'unavailable';
  /** Whether the same call may succeed a little later. */
  retryable: boolean;
  /** What GitHub asked for, with `Retry-After` or its rate-limit headers. */
  waitMs?: number;
  /** One line: status and GitHub's own message, bounded. */
  fact: string;
}

/** What helps where a failure is `unauthorised`. */
export const renewToken = 'Leave the input `github-token` at its default, or renew the secret behind it.';

/** No call was made, since there is nothing to make it with. */
export class TokenMissing extends Error {}

/** An answer with a good status whose body is not what GitHub's description promises. */
export class UnexpectedAnswer extends Error {}

interface ErrorAnswer {
  status: number;
  message: string;
  headers: Record<string, string>;
}

/** Classifies anything thrown by a call. `nowMs` is needed for rate limits given as a point in time. */
export function classify(thrown: unknown, nowMs: number): Failure {
  if (thrown instanceof UnexpectedAnswer) {
    return { kind: 'unavailable', retryable: true, fact: oneLine(thrown.message) };
  }
  if (thrown instanceof TokenMissing) return { kind: 'unauthorised', retryable: false, fact: thrown.message };
  const answer = answerOf(thrown);
  if (answer === undefined) {
    return { kind: 'unavailable', retryable: true, fact: `no answer: ${oneLine(messageOf(thrown))}` };
  }
  const { status, message, headers } = answer;
  const fact = oneLine(`${status} ${message}`);
  if (isRateLimit(answer)) {
    const waitMs = requestedWaitMs(headers, nowMs);
    return { kind: 'rate-limited', retryable: true, fact, ...(waitMs !== undefined && { waitMs }) };
  }
  if (status >= 500 || status === 408) {
    const waitMs = requestedWaitMs(headers, nowMs);
    return { kind: 'unavailable', retryable: true, fact, ...(waitMs !== undefined && { waitMs }) };
  }
  if (status === 401) return { kind: 'unauthorised', retryable: false, fact };
  if (status === 403 && /not accessible|permission|must have|must authenticate/i.test(message)) {
    return { kind: 'permission', retryable: false, fact };
  }
  if (status === 404) return { kind: 'not-found', retryable: false, fact };
  return { kind: 'refused', retryable: false, fact };
}

/** A rate limit is a 429, or a 403 that says so in its headers or words. */
function isRateLimit({ status, message, headers }: ErrorAnswer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return 'retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message);
}

function requestedWaitMs(headers: Record<string, string>, nowMs: number): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  if (seconds >= 0) return seconds * 1000;
  const resetSeconds = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (headers['x-ratelimit-remaining'] === '0' && resetSeconds > 0) {
    return Math.max(0, resetSeconds * 1000 - nowMs);
  }
  return undefined;
}

/** Octokit gives network faults a status too; only an error with a response is an answer of GitHub. */
function answerOf(thrown: unknown): ErrorAnswer | undefined {
  if (!(thrown instanceof Error) || !('response' in thrown) || !('status' in thrown)) return undefined;
  const response = thrown.response as
    { headers?: Record<string, string>; data?: { message?: unknown } } | undefined;
  if (response === undefined) return undefined;
  const told = response.data?.message;
  return {
    status: Number(thrown.status),
    message: typeof told === 'string' ? told : thrown.message,
    headers: response.headers ?? {},
  };
}

/** With what lies beneath it: `fetch failed` alone says nothing. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { message, cause } = thrown;
  const beneath = cause instanceof Error && message === 'fetch failed' ? ` (${messageOf(cause)})` : '';
  return `${message || thrown.name}${beneath}`;
}

/** GitHub's message may be a page of HTML; it goes into logs, so it is one short line without control characters. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}
