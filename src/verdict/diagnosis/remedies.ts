import type { Bottleneck } from '../../model/characteristics.ts';
import type { MetricsPreset } from '../../model/telemetry.ts';

/** More than these is a manual. */
const mostRemedies = 4;

interface Remedies {
  /** Of any server. */
  any: readonly string[];
  /** By the names that a server gives its settings; they go before those of any. */
  of: Partial<Record<MetricsPreset, readonly string[]>>;
}

/** What a specialist would try first, by the settings of the server where it is known. */
export function remediesFor(bottleneck: Bottleneck, preset?: string): string[] {
  const { any, of } = remedies[bottleneck];
  const own = Object.hasOwn(of, preset ?? '') ? of[preset as MetricsPreset] : undefined;
  return [...(own ?? []), ...any].slice(0, mostRemedies);
}

const remedies: Readonly<Record<Bottleneck, Remedies>> = {
  'gpu-compute': {
    any: [
      'a quantised model (FP8, INT8, AWQ, GPTQ) or a smaller one',
      'more replicas, or a faster GPU',
      'shorter prompts and answers, where the product allows it',
    ],
    of: {
      vllm: ['`--quantization fp8`, or weights in AWQ or GPTQ', '`--tensor-parallel-size` over more GPUs'],
      sglang: ['`--quantization fp8`', '`--tp` or `--dp` over more GPUs'],
      tgi: ['`--quantize fp8`, `awq` or `gptq`', '`--num-shard` over more GPUs'],
      triton: ['the model as a TensorRT engine in FP16 or INT8'],
      'tensorrt-llm': ['an engine in FP8 or INT4 (AWQ)', '`tp_size` over more GPUs'],
      'llama.cpp': ['a smaller quantisation, such as Q4_K_M', 'all layers on the GPU: `--n-gpu-layers`'],
    },
  },
  'gpu-memory': {
    any: [
      'a quantised model, which leaves room for requests',
      'smaller batches or shorter inputs',
      'a GPU with more memory, or the model over several',
    ],
    of: {
      vllm: ['lower `--gpu-memory-utilization`', 'lower `--max-num-batched-tokens` or `--max-num-seqs`'],
      sglang: ['lower `--mem-fraction-static`', 'lower `--chunked-prefill-size`'],
      tgi: ['lower `--cuda-memory-fraction`', 'lower `--max-batch-prefill-tokens`'],
      triton: ['fewer instances in `instance_group`', 'lower `max_batch_size`'],
      'tensorrt-llm': ['lower `free_gpu_memory_fraction`', 'lower `max_num_tokens`'],
      'llama.cpp': ['a smaller `--ctx-size`', 'fewer `--n-gpu-layers`'],
      torchserve: ['fewer `maxWorkers` a GPU', 'a smaller `batchSize`'],
      'ray-serve': ['fewer replicas a GPU (`num_gpus` of `ray_actor_options`)'],
    },
  },
  'kv-cache': {
    any: [
      'shorter contexts: tighter limits on prompt and output tokens',
      'a KV cache in 8 bits',
      'more replicas, or a GPU with more memory',
    ],
    of: {
      vllm: [
        'higher `--gpu-memory-utilization`, where memory is left',
        '`--kv-cache-dtype fp8`',
        'a shorter `--max-model-len`; a lower `--max-num-seqs` against preemptions',
      ],
      sglang: [
        'higher `--mem-fraction-static`, where memory is left',
        '`--kv-cache-dtype fp8_e5m2`',
        'a shorter `--context-length`, or lower `--max-running-requests`',
      ],
      tgi: ['higher `--cuda-memory-fraction`', 'lower `--max-total-tokens`'],
      'tensorrt-llm': ['higher `free_gpu_memory_fraction`', 'an 8-bit KV cache', 'a lower `max_seq_len`'],
      'llama.cpp': [
        'a larger `--ctx-size`, or fewer slots (`--parallel`), which share it',
        '`--cache-type-k q8_0` and `--cache-type-v q8_0`',
      ],
    },
  },
  queue: {
    any: [
      'more replicas, or scaling by the length of the queue',
      'a bound on the queue with early refusals, so that what is accepted is answered in time',
      'clients that wait before they try again',
    ],
    of: {
      vllm: ['higher `--max-num-seqs`, as far as the KV cache allows'],
      sglang: ['higher `--max-running-requests`', 'lower `--schedule-conservativeness`'],
      tgi: ['higher `--max-concurrent-requests`'],
      triton: ['more instances in `instance_group`', 'a time limit in `default_queue_policy`'],
      'llama.cpp': ['more slots: `--parallel`'],
      torchserve: ['more `maxWorkers`', 'a larger `job_queue_size`'],
      'tf-serving': ['more `num_batch_threads`', 'higher `max_enqueued_batches`'],
      bentoml: ['more `workers`', 'higher `max_concurrency` of `traffic`'],
      'ray-serve': ['more `num_replicas`, or `autoscaling_config`', 'higher `max_ongoing_requests`'],
    },
  },
  cpu: {
    any: [
      'more cores, or more replicas',
      'more workers for preprocessing and tokenisation, and threads (`OMP_NUM_THREADS`) that together fit the cores',
      'a quantised model (INT8), where the model itself runs on the CPU',
    ],
    of: {
      vllm: ['more processes for requests and tokenisation: `--api-server-count`'],
      sglang: ['more `--tokenizer-worker-num`'],
      tgi: ['more tokenisers: `--validation-workers`'],
      triton: ['more instances of the preprocessing model in `instance_group`, of `KIND_CPU`'],
      'llama.cpp': ['`--threads` and `--threads-batch` as many as physical cores', 'a smaller quantisation'],
      torchserve: ['more `minWorkers` and `maxWorkers`'],
      'tf-serving': ['`--tensorflow_intra_op_parallelism` and `--tensorflow_inter_op_parallelism`'],
      bentoml: ['more `workers`'],
      'ray-serve': ['more `num_replicas`, each with `num_cpus` of its own'],
    },
  },
  memory: {
    any: [
      'a higher memory limit, or fewer workers in one container',
      'where it grows: a heap profile under load, caches with a bound, and the dependencies that this change brings',
      'a quantised or memory-mapped model',
    ],
    of: {
      triton: ['fewer instances in `instance_group`'],
      'llama.cpp': ['a smaller `--ctx-size`'],
      torchserve: ['fewer `maxWorkers`'],
      bentoml: ['fewer `workers`'],
      'ray-serve': ['`memory` in `ray_actor_options`, so that replicas are placed where there is room'],
    },
  },
  network: {
    any: [
      'compressed inputs and answers: gzip, or pictures as JPEG instead of lists of numbers',
      'binary tensors instead of JSON, or gRPC',
      'kept connections; where none can be opened, more workers that accept and a longer backlog (`net.core.somaxconn`)',
    ],
    of: {},
  },
  batching: {
    any: ['a larger batch, or dynamic batching where it is off', 'more workers or instances of the model'],
    of: {
      vllm: ['higher `--max-num-seqs`', 'higher `--max-num-batched-tokens`'],
      sglang: ['higher `--max-running-requests`', 'lower `--schedule-conservativeness`'],
      tgi: ['higher `--max-batch-total-tokens`', 'higher `--max-batch-size`, where it is set'],
      triton: [
        '`dynamic_batching` with some milliseconds of `max_queue_delay_microseconds`',
        'higher `max_batch_size`',
        'more instances in `instance_group`',
      ],
      'tensorrt-llm': ['higher `max_batch_size`', 'higher `max_num_tokens`'],
      'llama.cpp': ['more slots: `--parallel`, with `--ctx-size` for all of them'],
      torchserve: ['a larger `batchSize` with a `maxBatchDelay`'],
      'tf-serving': ['`--enable_batching`, with `max_batch_size` and `batch_timeout_micros`'],
      bentoml: [
        '`batchable` with `max_batch_size` and `max_latency_ms`',
        'higher `concurrency` of `traffic`',
      ],
      'ray-serve': [
        '`@serve.batch` with `max_batch_size` and `batch_wait_timeout_s`',
        'higher `max_ongoing_requests`',
      ],
    },
  },
  'cold-cache': {
    any: [
      'a few requests of each class before the server says that it is ready',
      'compiled kernels and model files kept from start to start, in the image or on a volume',
      'new instances ready before old ones end',
    ],
    of: {
      vllm: ['a kept compilation cache: `VLLM_CACHE_ROOT` on a volume'],
      triton: ['`model_warmup` in the model configuration'],
      'tf-serving': ['recorded requests in `assets.extra/tf_serving_warmup_requests`'],
    },
  },
  generator: {
    any: [
      'a runner with more cores, or more `load.workers`',
      'the target on another machine (`target.url`)',
      'a lower `load.expected-rate`, where production never sees more',
    ],
    of: {},
  },
};
