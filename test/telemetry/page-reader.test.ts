import { describe, expect, test } from 'vitest';
import { parseMetricExpression } from '../../src/model/metric-expression.ts';
import type { MetricsPlan } from '../../src/model/target.ts';
import { metricsPresets, telemetryIds } from '../../src/model/telemetry.ts';
import { parseMetrics } from '../../src/telemetry/metrics-text.ts';
import { readPages } from '../../src/telemetry/page-reader.ts';
import { dcgm, presets } from '../../src/telemetry/presets.ts';

/** What is read of the last of several pages that follow each other. */
function readAll(pages: string[], plan: Pick<MetricsPlan, 'preset' | 'map'> = {}) {
  const reader = readPages(plan);
  const values = pages.map((text) => reader.read(parseMetrics(text, reader.wanted)));
  return { preset: reader.preset, values: values.at(-1) };
}

/** Pages as servers write them, by the names of their documentation. */
const pages: [title: string, preset: string | undefined, pages: string[], values: object][] = [
  [
    'vLLM',
    'vllm',
    [
      `# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 8.0
vllm:num_requests_running{engine="1",model_name="m"} 6.0
vllm:num_requests_waiting{engine="0",model_name="m"} 3.0
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.93
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.4
vllm:num_preemptions_total{engine="0",model_name="m"} 2.0
vllm:prefix_cache_queries_total{engine="0",model_name="m"} 900.0
vllm:prefix_cache_hits_total{engine="0",model_name="m"} 300.0
vllm:prompt_tokens_total{engine="0",model_name="m"} 5e3
vllm:generation_tokens_total{engine="0",model_name="m"} 700.0
vllm:iteration_tokens_total_bucket{le="1.0",model_name="m"} 3.0
`,
    ],
    {
      'server.running': 14,
      'server.waiting': 3,
      'server.kv-cache': 0.93,
      'server.preemptions': 2,
      'server.prefix-queries': 900,
      'server.prefix-hits': 300,
      'server.prompt-tokens': 5000,
      'server.generated-tokens': 700,
    },
  ],
  [
    'an older vLLM',
    'vllm',
    [
      'vllm:gpu_cache_usage_perc{model_name="m"} 0.25\nvllm:gpu_prefix_cache_hits_total 4\nvllm:gpu_prefix_cache_queries_total 9\n',
    ],
    { 'server.kv-cache': 0.25, 'server.prefix-hits': 4, 'server.prefix-queries': 9 },
  ],
  [
    'SGLang',
    'sglang',
    [
      'sglang:num_running_reqs{model_name="m"} 5\nsglang:num_queue_reqs{model_name="m"} 2\nsglang:token_usage{model_name="m"} 0.5\n' +
        'sglang:cached_tokens_total{cache_source="device"} 10\nsglang:cached_tokens_total{cache_source="host"} 5\n' +
        'sglang:prompt_tokens_total 100\nsglang:generation_tokens_total 40\nsglang:num_retracted_requests_total 1\n',
    ],
    {
      'server.running': 5,
      'server.waiting': 2,
      'server.kv-cache': 0.5,
      'server.preemptions': 1,
      'server.prefix-queries': 100,
      'server.prefix-hits': 15,
      'server.prompt-tokens': 100,
      'server.generated-tokens': 40,
    },
  ],
  [
    'TGI',
    'tgi',
    [
      'tgi_queue_size 7\ntgi_batch_current_size 4\ntgi_request_input_length_sum 900\ntgi_request_generated_tokens_sum 8123\n',
    ],
    {
      'server.running': 4,
      'server.waiting': 7,
      'server.batch-size': 4,
      'server.prompt-tokens': 900,
      'server.generated-tokens': 8123,
    },
  ],
  [
    'Triton, whose batches are those between two pages',
    'triton',
    [
      'nv_inference_count{model="a"} 100\nnv_inference_exec_count{model="a"} 50\n',
      'nv_inference_count{model="a"} 180\nnv_inference_exec_count{model="a"} 60\nnv_inference_pending_request_count{model="a"} 3\n' +
        'nv_gpu_utilization{gpu_uuid="GPU-a"} 0.91\nnv_gpu_utilization{gpu_uuid="GPU-b"} 0.12\n' +
        'nv_gpu_memory_used_bytes{gpu_uuid="GPU-a"} 30\nnv_gpu_memory_used_bytes{gpu_uuid="GPU-b"} 10\n' +
        'nv_gpu_memory_total_bytes{gpu_uuid="GPU-a"} 80\nnv_gpu_power_usage{gpu_uuid="GPU-a"} 250.5\n',
    ],
    {
      'server.waiting': 3,
      'server.batch-size': 8,
      'gpu.busy': 0.91,
      'gpu.memory': 40,
      'gpu.memory-total': 80,
      'gpu.power': 250.5,
    },
  ],
  [
    'TensorRT-LLM within Triton',
    'tensorrt-llm',
    [
      `nv_inference_request_success{model="tensorrt_llm"} 4
nv_inference_pending_request_count{model="tensorrt_llm"} 99
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="waiting",version="1"} 2
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled",version="1"} 6
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="used",model="tensorrt_llm",version="1"} 50
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",model="tensorrt_llm",version="1"} 200
nv_trt_llm_runtime_memory_metrics{memory_type="gpu",model="tensorrt_llm",version="1"} 1610236
nv_gpu_utilization{gpu_uuid="GPU-a"} 0.5
`,
    ],
    {
      'server.running': 6,
      'server.waiting': 2,
      'server.kv-cache': 0.25,
      'server.gpu-memory': 1610236,
      'gpu.busy': 0.5,
    },
  ],
  [
    'trtllm-serve',
    'tensorrt-llm',
    [
      'trtllm_num_requests_running{model_name="m"} 3\ntrtllm_num_requests_waiting{model_name="m"} 1\ntrtllm_kv_cache_utilization{model_name="m"} 0.62\n' +
        'trtllm_prompt_tokens_total 10\ntrtllm_generation_tokens_total 20\n',
    ],
    {
      'server.running': 3,
      'server.waiting': 1,
      'server.kv-cache': 0.62,
      'server.prefix-queries': 10,
      'server.prompt-tokens': 10,
      'server.generated-tokens': 20,
    },
  ],
  [
    'llama.cpp',
    'llama.cpp',
    [
      'llamacpp:requests_processing 2\nllamacpp:requests_deferred 1\nllamacpp:kv_cache_usage_ratio 0.63\n' +
        'llamacpp:prompt_tokens_total 1000\nllamacpp:tokens_predicted_total 5000\n',
    ],
    {
      'server.running': 2,
      'server.waiting': 1,
      'server.kv-cache': 0.63,
      'server.prompt-tokens': 1000,
      'server.generated-tokens': 5000,
    },
  ],
  [
    'TorchServe',
    'torchserve',
    [
      'ts_inference_requests_total{model_name="a"} 3\nGPUMemoryUsed{Level="Host",DeviceId="0"} 100.0\nGPUUtilization{Level="Host",DeviceId="0"} 40.0\n',
    ],
    { 'server.gpu-memory': 100 * 1024 * 1024, 'gpu.busy': 0.4 },
  ],
  [
    'TensorFlow Serving',
    'tf-serving',
    [
      ':tensorflow:serving:request_count{model_name="a"} 1\n' +
        ':tensorflow:serving:batching_session:processed_batch_size_sum{model_name="a"} 8\n:tensorflow:serving:batching_session:processed_batch_size_count{model_name="a"} 1\n',
      ':tensorflow:serving:batching_session:processed_batch_size_sum{model_name="a"} 40\n:tensorflow:serving:batching_session:processed_batch_size_count{model_name="a"} 5\n',
    ],
    { 'server.batch-size': 8 },
  ],
  [
    'BentoML',
    'bentoml',
    [
      'bentoml_service_request_in_progress{endpoint="/a",service_name="s"} 3\nbentoml_service_request_in_progress{endpoint="/b",service_name="s"} 1\n',
    ],
    { 'server.running': 4 },
  ],
  [
    'Ray Serve with vLLM within',
    'ray-serve',
    [
      'ray_serve_deployment_queued_queries{deployment="d"} 50\nray_serve_num_ongoing_requests_at_replicas{deployment="d"} 9\n' +
        'ray_vllm_num_requests_running{model_name="m"} 4\nray_vllm:num_requests_waiting{model_name="m"} 2\n',
    ],
    { 'server.running': 4, 'server.waiting': 2 },
  ],
  [
    'Ray Serve alone',
    'ray-serve',
    [
      'ray_serve_deployment_queued_queries{deployment="d"} 5\nray_serve_replica_processing_queries{deployment="d"} 3\n',
    ],
    { 'server.running': 3, 'server.waiting': 5 },
  ],
  ['a page of somebody else', undefined, ['python_gc_objects_collected_total 3\n'], {}],
  [
    'DCGM on any page',
    undefined,
    [
      'DCGM_FI_DEV_GPU_UTIL{gpu="0"} 70\nDCGM_FI_DEV_FB_USED{gpu="0"} 2\nDCGM_FI_DEV_POWER_USAGE{gpu="0"} 300.5\n',
    ],
    { 'gpu.busy': 0.7, 'gpu.memory': 2 * 1024 * 1024, 'gpu.power': 300.5 },
  ],
];

