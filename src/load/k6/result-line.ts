/** One request, as `script.ts` writes it. */
export interface K6Request {
  /** Of the schedule: `iterationInTest`, which all execution segments count together. */
  row: number;
  /** How many iterations its process had begun before. */
  begunBefore: number;
  /** By the clock of the process that sent it. */
  startedAtMs: number;
  /** By the same clock: when k6 gave the answer, or the error, to the script. */
  returnedAtMs: number;
  /** What it was given: less than the total where the grace of the block would have been over before. */
  timeoutMs: number;
  /** By the clock of its machine, when it began the schedule; whole milliseconds. */
  beganAtEpochMs: number;
  /** Until it had a connection; of this, opening one; from then to the first byte, and to the end of the answer. All 0 where no connection was opened. */
  blockedMs: number;
  connectingMs: number;
  firstByteMs: number;
  durationMs: number;
  status: number;
  errorCode: number;
  error: string;
  /** `HTTP/1.1`; empty where no answer came. */
  proto: string;
  headers: Record<string, string>;
  /** Null where there is none. */
  body: string | null;
}

/** A line of the results, with the test that it belongs to. */
export type ResultLine = { testId: string } & (
  | { kind: 'request'; request: K6Request }
  /** An iteration that sent nothing: a closed loop was over. */
  | { kind: 'left-out'; begunBefore: number }
  /** The process has told all. */
  | { kind: 'end' }
);

/** Undefined for a line that is no such record: what a tool wrote between them, or one that was cut. */
export function parseResultLine(line: string): ResultLine | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [testId, ...rest] = fields as unknown[];
  if (typeof testId !== 'string') return undefined;
  if (rest.length === 1 && rest[0] === 'end') return { testId, kind: 'end' };
  if (rest.length === 2) {
    const [row, begunBefore] = rest;
    return isIndex(row) && isIndex(begunBefore) ? { testId, kind: 'left-out', begunBefore } : undefined;
  }
  const request = requestOf(rest);
  return request && { testId, kind: 'request', request };
}

function requestOf(fields: readonly unknown[]): K6Request | undefined {
  if (fields.length !== 8) return undefined;
  const [row, begunBefore, clock, beganAtEpochMs, times, answer, headers, body] = fields;
  if (!isIndex(row) || !isIndex(begunBefore) || !isIndex(beganAtEpochMs)) return undefined;
  if (!isTimes(clock, 3) || !isTimes(times, 4) || !isList(answer, 4)) return undefined;
  const [status, errorCode, error, proto] = answer;
  if (!isIndex(status) || !isIndex(errorCode)) return undefined;
  if (body !== null && typeof body !== 'string') return undefined;
  const [startedAtMs, returnedAtMs, timeoutMs] = clock as [number, number, number];
  const [blockedMs, connectingMs, firstByteMs, durationMs] = times as [number, number, number, number];
  return {
    row,
    begunBefore,
    startedAtMs,
    returnedAtMs,
    timeoutMs,
    beganAtEpochMs,
    blockedMs,
    connectingMs,
    firstByteMs,
    durationMs,
    status,
    errorCode,
    error: typeof error === 'string' ? error : '',
    proto: typeof proto === 'string' ? proto : '',
    headers: headersOf(headers),
    body,
  };
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value < Infinity;
const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isList = (value: unknown, length: number): value is unknown[] =>
  Array.isArray(value) && value.length === length;
const isTimes = (value: unknown, length: number): value is number[] =>
  isList(value, length) && value.every(isTime);

function headersOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
