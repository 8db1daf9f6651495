import type { MetricsPreset, TelemetryId } from '../model/telemetry.ts';

/** Of our ids: expressions (model/metric-expression.ts), the names of newer versions first. The first that a page has counts. */
export type Readings = Partial<Record<TelemetryId, readonly string[]>>;

export interface Preset {
  readings: Readings;
  /** Further names by which a page of this server is recognised. */
  marks?: readonly string[];
  /** The server that it runs within, whose names stand on the same page. */
  within?: MetricsPreset;
}

const bytesPerMegabyte = 1024 * 1024;

const vllm: Readings = {
  'server.running': ['vllm:num_requests_running'],
  'server.waiting': ['vllm:num_requests_waiting'],
  // Shares in spite of their name: 1 is full.
  'server.kv-cache': ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'],
  'server.preemptions': ['vllm:num_preemptions_total'],
  'server.prefix-queries': ['vllm:prefix_cache_queries_total', 'vllm:gpu_prefix_cache_queries_total'],
  'server.prefix-hits': ['vllm:prefix_cache_hits_total', 'vllm:gpu_prefix_cache_hits_total'],
  'server.prompt-tokens': ['vllm:prompt_tokens_total'],
  'server.generated-tokens': ['vllm:generation_tokens_total'],
};

/** Ray publishes what its replicas do under `ray_`, in newer versions without colons. */
function underRay(readings: Readings): Readings {
  return Object.fromEntries(
    Object.entries(readings).map(([id, names]) => [
      id,
      [...names.map((name) => `ray_${name.replace(':', '_')}`), ...names.map((name) => `ray_${name}`)],
    ]),
  );
}

const engineUnderRay = underRay(vllm);

const tensorrt = (family: string, label: string, value: string): string =>
  `nv_trt_llm_${family}_metrics{${label}="${value}"}`;

/** By the names that the servers' own documentation and sources give (docs/telemetry.md). The first that is recognised is taken. */
export const presets: Record<MetricsPreset, Preset> = {
  'ray-serve': {
    readings: {
      ...engineUnderRay,
      // An engine within is nearer to the work than Serve's router.
      'server.running': [
        ...(engineUnderRay['server.running'] ?? []),
        'ray_serve_num_ongoing_requests_at_replicas',
        'ray_serve_replica_processing_queries',
      ],
      'server.waiting': [...(engineUnderRay['server.waiting'] ?? []), 'ray_serve_deployment_queued_queries'],
      'server.batch-size': [
        'increase(ray_serve_actual_batch_size_sum) / increase(ray_serve_actual_batch_size_count)',
      ],
    },
  },
  vllm: { readings: vllm },
  sglang: {
    readings: {
      'server.running': ['sglang:num_running_reqs'],
      'server.waiting': ['sglang:num_queue_reqs'],
      'server.kv-cache': ['sglang:token_usage'],
      'server.preemptions': ['sglang:num_retracted_requests_total', 'sglang:num_retracted_reqs_total'],
      'server.prefix-queries': ['sglang:prompt_tokens_total'],
      'server.prefix-hits': ['sglang:cached_tokens_total'],
      'server.prompt-tokens': ['sglang:prompt_tokens_total'],
      'server.generated-tokens': ['sglang:generation_tokens_total'],
    },
  },
  tgi: {
    readings: {
      'server.running': ['tgi_batch_current_size'],
      'server.waiting': ['tgi_queue_size'],
      'server.batch-size': ['tgi_batch_current_size'],
      // Histograms of the requests that are done.
      'server.prompt-tokens': ['tgi_request_input_length_sum'],
      'server.generated-tokens': ['tgi_request_generated_tokens_sum'],
    },
    marks: ['tgi_request_count'],
  },
  // Its backend in Triton, or its own server `trtllm-serve`.
  'tensorrt-llm': {
    readings: {
      'server.running': [tensorrt('request', 'request_type', 'scheduled'), 'trtllm_num_requests_running'],
      'server.waiting': [tensorrt('request', 'request_type', 'waiting'), 'trtllm_num_requests_waiting'],
      'server.kv-cache': [
        `${tensorrt('kv_cache_block', 'kv_cache_block_type', 'used')} / ${tensorrt('kv_cache_block', 'kv_cache_block_type', 'max')}`,
        'trtllm_kv_cache_utilization',
      ],
      'server.prefix-queries': ['trtllm_prompt_tokens_total'],
      'server.prefix-hits': ['trtllm_prompt_cached_tokens_total'],
      'server.prompt-tokens': ['trtllm_prompt_tokens_total'],
      'server.generated-tokens': ['trtllm_generation_tokens_total'],
      'server.gpu-memory': [tensorrt('runtime_memory', 'memory_type', 'gpu')],
    },
    marks: ['trtllm_request_success_total'],
    within: 'triton',
  },
  triton: {
    readings: {
      'server.waiting': ['nv_inference_pending_request_count'],
      // Rows that were computed over the times that something was.
      'server.batch-size': ['increase(nv_inference_count) / increase(nv_inference_exec_count)'],
      'gpu.busy': ['nv_gpu_utilization'],
      'gpu.memory': ['nv_gpu_memory_used_bytes'],
      'gpu.memory-total': ['nv_gpu_memory_total_bytes'],
      'gpu.power': ['nv_gpu_power_usage'],
    },
    marks: ['nv_inference_request_success'],
  },
  'llama.cpp': {
    readings: {
      'server.running': ['llamacpp:requests_processing'],
      'server.waiting': ['llamacpp:requests_deferred'],
      // Newer versions publish none.
      'server.kv-cache': ['llamacpp:kv_cache_usage_ratio'],
      'server.prompt-tokens': ['llamacpp:prompt_tokens_total'],
      'server.generated-tokens': ['llamacpp:tokens_predicted_total'],
    },
  },
  // It tells how long requests waited, and never how many wait.
  torchserve: {
    readings: {
      'server.gpu-memory': [`GPUMemoryUsed * ${bytesPerMegabyte}`],
      'gpu.busy': ['GPUUtilization / 100'],
    },
    marks: ['ts_inference_requests_total', 'ts_queue_latency_microseconds'],
  },
  'tf-serving': {
    readings: {
      // With the rows that only fill a batch up.
      'server.batch-size': [
        'increase(:tensorflow:serving:batching_session:processed_batch_size_sum)' +
          ' / increase(:tensorflow:serving:batching_session:processed_batch_size_count)',
      ],
    },
    marks: [':tensorflow:serving:request_count', ':tensorflow:core:graph_runs'],
  },
  bentoml: {
    readings: {
      'server.running': ['bentoml_service_request_in_progress'],
      'server.batch-size': [
        'increase(bentoml_service_adaptive_batch_size_sum) / increase(bentoml_service_adaptive_batch_size_count)',
      ],
    },
    marks: ['bentoml_service_request_total'],
  },
};

/** NVIDIA's DCGM exporter, where a page has its names beside those of the server. */
export const dcgm: Readings = {
  'gpu.busy': ['DCGM_FI_DEV_GPU_UTIL / 100'],
  'gpu.memory': [`DCGM_FI_DEV_FB_USED * ${bytesPerMegabyte}`],
  'gpu.memory-total': [`DCGM_FI_DEV_FB_TOTAL * ${bytesPerMegabyte}`],
  'gpu.power': ['DCGM_FI_DEV_POWER_USAGE'],
  'gpu.clock': ['DCGM_FI_DEV_SM_CLOCK'],
  'gpu.temperature': ['DCGM_FI_DEV_GPU_TEMP'],
};
