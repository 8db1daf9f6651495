import type { PrefixCacheUse } from '../model/run.ts';
import { increaseOf, type Metrics } from './metrics-text.ts';

/**
 * Names of the counters by server, newest first: versions that publish two names for the same are not to be counted twice.
 * All of them count tokens. llama.cpp's server publishes none; it tells with each answer.
 */
const counterNames: readonly { queries: string; hits: string }[] = [
  // vLLM
  { queries: 'vllm:prefix_cache_queries_total', hits: 'vllm:prefix_cache_hits_total' },
  // older vLLM
  { queries: 'vllm:gpu_prefix_cache_queries_total', hits: 'vllm:gpu_prefix_cache_hits_total' },
  // SGLang; hits have one series for each place that a prefix was kept in
  { queries: 'sglang:prompt_tokens_total', hits: 'sglang:cached_tokens_total' },
];

export const prefixCacheCounters: ReadonlySet<string> = new Set(
  counterNames.flatMap(({ queries, hits }) => [queries, hits]),
);

/**
 * What a prefix cache was asked and had between two readings. Undefined where the server publishes no such counters, nothing
 * was asked, or it had more than it was asked, which no cache can.
 */
export function prefixCacheUse(before: Metrics, after: Metrics): PrefixCacheUse | undefined {
  const names = counterNames.find(({ queries, hits }) => after.has(queries) && after.has(hits));
  if (!names) return undefined;
  const queries = increaseOf(names.queries, before, after);
  const hits = increaseOf(names.hits, before, after);
  return queries > 0 && hits <= queries ? { queries, hits } : undefined;
}
