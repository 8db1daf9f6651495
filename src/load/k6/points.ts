/** One HTTP request of a user's own script, from the points that k6 writes with `--out json`. */
export interface HttpPoint {
  endedAtEpochMs: number;
  durationMs: number;
  status: number;
  errorCode: number;
  error: string;
  /** k6's own judgement, which a script changes with `http.setResponseCallback`. */
  failed: boolean;
  /** The tag `class`. */
  className: string | undefined;
}

export type Point = { kind: 'request'; request: HttpPoint } | { kind: 'dropped'; iterations: number };

const wanted = /"metric":"(http_req_duration|dropped_iterations)"/;

/**
 * A line of `k6 run --out json`: one point of one metric. Undefined for points of other metrics, and for lines that are none;
 * most are, so they are only looked at.
 */
export function parsePoint(line: string): Point | undefined {
  const metric = wanted.exec(line)?.[1];
  if (metric === undefined || !line.includes('"type":"Point"')) return undefined;
  let point: { data?: { time?: unknown; value?: unknown; tags?: Record<string, unknown> } };
  try {
    point = JSON.parse(line) as typeof point;
  } catch {
    return undefined;
  }
  const { time, value, tags = {} } = point.data ?? {};
  if (typeof value !== 'number' || !(value >= 0)) return undefined;
  if (metric === 'dropped_iterations') return { kind: 'dropped', iterations: value };
  const endedAtEpochMs = epochOf(time);
  if (Number.isNaN(endedAtEpochMs)) return undefined;
  const text = (name: string) => (typeof tags[name] === 'string' ? (tags[name] as string) : '');
  const status = Number(text('status') || 0);
  return {
    kind: 'request',
    request: {
      endedAtEpochMs,
      durationMs: value,
      status,
      errorCode: Number(text('error_code') || 0),
      error: text('error'),
      failed: text('expected_response') === 'false' || status === 0,
      className: text('class') || undefined,
    },
  };
}

/** RFC 3339 with up to nanoseconds, of which a date keeps only the milliseconds. */
function epochOf(time: unknown): number {
  if (typeof time !== 'string') return Number.NaN;
  const fraction = /\.(\d{3})(\d+)/.exec(time)?.[2];
  return Date.parse(time) + (fraction === undefined ? 0 : Number(`0.${fraction}`));
}
