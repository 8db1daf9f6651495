import { z } from 'zod';
import { errorKindOf } from './error-kind.ts';
import type { ImportedRequest, ImportedRequests, ImportedSummary, Origin, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';
import { parseJson } from './json-file.ts';

const definitions: Origin['definitions'] = {
  latency: 'llmperf.end-to-end-latency/1',
  ttft: 'llmperf.ttft/1',
  tpot: 'llmperf.tpot/1',
};
const sentNote =
  'latency and TTFT count from when llmperf sent the request; it has no arrival times, so that a slow server is asked less';

const response = z.object({
  error_code: z.union([z.number(), z.string()]).nullable(),
  error_msg: z.string().nullish(),
  ttft_s: z.number().nonnegative(),
  end_to_end_latency_s: z.number().nonnegative(),
  number_input_tokens: z.number().nonnegative(),
  number_output_tokens: z.number().nonnegative(),
});

/** `*_individual_responses.json` of llmperf: a list without times of sending, so one block. */
export const llmperfResponses: ResultFormat = {
  tool: 'llmperf',
  title: 'llmperf, individual responses',
  recognise: (head) => head.startsWith('[') && head.includes('"end_to_end_latency_s"'),
  reading: 'whole',
  parse: (text, name): ImportedRequests => ({
    kind: 'requests',
    origin: {
      definitions,
      clock: 'run',
      notes: [
        sentNote,
        'TPOT is taken from latency, TTFT and tokens: inter_token_latency_s counts the first token as well, and 0 where there is none',
      ],
    },
    requests: parseJson(text, z.array(response), name).map(requestOf),
  }),
};

function requestOf(given: z.infer<typeof response>): ImportedRequest {
  const { error_code: code, error_msg: message } = given;
  const base = { ...unknownRequest, startedAtMs: Number.NaN, inputTokens: given.number_input_tokens };
  // A failed request has 0 for all times.
  if (code !== null || given.end_to_end_latency_s === 0) {
    const status = Number(code);
    return {
      ...base,
      outcome: errorKindOf(status >= 100 ? status : 0, message ?? ''),
      latencyMs: Number.NaN,
    };
  }
  const latencyMs = 1000 * given.end_to_end_latency_s;
  const ttftMs = given.ttft_s > 0 ? 1000 * given.ttft_s : undefined;
  const outputTokens = given.number_output_tokens;
  return {
    ...base,
    outcome: 'ok',
    latencyMs,
    ttftMs,
    tpotMs: ttftMs !== undefined && outputTokens > 1 ? (latencyMs - ttftMs) / (outputTokens - 1) : undefined,
    outputTokens,
  };
}

const flatten = (key: string, p: number) => `results_${key}_quantiles_p${p}`;

/** `*_summary.json` of llmperf, whose nested results are written with flat keys. */
export const llmperfSummary: ResultFormat = {
  tool: 'llmperf',
  title: 'llmperf, summary',
  recognise: (head) => head.startsWith('{') && /"results_end_to_end_latency_s_quantiles_p50"/.test(head),
  reading: 'whole',
  parse: parseSummary,
};

const summary = z.looseObject({
  mean_input_tokens: z.number().optional(),
  mean_output_tokens: z.number().optional(),
  num_concurrent_requests: z.number().optional(),
  results_num_requests_started: z.int().nonnegative(),
  results_number_errors: z.int().nonnegative(),
  results_num_completed_requests: z.int().nonnegative(),
  results_num_completed_requests_per_min: z.number().nonnegative(),
});

function parseSummary(text: string, name: string): ImportedSummary {
  const run = parseJson(text, summary, name);
  const perSecond = run.results_num_completed_requests_per_min / 60;
  const errors = run.results_number_errors;
  const milliseconds = (
    id: 'latency.p50' | 'latency.p95' | 'latency.p99' | 'ttft.p50' | 'ttft.p95',
    key: string,
  ) => {
    const value = run[key];
    return typeof value === 'number' && value > 0 ? [{ id, value: 1000 * value }] : [];
  };
  return {
    kind: 'summary',
    origin: {
      definitions,
      asked: `concurrency ${run.num_concurrent_requests ?? '?'}, ${run.mean_input_tokens ?? '?'} to ${run.mean_output_tokens ?? '?'} tokens`,
      clock: 'run',
      notes: [sentNote, 'inter_token_latency_s is left out: it counts the first token as well'],
    },
    windows: [
      {
        startMs: 0,
        durationMs: perSecond > 0 ? (1000 * run.results_num_completed_requests) / perSecond : 0,
        attempted: run.results_num_requests_started,
        errors: errors > 0 ? { 'bad-response': errors } : {},
      },
    ],
    reported: [
      ...milliseconds('latency.p50', flatten('end_to_end_latency_s', 50)),
      ...milliseconds('latency.p95', flatten('end_to_end_latency_s', 95)),
      ...milliseconds('latency.p99', flatten('end_to_end_latency_s', 99)),
      ...milliseconds('ttft.p50', flatten('ttft_s', 50)),
      ...milliseconds('ttft.p95', flatten('ttft_s', 95)),
    ],
  };
}
