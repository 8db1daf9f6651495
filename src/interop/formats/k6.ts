import { errorKindOf } from './error-kind.ts';
import { malformed, refused } from './fault.ts';
import type { ImportedRequest, LineReader, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';
import { objectOf } from './json-file.ts';

/** `k6 run --out json=FILE`: a line for each point of each metric; one of `http_req_duration` is one request. */
export const k6: ResultFormat = {
  tool: 'k6',
  title: 'k6, --out json',
  recognise: (head) => /^\{"(metric|type)":/.test(head) && /"type":"(Metric|Point)"/.test(head),
  reading: 'lines',
  start: (name) => new K6Reader(name),
};

class K6Reader implements LineReader {
  readonly #name: string;
  #requests = 0;

  constructor(name: string) {
    this.#name = name;
  }

  read(text: string, line: number): ImportedRequest | undefined {
    if (text === '') return undefined;
    // Most lines are points of other metrics: they are only asked whether they are whole.
    if (!text.includes('"http_req_duration"')) {
      if (text.startsWith('{') && text.endsWith('}')) return undefined;
      throw malformed(this.#name, 'the line is no JSON object; was the file cut?', { line });
    }
    const point = objectOf(text, this.#name, line);
    if (point['type'] !== 'Point' || point['metric'] !== 'http_req_duration') return undefined;
    this.#requests++;
    return requestOf(point['data'], this.#name, line);
  }

  close() {
    if (this.#requests === 0)
      throw refused(
        this.#name,
        'the file holds no http_req_duration',
        'Import a run of k6 whose script sends HTTP requests with k6/http.',
      );
    return {
      definitions: { latency: 'sluice.service/1' },
      clock: 'epoch' as const,
      notes: [
        'latency is http_req_duration of k6: from when the request was sent on an open connection; requests that k6 could not start in time (dropped_iterations) are not in it',
      ],
    };
  }
}

interface PointData {
  time: string;
  value: number;
  tags: Record<string, string>;
}

function requestOf(data: unknown, name: string, line: number): ImportedRequest {
  const { time, value, tags } = (data ?? {}) as PointData;
  const endMs = Date.parse(time);
  if (Number.isNaN(endMs) || typeof value !== 'number' || !(value >= 0) || typeof tags !== 'object')
    throw malformed(name, 'a point of http_req_duration has no time, value or tags', { line });
  const status = Number(tags['status'] ?? 0);
  const failed = tags['expected_response'] === 'false' || status === 0;
  return {
    ...unknownRequest,
    className: tags['name'] || 'default',
    // The time of a point is that of the end of its request.
    startedAtMs: endMs - value,
    outcome: failed ? kindOf(status, tags) : 'ok',
    latencyMs: failed ? Number.NaN : value,
  };
}

/** By k6's error codes: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
function kindOf(status: number, tags: Record<string, string>) {
  const code = Number(tags['error_code'] ?? 0);
  if (status > 0) return errorKindOf(status, '');
  if (code === 1050) return 'timeout';
  if ((code >= 1100 && code < 1220) || (code >= 1300 && code < 1400)) return 'connect';
  if (code >= 1220 && code < 1300) return 'reset';
  return errorKindOf(0, tags['error'] ?? '');
}
