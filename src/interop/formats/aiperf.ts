import { z } from 'zod';
import { errorKindOf } from './error-kind.ts';
import { malformed } from './fault.ts';
import type { ImportedRequest, LineReader, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';
import { checked, objectOf } from './json-file.ts';

const ns = z.number().positive();
const metric = z.object({ value: z.number().nonnegative() });

const record = z.object({
  metadata: z.object({
    benchmark_phase: z.string().nullish(),
    credit_issued_ns: ns.nullish(),
    request_start_ns: ns,
    request_end_ns: ns.nullish(),
    was_cancelled: z.boolean().nullish(),
  }),
  metrics: z.looseObject({
    request_latency: metric.optional(),
    time_to_first_token: metric.optional(),
    inter_token_latency: metric.optional(),
    inter_chunk_latency: z.object({ value: z.array(z.number().nonnegative()) }).optional(),
    input_sequence_length: metric.optional(),
    output_sequence_length: metric.optional(),
  }),
  error: z
    .object({ code: z.number().nullish(), type: z.string().nullish(), message: z.string().nullish() })
    .nullish(),
});

type AiperfRecord = z.infer<typeof record>;

/** `profile_export.jsonl` of aiperf: one request a line. */
export const aiperf: ResultFormat = {
  tool: 'aiperf',
  title: 'aiperf, profile_export.jsonl',
  recognise: (head) => head.startsWith('{') && head.slice(0, 4000).includes('"request_start_ns"'),
  reading: 'lines',
  start: (name) => new AiperfReader(name),
};

class AiperfReader implements LineReader {
  readonly #name: string;
  #fromCredit: boolean | undefined;
  #warmUp = 0;

  constructor(name: string) {
    this.#name = name;
  }

  read(text: string, line: number): ImportedRequest | undefined {
    if (text === '') return undefined;
    const given = checked(objectOf(text, this.#name, line), record, this.#name, line);
    if (given.metadata.benchmark_phase && given.metadata.benchmark_phase !== 'profiling') {
      this.#warmUp++;
      return undefined;
    }
    const fromCredit = typeof given.metadata.credit_issued_ns === 'number';
    this.#fromCredit ??= fromCredit;
    if (fromCredit !== this.#fromCredit)
      throw malformed(this.#name, 'some requests have credit_issued_ns, and some have not', { line });
    return requestOf(given);
  }

  close() {
    return {
      definitions: {
        latency: this.#fromCredit ? 'aiperf.effective-latency/1' : 'aiperf.request-latency/1',
        ttft: this.#fromCredit ? 'aiperf.ttft-from-credit/1' : 'aiperf.time-to-first-token/1',
        tpot: 'aiperf.inter-token-latency/1',
        itl: 'aiperf.inter-chunk-latency/1',
        ...(this.#fromCredit ? { service: 'aiperf.request-latency/1' } : {}),
      },
      clock: 'epoch' as const,
      notes: [
        this.#fromCredit
          ? 'latency and TTFT count from when aiperf issued the request, as its "Effective Latency" does; its "Request Latency" is kept as service time'
          : 'latency and TTFT count from when aiperf sent the request: what waited in the client before is not in them',
        ...(this.#warmUp > 0 ? [`${this.#warmUp} requests of aiperf's warm-up were left out`] : []),
      ],
    };
  }
}

function requestOf({ metadata, metrics, error }: AiperfRecord): ImportedRequest {
  const dueNs = metadata.credit_issued_ns ?? metadata.request_start_ns;
  // Whole nanoseconds since 1970 are beyond the precision of numbers, by about 0.2 µs.
  const waitedMs = (metadata.request_start_ns - dueNs) / 1e6;
  const base = {
    ...unknownRequest,
    startedAtMs: dueNs / 1e6,
    inputTokens: metrics.input_sequence_length?.value,
  };
  const serviceMs = metrics.request_latency?.value;
  if (error || metadata.was_cancelled || serviceMs === undefined) {
    const words = `${error?.type ?? ''} ${error?.message ?? ''}`;
    const outcome = metadata.was_cancelled ? 'aborted' : errorKindOf(error?.code ?? 0, words);
    return { ...base, outcome, latencyMs: Number.NaN };
  }
  const ttftMs = metrics.time_to_first_token?.value;
  const { credit_issued_ns: creditNs, request_end_ns: endNs } = metadata;
  return {
    ...base,
    outcome: 'ok',
    // The request latency ends with the last token; the answer may go on, with its usage.
    latencyMs: creditNs && endNs ? (endNs - creditNs) / 1e6 : serviceMs,
    ...(creditNs ? { serviceMs } : {}),
    ttftMs: ttftMs === undefined ? undefined : ttftMs + waitedMs,
    tpotMs: metrics.inter_token_latency?.value,
    // Events that arrived together have a gap of 0 here; they are one chunk.
    gapsMs: metrics.inter_chunk_latency?.value.filter((gapMs) => gapMs > 0),
    outputTokens: metrics.output_sequence_length?.value,
  };
}
