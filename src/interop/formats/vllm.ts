import { z } from 'zod';
import { askedOf, detailedRequests, detailLists, reportedBy, singleRun } from './bench-details.ts';
import type { ImportedRequests, ImportedSummary, Origin, ResultFormat } from './format.ts';

const file = z.looseObject({
  ...detailLists.shape,
  date: z.string().optional(),
  failed: z.int().nonnegative().optional(),
});

/**
 * The JSON of `vllm bench serve --save-result` (and of `benchmark_serving.py` before it). With `--save-detailed` it holds
 * a list entry for each request, since 2025 with `start_times`.
 */
export const vllm: ResultFormat = {
  tool: 'vllm',
  title: 'vllm bench serve, --save-result',
  recognise: (head) =>
    head.startsWith('{') && /"(model_id|tokenizer_id)"/.test(head) && /"(backend|endpoint_type)"/.test(head),
  reading: 'whole',
  parse,
};

function parse(text: string, name: string): ImportedRequests | ImportedSummary {
  const run = singleRun(text, file, name);
  const queued = typeof run.request_rate === 'number' && run.queue_times !== undefined;
  const requests = detailedRequests(run, { name, gaps: true, queued });
  const origin: Origin = {
    definitions: {
      latency: queued
        ? 'vllm.e2el-including-client-queue/1'
        : run.latencies || !requests
          ? 'vllm.e2el/1'
          : 'vllm.ttft-and-itls/1',
      ttft: 'vllm.ttft/1',
      tpot: run.latencies || !requests ? 'vllm.tpot/1' : 'vllm.itls-per-token/1',
      itl: 'vllm.itl/1',
    },
    asked: askedOf(run),
    clock: 'run',
    beganAtEpochMs: dateOf(run.date),
    durationMs: 1000 * run.duration,
    notes: [
      queued
        ? 'latency and TTFT count from when vLLM bench would have sent the request without its own limit of concurrency'
        : 'latency and TTFT count from when vLLM bench sent the request: what waited in the client before is not in them',
    ],
  };
  if (requests) return { kind: 'requests', origin, requests };
  const failed = run.failed ?? Math.max(0, (run.num_prompts ?? run.completed) - run.completed);
  return {
    kind: 'summary',
    origin,
    windows: [
      {
        startMs: 0,
        durationMs: 1000 * run.duration,
        attempted: run.completed + failed,
        errors: failed > 0 ? { 'bad-response': failed } : {},
        inputTokens: run.total_input_tokens,
        outputTokens: run.total_output_tokens,
      },
    ],
    reported: reportedBy(run, {
      'latency.p50': 'median_e2el_ms',
      'latency.p95': 'p95_e2el_ms',
      'latency.p99': 'p99_e2el_ms',
      'ttft.p50': 'median_ttft_ms',
      'ttft.p95': 'p95_ttft_ms',
      'tpot.p50': 'median_tpot_ms',
      'itl.p50': 'median_itl_ms',
      'itl.p99': 'p99_itl_ms',
      throughput: 'request_throughput',
    }),
  };
}

/** `20261122-110500`, in the zone of the machine, which the file does not tell: taken for UTC. */
function dateOf(date: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(date ?? '');
  if (!parts) return undefined;
  const [year, month, ...rest] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, ...rest);
}
