import type { RequestTimingId } from '../model/metric.ts';
import type { Samples } from '../model/sample.ts';

/** What a completed request took, in milliseconds; TTFT and TPOT only where the answer has them. */
export type RequestTimings = Partial<Record<RequestTimingId, number>> & { latency: number; service: number };

/** Formulas: docs/glossary.md. The row must be that of a completed request. */
export function requestTimings(samples: Samples, row: number): RequestTimings {
  // The clock of the user starts when the request is due; opening a connection is not the model's time.
  const fromMs = (samples.dueAtMs[row] as number) + (samples.connectMs?.[row] ?? 0);
  const endMs = samples.endAtMs[row] as number;
  const latency = endMs - fromMs;
  const service = endMs - (samples.sentAtMs[row] as number);
  const ttft = (samples.firstTokenAtMs[row] as number) - fromMs;
  if (Number.isNaN(ttft)) return { latency, service };
  const outputTokens = samples.outputTokens[row] as number;
  return {
    latency,
    service,
    ttft,
    ...(outputTokens > 1 ? { tpot: (latency - ttft) / (outputTokens - 1) } : {}),
  };
}
