/** One request, as `script.ts` writes it. */
export interface K6Request {
  /** Of the schedule: `iterationInTest`, which all execution segments count together. */
  row: number;
  /** By the clock of the process that sent it. */
  startedAtMs: number;
  /** By the clock of its machine, when it began the schedule; whole milliseconds. */
  beganAtEpochMs: number;
  /** Until it had a connection; of this, opening one; from then to the first byte, and to the end of the answer. */
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

/** Undefined for a line that is no such record: what a tool wrote between them, or one that was cut. */
export function parseResultLine(line: string): K6Request | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields.length !== 7) return undefined;
  const [row, startedAtMs, beganAtEpochMs, times, answer, headers, body] = fields as unknown[];
  if (
    !isIndex(row) ||
    !isTime(startedAtMs) ||
    !isIndex(beganAtEpochMs) ||
    !isList(times, 4) ||
    !times.every(isTime)
  )
    return undefined;
  if (!isList(answer, 4)) return undefined;
  const [status, errorCode, error, proto] = answer;
  if (!isIndex(status) || !isIndex(errorCode)) return undefined;
  if (body !== null && typeof body !== 'string') return undefined;
  const [blockedMs, connectingMs, firstByteMs, durationMs] = times as [number, number, number, number];
  return {
    row,
    startedAtMs,
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

function headersOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