describe('a page of metrics', () => {
  test.each(pages)('of %s', (_, preset, texts, values) => {
    expect(readAll(texts)).toEqual({ preset, values });
  });

  test('is recognised when its names come with the first request, and is that of the settings where they say so', () => {
    expect(readAll(['', 'tgi_queue_size 1\n', 'tgi_queue_size 2\n'])).toEqual({
      preset: 'tgi',
      values: { 'server.waiting': 2 },
    });
    expect(readAll(['tgi_queue_size 1\nvllm:num_requests_waiting 3\n'], { preset: 'tgi' })).toEqual({
      preset: 'tgi',
      values: { 'server.waiting': 1 },
    });
  });

  test('tells by the settings what no preset knows, and their names go before those of a preset', () => {
    const map = {
      'server.waiting': 'queue{kind="slow\\"er"}',
      'server.kv-cache': 'used / total',
      'server.running': 'busy_percent / 100',
    } as const;
    const page =
      'queue{kind="slow\\"er",x="1"} 4\nqueue{kind="slow\\"er",x="2"} 1\nqueue{kind="fast"} 9\nused 3\ntotal 4\nbusy_percent 50\n' +
      'vllm:num_requests_waiting 77\nvllm:num_preemptions_total 1\n';
    expect(readAll([page], { map }).values).toEqual({
      'server.waiting': 5,
      'server.kv-cache': 0.75,
      'server.running': 0.5,
      'server.preemptions': 1,
    });
    expect(readAll(['total 0\nused 0\n'], { map }).values).toEqual({});
  });

  test('has batches only between two pages that follow each other', () => {
    const reader = readPages({});
    const page = (rows: number, batches: number) =>
      parseMetrics(`nv_inference_count ${rows}\nnv_inference_exec_count ${batches}\n`, reader.wanted);
    expect(reader.read(page(8, 2))).toEqual({});
    expect(reader.read(page(16, 4))).toEqual({ 'server.batch-size': 4 });
    reader.begin();
    expect(reader.read(page(99, 5))).toEqual({});
    expect(reader.read(page(99, 5))).toEqual({});
  });
});

