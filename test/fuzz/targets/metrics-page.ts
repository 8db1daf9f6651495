import { parseMetrics } from '../../../src/telemetry/metrics-text.ts';
import { readPages } from '../../../src/telemetry/page-reader.ts';
import { recordTelemetry } from '../../../src/telemetry/recorder.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, holds, same } from '../properties.ts';

const plans = [
  {},
  { preset: 'vllm' as const },
  { map: { 'server.waiting': 'a{x="1"}', 'server.batch-size': 'increase(b_sum) / increase(b_count)' } },
];

/** Two pages of a server's metrics, one after the other, with a form feed between them. */
export const metricsPage: FuzzTarget = {
  name: 'metrics-page',
  covers: ['src/telemetry/metrics-text', 'src/telemetry/page-reader', 'src/telemetry/read-expression'],
  seeds: () => [
    '# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{engine="0",model_name="m"} 8.0\nvllm:num_requests_waiting{engine="0"} 3\nvllm:kv_cache_usage_perc 0.93 1700000000\nvllm:prompt_tokens_total{a="\\"}\\\\"} 5e3 # {id="1"} 2\n# EOF\n',
    'a{x="1"} 7\nb_sum 10\nb_count 2\n\fa{x="1",y="2"} 8\nb_sum 30\nb_count 6\n',
    'nv_inference_count{model="m"} 10\nnv_inference_exec_count{model="m"} 5\nnv_gpu_utilization{gpu="0"} NaN\n',
    'sglang:token_usage -0.5\nsglang:num_running_reqs +Inf\nDCGM_FI_DEV_GPU_UTIL{gpu="0"} 97\n',
  ],
  words: [
    '{',
    '}',
    '"',
    '\\',
    'NaN',
    '+Inf',
    '1e308',
    '# EOF\n',
    'vllm:',
    'a{x="1"} ',
    'b_sum ',
    '\f',
    '{x="',
  ],
  check(bytes) {
    const pages = bytes.toString().split('\f', 3);
    for (const plan of plans) {
      const values = readAll(pages, plan);
      same(readAll(pages, plan), values, 'the same pages again');
      for (const value of values) finite(value);
      const recorder = recordTelemetry(4);
      values.forEach((value, i) => recorder.add(1000 * i, value));
      finite(recorder.telemetry);
    }
  },
};

function readAll(pages: readonly string[], plan: (typeof plans)[number]) {
  const reader = readPages(plan);
  return pages.map((text) => {
    const page = parseMetrics(text, reader.wanted);
    const series = [...page.values()].reduce((sum, { size }) => sum + size, 0);
    holds(series <= 1000, `${series} series`);
    return reader.read(page);
  });
}
