/** One HTTP request of a user's own script, from the points that k6 writes with `--out json`. */
export interface HttpPoint {
  endedAtEpochMs: number;
  /** 0 where no connection was opened, however long that was tried. */
  durationMs: number;
  status: number;
  errorCode: number;
  error: string;
  /** k6's own judgement, which a script changes with `http.setResponseCallback`. */
  failed: boolean;
  /** The tag `class`. */
  className: string | undefined;
  /** Which VU of its process sent it. */
  vu: string | undefined;
}

/** What a line tells. Iterations begin without a word: each tells its traffic when it is over, and that it was completed where it was. */
export type Point =
  | { kind: 'request'; request: HttpPoint }
  | { kind: 'dropped'; iterations: number }
  | { kind: 'ended' }
  | { kind: 'completed' }
  /** No line of JSON: it was cut. */
  | { kind: 'broken' };

/** k6's own, and the number of the VU. Told by name, since a script may leave some out that are needed here. */
export const systemTags = [
  ...['proto', 'subproto', 'status', 'method', 'url', 'name', 'group', 'check', 'error', 'error_code'],
  ...['tls_version', 'scenario', 'service', 'expected_response', 'vu'],
].join(',');

const wanted = /"metric":"(http_req_duration|dropped_iterations|data_sent|iterations)"/;

interface PointData {
  time?: unknown;
  value?: unknown;
  tags?: Record<string, unknown>;
  metadata?: { vu?: unknown };
}

/**
 * A line of `k6 run --out json`: one point of one metric. Undefined for points of other metrics, and for those of `setup` and
 * `teardown`, which belong to no scenario; most are, so they are only looked at.
 */
export function parsePoint(line: string): Point | undefined {
  if (!line.endsWith('}')) return { kind: 'broken' };
  const metric = wanted.exec(line)?.[1];
  if (metric === undefined || !line.includes('"type":"Point"')) return undefined;
  let data: PointData;
  try {
    data = (JSON.parse(line) as { data?: PointData }).data ?? {};
  } catch {
    return { kind: 'broken' };
  }
  const { value, tags = {} } = data;
  if (typeof value !== 'number' || !(value >= 0) || textOf(tags.scenario) === '') return undefined;
  switch (metric) {
    case 'data_sent':
      return { kind: 'ended' };
    case 'iterations':
      return { kind: 'completed' };
    case 'dropped_iterations':
      return { kind: 'dropped', iterations: value };
    default:
      return requestOf(value, data);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function requestOf(durationMs: number, { time, tags = {}, metadata }: PointData): Point | undefined {
  const endedAtEpochMs = epochOf(time);
  if (Number.isNaN(endedAtEpochMs)) return undefined;
  const status = Number(textOf(tags.status) || 0);
  const errorCode = Number(textOf(tags.error_code) || 0);
  return {
    kind: 'request',
    request: {
      endedAtEpochMs,
      durationMs,
      status,
      errorCode,
      error: textOf(tags.error),
      failed: isFailed(textOf(tags.expected_response), status, errorCode),
      className: textOf(tags.class) || undefined,
      vu: textOf(metadata?.vu) || undefined,
    },
  };
}

/** A script may switch k6's judgement off (`http.setResponseCallback(null)`). */
function isFailed(expectedResponse: string, status: number, errorCode: number): boolean {
  if (status === 0) return true;
  return expectedResponse === '' ? status >= 400 || errorCode > 0 : expectedResponse === 'false';
}

/** RFC 3339 with up to nanoseconds, of which a date keeps only the milliseconds. */
function epochOf(time: unknown): number {
  if (typeof time !== 'string') return Number.NaN;
  const fraction = /\.(\d{3})(\d+)/.exec(time)?.[2];
  return Date.parse(time) + (fraction === undefined ? 0 : Number(`0.${fraction}`));
}
