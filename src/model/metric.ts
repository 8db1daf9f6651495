/**
 * The metric registry: one record a metric, which knows its unit, its direction and its definition.
 * Every stored number carries the id of its definition, because tools disagree about TPOT and ITL.
 */
export type MetricId =
  | 'latency.p50'
  | 'latency.p95'
  | 'latency.p99'
  | 'ttft.p50'
  | 'ttft.p95'
  | 'tpot.p50'
  | 'tpot.p95'
  | 'itl.p50'
  | 'itl.p99'
  | 'throughput'
  | 'error-rate'
  | 'slow-rate'
  | 'cold-start'
  | 'first-answer';

/** What a quantile is taken of. Each is a distribution in milliseconds, kept per block and class. */
export type TimingId = RequestTimingId | 'itl';

/** One number a request; `itl` has one for each gap of an answer. */
export type RequestTimingId = 'latency' | 'service' | 'ttft' | 'tpot';

export type MetricKind =
  | { kind: 'quantile'; of: TimingId; p: number }
  /** Completed requests a second of the block. */
  | { kind: 'rate-per-second' }
  /** A share of requests, 0 to 1; compared by difference, not by ratio. */
  | { kind: 'share' }
  /** One duration a start of the target. */
  | { kind: 'start-duration'; of: 'readyMs' | 'firstAnswerMs' };

export interface Metric {
  id: MetricId;
  /** Short, for table headers: `p95 latency`. */
  header: string;
  unit: 'ms' | 'requests/s' | 'share';
  betterIs: 'lower' | 'higher';
  kind: MetricKind;
  /** Versioned id of the formula; `docs/glossary.md` holds formula and source. */
  definition: string;
}

const quantile = (of: TimingId, p: number, header: string): Metric => ({
  id: `${of}.p${p * 100}` as MetricId,
  header,
  unit: 'ms',
  betterIs: 'lower',
  kind: { kind: 'quantile', of, p },
  definition: `sluice.${of}/1`,
});

export const metrics: Readonly<Record<MetricId, Metric>> = {
  'latency.p50': quantile('latency', 0.5, 'p50 latency'),
  'latency.p95': quantile('latency', 0.95, 'p95 latency'),
  'latency.p99': quantile('latency', 0.99, 'p99 latency'),
  'ttft.p50': quantile('ttft', 0.5, 'p50 TTFT'),
  'ttft.p95': quantile('ttft', 0.95, 'p95 TTFT'),
  'tpot.p50': quantile('tpot', 0.5, 'p50 TPOT'),
  'tpot.p95': quantile('tpot', 0.95, 'p95 TPOT'),
  'itl.p50': quantile('itl', 0.5, 'p50 ITL'),
  'itl.p99': quantile('itl', 0.99, 'p99 ITL'),
  throughput: {
    id: 'throughput',
    header: 'throughput',
    unit: 'requests/s',
    betterIs: 'higher',
    kind: { kind: 'rate-per-second' },
    definition: 'sluice.throughput/1',
  },
  'error-rate': {
    id: 'error-rate',
    header: 'error rate',
    unit: 'share',
    betterIs: 'lower',
    kind: { kind: 'share' },
    definition: 'sluice.error-rate/1',
  },
  'slow-rate': {
    id: 'slow-rate',
    header: 'slow requests',
    unit: 'share',
    betterIs: 'lower',
    kind: { kind: 'share' },
    definition: 'sluice.slow-rate/1',
  },
  'cold-start': {
    id: 'cold-start',
    header: 'cold start',
    unit: 'ms',
    betterIs: 'lower',
    kind: { kind: 'start-duration', of: 'readyMs' },
    definition: 'sluice.cold-start/1',
  },
  'first-answer': {
    id: 'first-answer',
    header: 'first answer',
    unit: 'ms',
    betterIs: 'lower',
    kind: { kind: 'start-duration', of: 'firstAnswerMs' },
    definition: 'sluice.first-answer/1',
  },
};

export const metricIds = Object.keys(metrics) as MetricId[];

/** The class name that stands for all requests together; no user class may be called so. */
export const allClasses = 'all';
