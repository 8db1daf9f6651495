import { z } from 'zod';
import { askedOf, detailedRequests, detailLists, reportedBy, singleRun } from './bench-details.ts';
import type { ImportedRequests, ImportedSummary, Origin, ResultFormat } from './format.ts';

const file = z.looseObject(detailLists.shape);

/** A line of `sglang.bench_serving --output-file`, with `--output-details` it holds a list entry for each request. */
export const sglang: ResultFormat = {
  tool: 'sglang',
  title: 'sglang.bench_serving, --output-file',
  recognise: (head) =>
    head.startsWith('{') &&
    head.includes('"backend"') &&
    /"total_output_tokens_retokenized"|"random_range_ratio"/.test(head),
  reading: 'whole',
  parse,
};

function parse(text: string, name: string): ImportedRequests | ImportedSummary {
  const run = singleRun(text, file, name);
  const requests = detailedRequests(run, { name, gaps: false, queued: false });
  const exact = run.latencies !== undefined || !requests;
  const origin: Origin = {
    definitions: {
      latency: exact ? 'sglang.e2e-latency/1' : 'sglang.ttft-and-itls/1',
      ttft: 'sglang.ttft/1',
      tpot: exact ? 'sglang.tpot/1' : 'sglang.itls-per-token/1',
    },
    asked: askedOf(run),
    clock: 'run',
    durationMs: 1000 * run.duration,
    notes: [
      'latency and TTFT count from when SGLang sent the request: what waited in the client before is not in them',
      ...(exact
        ? []
        : [
            'the details of SGLang hold no latency: it is TTFT and all gaps added up, without what came after the last token',
          ]),
      'ITL is left out: SGLang shares the gap between two chunks out over the tokens of the second, which hides pauses',
    ],
  };
  if (requests) return { kind: 'requests', origin, requests };
  return {
    kind: 'summary',
    origin: { ...origin, notes: [...origin.notes, 'the file does not count the requests that failed'] },
    windows: [
      {
        startMs: 0,
        durationMs: 1000 * run.duration,
        attempted: run.completed,
        errors: {},
        inputTokens: run.total_input_tokens,
        outputTokens: run.total_output_tokens,
      },
    ],
    reported: reportedBy(run, {
      'latency.p50': 'median_e2e_latency_ms',
      'latency.p95': 'p95_e2e_latency_ms',
      'latency.p99': 'p99_e2e_latency_ms',
      'ttft.p50': 'median_ttft_ms',
      'ttft.p95': 'p95_ttft_ms',
      'tpot.p50': 'median_tpot_ms',
      throughput: 'request_throughput',
    }),
  };
}
