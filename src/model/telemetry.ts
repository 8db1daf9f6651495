/**
 * What was sampled of the server, its container or processes, the GPUs and the runner, about three times a second and
 * aligned in time with the blocks. Ids, units and kinds are those of this registry; docs/telemetry.md says where each comes from.
 */
export interface TelemetryMetric {
  /** Short, for tables and axes: `waiting requests`. */
  header: string;
  unit: 'count' | 'share' | 'bytes' | 'cores' | 'tokens' | 'watts' | 'MHz' | '°C';
  /** A counter begins at 0 with the first sample and never falls: after a restart it goes on from where it was. */
  kind: 'gauge' | 'counter';
  source: 'server' | 'target' | 'gpu' | 'runner';
}

const metric = (
  source: TelemetryMetric['source'],
  header: string,
  unit: TelemetryMetric['unit'],
  kind: TelemetryMetric['kind'] = 'gauge',
): TelemetryMetric => ({ header, unit, kind, source });

export const telemetryMetrics = {
  'server.running': metric('server', 'running requests', 'count'),
  'server.waiting': metric('server', 'waiting requests', 'count'),
  /** Requests, or rows, that were computed together. */
  'server.batch-size': metric('server', 'batch size', 'count'),
  'server.kv-cache': metric('server', 'KV cache in use', 'share'),
  'server.preemptions': metric('server', 'preemptions', 'count', 'counter'),
  'server.prefix-queries': metric('server', 'prefix cache queries', 'tokens', 'counter'),
  'server.prefix-hits': metric('server', 'prefix cache hits', 'tokens', 'counter'),
  'server.prompt-tokens': metric('server', 'prompt tokens', 'tokens', 'counter'),
  'server.generated-tokens': metric('server', 'generated tokens', 'tokens', 'counter'),
  'server.gpu-memory': metric('server', 'GPU memory by the server', 'bytes'),
  'target.cpu': metric('target', 'CPU of the target', 'cores'),
  'target.throttled': metric('target', 'throttled periods', 'share'),
  'target.memory': metric('target', 'memory of the target', 'bytes'),
  'target.memory-limit': metric('target', 'memory limit', 'bytes'),
  'target.files': metric('target', 'open files', 'count'),
  'target.threads': metric('target', 'threads', 'count'),
  'target.processes': metric('target', 'processes', 'count'),
  'target.oom-kills': metric('target', 'out-of-memory kills', 'count', 'counter'),
  'target.received': metric('target', 'received', 'bytes', 'counter'),
  'target.sent': metric('target', 'sent', 'bytes', 'counter'),
  'gpu.busy': metric('gpu', 'GPU busy', 'share'),
  'gpu.memory': metric('gpu', 'GPU memory in use', 'bytes'),
  'gpu.memory-total': metric('gpu', 'GPU memory', 'bytes'),
  'gpu.power': metric('gpu', 'GPU power', 'watts'),
  'gpu.clock': metric('gpu', 'GPU clock', 'MHz'),
  'gpu.throttled': metric('gpu', 'GPUs slowed down', 'count'),
  'gpu.temperature': metric('gpu', 'GPU temperature', '°C'),
  'runner.busy': metric('runner', 'CPU of the runner', 'share'),
  'runner.stolen': metric('runner', 'CPU taken by the hypervisor', 'share'),
} satisfies Record<string, TelemetryMetric>;

export type TelemetryId = keyof typeof telemetryMetrics;

export const telemetryIds = Object.keys(telemetryMetrics) as TelemetryId[];

/** Of one arm, over all that was measured of it. Memory is bounded: a long run keeps fewer samples a second, evenly. */
export interface Telemetry {
  originEpochMs: number;
  /** From the origin; ascending. */
  atMs: number[];
  /** Each as long as `atMs`; null where there was no value then. Series without any value are absent. */
  series: Partial<Record<TelemetryId, (number | null)[]>>;
  /** Whose names the server's metrics bear: `vllm`. Absent where none were read. */
  preset?: string;
}

/** The servers whose metrics have names that are known; `map` in the settings names those of any other. */
export const metricsPresets = [
  'vllm',
  'sglang',
  'tgi',
  'triton',
  'tensorrt-llm',
  'llama.cpp',
  'torchserve',
  'tf-serving',
  'bentoml',
  'ray-serve',
] as const;

export type MetricsPreset = (typeof metricsPresets)[number];

/** The target doing nothing, before any load. */
export interface RestSpan {
  startedAtEpochMs: number;
  durationMs: number;
}