test('every preset is written in the language of expressions', () => {
  expect(Object.keys(presets).sort()).toEqual([...metricsPresets].sort());
  for (const { readings } of [...Object.values(presets), { readings: dcgm }])
    for (const [id, texts] of Object.entries(readings)) {
      expect(telemetryIds).toContain(id);
      for (const text of texts) expect(parseMetricExpression(text), text).toBeDefined();
    }
});

describe('an expression', () => {
  const term = (name: string, more: object = {}) => ({ name, labels: [], increase: false, ...more });
  test.each<[string, object | undefined]>([
    ['a', { left: term('a') }],
    [' a:b_total ', { left: term('a:b_total') }],
    [
      'a{x="1", y="/ * }\\\\"}',
      {
        left: term('a', {
          labels: [
            ['x', '1'],
            ['y', '/ * }\\'],
          ],
        }),
      },
    ],
    ['a / 100', { left: term('a'), right: { operator: '/', by: 100 } }],
    ['a*1e6', { left: term('a'), right: { operator: '*', by: 1_000_000 } }],
    [
      'a{x="1"}/b{x="/"}',
      {
        left: term('a', { labels: [['x', '1']] }),
        right: { operator: '/', by: term('b', { labels: [['x', '/']] }) },
      },
    ],
    [
      'increase(a) / increase( b )',
      { left: term('a', { increase: true }), right: { operator: '/', by: term('b', { increase: true }) } },
    ],
    ['', undefined],
    ['a b', undefined],
    ['a{', undefined],
    ['a{x=1}', undefined],
    ['a / ', undefined],
    ['a / 0', undefined],
    ['a / b / c', undefined],
    ['3 / a', undefined],
    ['increase(a)', undefined],
    ['increase(a) / b', undefined],
    ['sum(a)', undefined],
  ])('%j', (text, expected) => {
    expect(parseMetricExpression(text)).toEqual(expected);
  });
});
