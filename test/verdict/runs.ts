import { quantise } from '../../src/model/distribution.ts';
import { metricIds, metrics } from '../../src/model/metric.ts';
import type { MetricId } from '../../src/model/metric.ts';
import type { GatedMetric, GatePlan } from '../../src/model/plan.ts';
import type { Arm, Block, BlockRequests, ClassBlock, Run, RunnerConditions } from '../../src/model/run.ts';
import { runSchema } from '../../src/model/run.ts';
import type { ErrorKind } from '../../src/model/sample.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { withRunner } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';

/** What a made-up arm does differently from the usual: ratios of the time, errors, missing things. */
export interface ArmShape {
  /** Factor on every time of a class. */
  slower?: Record<string, number>;
  /** Requests that fail, in each block of each class. */
  failing?: (block: number) => number;
  errorKind?: ErrorKind;
  /** Output tokens of each request; none by default. */
  outputTokens?: number;
  withTtft?: boolean;
  /** So many gaps between chunks for each request, as long as its latency. */
  gaps?: number;
  invalid?: (block: number) => string | null;
  /** What the machine did during each block. */
  runner?: (block: number) => Partial<RunnerConditions> | null;
  /** Spread of a block's speed on the log scale. */
  spread?: number;
  /** Keeps the single requests, each with a spread of its own on the log scale beside what the input gives. */
  jitter?: number;
  requests?: number;
  blocks?: number;
  seed?: number;
}

const typicalMs: Record<string, number> = { short: 10, medium: 30, long: 90 };
const shares: [string, number][] = [
  ['short', 0.5],
  ['medium', 0.3],
  ['long', 0.2],
];

/** A run of `mixed` blocks with lognormal times; both arms of a pair get the same inputs, as a gate would give them. */
export function makeRun(arm: Arm, shape: ArmShape = {}): Run {
  const { blocks = 12, requests = 400, seed = 1 } = shape;
  const speed = seeded(1000 * seed + (arm === 'base' ? 1 : 2));
  return {
    schema: runSchema,
    suite: 'made-up',
    arm,
    provenance: {
      sluiceVersion: '0.0.0',
      measuredAt: '2026-01-02T03:04:05.000Z',
      target: { kind: 'process', name: 'made-up' },
      profile: 'pr',
      seed,
      planHash: 'plan-1',
      workloadHash: 'workload-1',
      environment: {
        fingerprint: 'machine-1',
        cpuModel: 'made-up',
        cores: 2,
        memoryGiB: 8,
        gpus: [],
        kernel: '6.0',
        runnerImage: 'none',
        nodeVersion: '24.0.0',
      },
    },
    classes: shares.map(([name, share]) => ({ name, share })),
    coldStarts: [{ start: 0, readyMs: 1000 }],
    blocks: Array.from({ length: blocks }, (_, index) => makeBlock(arm, shape, index, requests, seed, speed)),
    errorExamples: [],
    warnings: [],
  };
}

function makeBlock(
  arm: Arm,
  shape: ArmShape,
  index: number,
  requests: number,
  seed: number,
  speed: () => number,
): Block {
  const factor = Math.exp((shape.spread ?? 0.01) * (speed() + speed() + speed() - 1.5) * 2);
  const second = (index % 2 === 0) === (arm === 'candidate') ? 1 : 0;
  const inputs = seeded(77 * seed + index);
  const own = seeded(7001 * seed + 2 * index + (arm === 'base' ? 0 : 1));
  const reason = shape.invalid?.(index) ?? null;
  const timesOf = new Map<string, (number | null)[]>();
  for (const [name, share] of shares) {
    const attempted = Math.round(requests * share);
    const failing = Math.min(attempted, shape.failing?.(index) ?? 0);
    const usual = typicalMs[name]! * (shape.slower?.[name] ?? 1) * factor;
    const times = Array.from({ length: attempted }, () =>
      quantise(
        usual *
          Math.exp(0.4 * (inputs() + inputs() - 1) + (shape.jitter ?? 0) * (own() + own() + own() - 1.5) * 2),
      ),
    );
    timesOf.set(
      name,
      times.map((timeMs, i) => (i < failing ? null : timeMs)),
    );
  }
  const block: Block = {
    scenario: 'mixed',
    index,
    order: 2 * index + second,
    start: Math.floor(index / 6),
    startedAtEpochMs: 1_700_000_000_000 + (2 * index + second) * 6000,
    durationMs: 5000,
    validity: reason === null ? { valid: true } : { valid: false, reason },
    classes: Object.fromEntries(
      [...timesOf].map(([name, times]) => [
        name,
        makeClassBlock(
          times.length,
          times.filter((timeMs) => timeMs !== null),
          shape,
        ),
      ]),
    ),
    ...(shape.jitter === undefined ? {} : { requests: makeRequests([...timesOf.values()], index) }),
  };
  const conditions = shape.runner?.(index);
  return conditions
    ? withRunner(block, makeConditions(conditions), { mostStolenShare: 0.5, quotaIsTargets: false })
    : block;
}

/** Of a machine that disturbs nothing, unless told otherwise. */
export function makeConditions(conditions: Partial<RunnerConditions> = {}): RunnerConditions {
  const calm = { watchedMs: 6000, busyShare: 0.5, stealShare: 0, throttledShare: null, standstillMs: 0 };
  return { ...calm, ...conditions };
}

/** Class after class, as if that were the order of the schedule. */
function makeRequests(timesOfClass: (number | null)[][], index: number): BlockRequests {
  return {
    schedule: `schedule-${index}`,
    classIndex: timesOfClass.flatMap((times, classIndex) => times.map(() => classIndex)),
    latencyMs: timesOfClass.flat(),
  };
}

function makeClassBlock(attempted: number, times: number[], shape: ArmShape): ClassBlock {
  const failed = attempted - times.length;
  const latency = distributionFromValues(times);
  return {
    attempted,
    completed: times.length,
    errors: failed > 0 ? { [shape.errorKind ?? 'model-error']: failed } : {},
    timings: {
      latency,
      ...(shape.withTtft ? { ttft: latency } : {}),
      ...(shape.gaps ? { itl: { ...latency, counts: latency.counts.map((n) => n * shape.gaps!) } } : {}),
    },
    ...(shape.outputTokens === undefined ? {} : { outputTokens: shape.outputTokens * times.length }),
  };
}

export const slowAll = (factor: number) => ({ short: factor, medium: factor, long: factor });

/** The default gate at a tolerance of 5 %. */
export function makeGate(ids?: readonly MetricId[]): GatePlan {
  const all: MetricId[] = [
    'latency.p50',
    'latency.p95',
    'latency.p99',
    'throughput',
    'error-rate',
    'slow-rate',
  ];
  const gated: GatedMetric[] = (ids ?? all).map((metric) => ({ metric, classes: 'all' }));
  const limits = (relative: number, share: number) =>
    Object.fromEntries(
      metricIds.map((id) => [id, metrics[id].kind.kind === 'share' ? share : relative]),
    ) as Record<MetricId, number>;
  return {
    falseAlarm: 0.01,
    tolerance: limits(0.05, 0.002),
    detect: limits(0.1, 0.004),
    metrics: ids ? gated : [...gated, { metric: 'latency.p50', classes: 'each' }],
  };
}
