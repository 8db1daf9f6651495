/**
 * Names of the GenAI semantic conventions, as of version 1.45 of the conventions' package, which is about to hand them over
 * to a repository of their own: written here, they neither vanish with an update nor bring 700 kB of other names along.
 * Source: opentelemetry.io/docs/specs/semconv/gen-ai.
 */
export const genAi = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  tokenType: 'gen_ai.token.type',
  metrics: {
    duration: 'gen_ai.client.operation.duration',
    timeToFirstChunk: 'gen_ai.client.operation.time_to_first_chunk',
    tokenUsage: 'gen_ai.client.token.usage',
  },
  /** Boundaries that the conventions give. */
  buckets: {
    seconds: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    tokens: Array.from({ length: 14 }, (_, i) => 4 ** i),
  },
} as const;

/** Ours: what no convention names. */
export const own = {
  suite: 'sluice.suite',
  profile: 'sluice.profile',
  shard: 'sluice.shard',
  verdict: 'sluice.verdict',
  arm: 'sluice.arm',
  scenario: 'sluice.scenario',
  class: 'sluice.class',
  block: 'sluice.block',
  variant: 'sluice.variant',
  /** The same in both arms for the same request. */
  request: 'sluice.request',
  outcome: 'sluice.outcome',
  sent: 'sluice.sent',
  firstToken: 'sluice.first_token',
} as const;
