import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { metrics } from '../../src/model/metric.ts';
import type { MetricId } from '../../src/model/metric.ts';
import type {
  ClassShift,
  ClassSummary,
  PairPoint,
  PercentileSummary,
  ReportInput,
  RunSummary,
  StepSummary,
  TimelinePoint,
} from '../../src/model/report.ts';
import type { Arm, Provenance } from '../../src/model/run.ts';
import type { MetricOutcome, MetricResult, Verdict } from '../../src/model/verdict.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { logDensity } from '../../src/stats/log-density.ts';

/**
 * Report inputs from a small simulated model: seeded log-normal service times per class, so that every percentile,
 * curve and table cell comes from the same samples and the golden files show what a real run would.
 */
export interface Scene {
  /** Factor on the latency of a class in the candidate. */
  slower?: Partial<Record<string, number>>;
  /** Spread of the ratio of a pair; the half width of the intervals follows from it. */
  noise?: number;
  pairs?: number;
  withBase?: boolean;
  /** Share of requests that fail in the candidate. */
  failing?: number;
  classes?: { name: string; share: number; medianMs: number }[];
  suite?: string;
}

export const defaultClasses = [
  { name: 'short', share: 0.6, medianMs: 14 },
  { name: 'medium', share: 0.3, medianMs: 42 },
  { name: 'long', share: 0.1, medianMs: 131 },
];

const blockSeconds = 5;
const ratePerSecond = 8;

/** Uniform numbers in (0, 1), the same on every machine. */
function chance(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
}

/** Standard normal: Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Sorted latencies of one class: log-normal with a 3 % tail of stalls. */
function latencies(medianMs: number, count: number, random: () => number): number[] {
  return Array.from({ length: count }, () => {
    const stall = random() < 0.03 ? 1 + 2 * random() : 1;
    return medianMs * Math.exp(0.18 * normal(random)) * stall;
  }).sort((a, b) => a - b);
}

/** Quantile of type 7. */
export function quantile(sorted: number[], p: number): number {
  const position = (sorted.length - 1) * p;
  const low = sorted[Math.floor(position)] ?? NaN;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}

function percentiles(sorted: number[]): PercentileSummary | null {
  if (sorted.length === 0) return null;
  return {
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    p95Sufficient: sorted.length * 0.05 >= 3,
    p99Sufficient: sorted.length * 0.01 >= 3,
  };
}

/** The steps of a real run's curve, as far as the samples reach. */
function curve(sorted: number[]): [number, number][] {
  const steps = [...Array.from({ length: 100 }, (_, i) => i / 100), 0.995, 0.999];
  return steps.filter((p) => sorted.length * (1 - p) >= 1).map((p) => [p, quantile(sorted, p)]);
}

function classSummary(name: string, sorted: number[], attempted: number): ClassSummary {
  const failed = attempted - sorted.length;
  const density = logDensity(distributionFromValues(sorted));
  return {
    class: name,
    attempted,
    completed: sorted.length,
    errors:
      failed > 0 ? { 'model-error': Math.ceil(failed * 0.7), timeout: failed - Math.ceil(failed * 0.7) } : {},
    latencyMs: percentiles(sorted),
    ttftMs: null,
    tpotMs: null,
    curve: curve(sorted),
    ...(density ? { density } : {}),
  };
}

function provenance(arm: Arm): Provenance {
  return {
    sluiceVersion: '0.1.0',
    measuredAt: arm === 'base' ? '2026-03-02T09:14:05Z' : '2026-03-02T09:14:11Z',
    commit: arm === 'base' ? '3f0c7d9a5b1e4c62' : '9b41aa07d2c83e55',
    target: {
      kind: 'container',
      name: `ticket-routing:${arm}`,
      digest: `sha256:${(arm === 'base' ? '4d' : 'c7').repeat(32)}`,
    },
    profile: 'pr',
    seed: 7,
    planHash: '0b54f5f1c2'.repeat(6),
    workloadHash: 'a91d20e7bb'.repeat(6),
    environment: {
      fingerprint: '7c1e90ab44d2',
      cpuModel: 'AMD EPYC 7763 64-Core Processor',
      cores: 4,
      memoryGiB: 16,
      gpus: [],
      kernel: '6.8.0-1021-azure',
      runnerImage: 'ubuntu-24.04',
      nodeVersion: '24.11.0',
    },
  };
}

function ramp(factor: number, failing: number): StepSummary[] {
  const capacity = 34 / factor;
  return [4, 8, 12, 16, 20, 26, 32, 40].map((rate) => {
    const use = Math.min(rate / capacity, 0.985);
    const waiting = 1 / (1 - use ** 2.2);
    const over = Math.max(0, rate - capacity);
    return {
      ratePerSecond: rate,
      completedPerSecond: failing === 1 ? 0 : Math.min(rate, capacity) * (1 - failing),
      p50Ms: failing === 1 ? null : 24 * factor * (1 + (waiting - 1) * 0.6) + over * 60,
      p95Ms: failing === 1 ? null : 128 * factor * (1 + (waiting - 1) * 0.8) + over * 120,
      errorShare: failing === 1 ? 1 : Math.min(1, failing + (over > 3 ? over / rate / 2 : 0)),
      valid: true,
    };
  });
}

function timeline(
  summary: RunSummary,
  arm: Arm,
  pairs: PairPoint[],
  random: () => number,
  failing: number,
): TimelinePoint[] {
  const points: TimelinePoint[] = [];
  const offset = arm === 'base' ? 0 : 1;
  summary.ramp.forEach((step, index) =>
    points.push({
      atSeconds: offset * 25 + index * 3,
      durationSeconds: 3,
      scenario: 'ramp',
      index,
      ratePerSecond: step.ratePerSecond,
      p50Ms: step.p50Ms,
      p95Ms: step.p95Ms,
      errors: Math.round(step.errorShare * step.ratePerSecond * 3),
      valid: true,
    }),
  );
  const all = summary.mixed[0]?.latencyMs;
  for (const { pair, first } of pairs) {
    const second = (first === 'base') === (arm === 'candidate') ? 1 : 0;
    points.push({
      atSeconds: 52 + pair * 12.4 + second * 6.2,
      durationSeconds: blockSeconds,
      scenario: 'mixed',
      index: pair,
      ratePerSecond,
      p50Ms: all ? all.p50 * Math.exp(0.04 * normal(random)) : null,
      p95Ms: all ? all.p95 * Math.exp(0.06 * normal(random)) : null,
      p99Ms: all ? all.p99 : null,
      completedPerSecond: (1 - failing) * ratePerSecond,
      errors: Math.round(failing * ratePerSecond * blockSeconds),
      errorKinds: failing > 0 ? { timeout: Math.round(failing * ratePerSecond * blockSeconds) } : {},
      valid: true,
    });
  }
  return points;
}

function runSummary(arm: Arm, scene: Required<Scene>, pairs: PairPoint[]): RunSummary {
  // Both arms draw the same numbers, as a real pair sends the same requests; only the factors differ.
  const random = chance(11);
  const failing = arm === 'candidate' ? scene.failing : 0;
  const attempted = pairs.length * blockSeconds * ratePerSecond;
  const sorted = scene.classes.map(({ name, share, medianMs }) => {
    const factor = arm === 'candidate' ? (scene.slower[name] ?? 1) : 1;
    const asked = Math.round(attempted * share);
    return { name, asked, values: latencies(medianMs * factor, Math.round(asked * (1 - failing)), random) };
  });
  const everything = sorted.flatMap(({ values }) => values).sort((a, b) => a - b);
  const mixed = [
    classSummary(
      'all',
      everything,
      sorted.reduce((sum, { asked }) => sum + asked, 0),
    ),
    ...sorted.map(({ name, asked, values }) => classSummary(name, values, asked)),
  ];
  const factor = scene.classes.reduce(
    (sum, { name, share }) => sum + share * (arm === 'candidate' ? (scene.slower[name] ?? 1) : 1),
    0,
  );
  const summary: RunSummary = {
    provenance: provenance(arm),
    classes: scene.classes.map(({ name, share }) => ({ name, share })),
    coldStarts: (arm === 'base' ? [842, 871, 858] : [851, 846, 902]).map((readyMs, start) => ({
      start,
      readyMs,
    })),
    warnings: [],
    errorExamples:
      failing > 0
        ? [
            {
              kind: 'model-error',
              className: 'long',
              httpStatus: 500,
              message: 'RuntimeError: tensor shape [1, 900] does not match',
            },
            { kind: 'timeout', className: 'long', httpStatus: 0, message: 'no answer within 10 s' },
          ]
        : [],
    single: sorted.map(({ name, values }) =>
      classSummary(name, values.slice(0, 20), Math.min(values.length, 20)),
    ),
    ramp: ramp(factor, failing),
    mixed,
    closed: [],
    timeline: [],
    invalidBlocks: [],
  };
  summary.timeline = timeline(summary, arm, pairs, chance(arm === 'base' ? 21 : 22), failing);
  return summary;
}

const tolerances: Partial<Record<MetricId, number>> = {
  'latency.p50': 0.05,
  'latency.p95': 0.1,
  'latency.p99': 0.15,
  throughput: 0.05,
  'error-rate': 0.002,
};

/** Judges by the same two keys as the gate: beyond chance and beyond the tolerance. */
function judge(
  id: MetricId,
  name: string,
  base: number | null,
  candidate: number | null,
  scene: Required<Scene>,
): MetricResult {
  const tolerance = tolerances[id] ?? 0.1;
  const isShare = metrics[id].unit === 'share';
  const half = isShare ? 0.001 : (scene.noise * 2.2) / Math.sqrt(scene.pairs) + 0.01;
  const effect =
    base === null || candidate === null ? null : isShare ? candidate - base : candidate / base - 1;
  const worse = effect === null ? 0 : metrics[id].betterIs === 'lower' ? effect : -effect;
  const result: MetricOutcome =
    effect === null
      ? 'insufficient'
      : worse > tolerance && worse - half > 0
        ? 'regressed'
        : worse < -tolerance && worse + half < 0
          ? 'improved'
          : worse + half < 2 * tolerance
            ? 'unchanged'
            : 'inconclusive';
  return {
    id,
    class: name,
    result,
    gated: id !== 'latency.p99' || effect === null,
    base,
    candidate,
    effect,
    interval: effect === null ? null : [effect - half, effect + half],
    tolerance,
    mde: effect === null ? null : half * 1.9,
    pAdjusted: effect === null ? null : result === 'regressed' ? 0.000_04 : 0.62,
    units: effect === null ? 0 : scene.pairs,
    reason:
      result === 'inconclusive'
        ? 'the interval reaches beyond twice the tolerance; more pairs or a quieter runner would settle it'
        : result === 'insufficient'
          ? 'no request succeeded in enough blocks'
          : '',
  };
}

/** Every class is slower by its own factor, the tail by a little more. */
function shiftsOf(scene: Required<Scene>): ClassShift[] {
  const factors = scene.classes.map(({ name }) => ({ name, factor: scene.slower[name] ?? 1 }));
  const half = (scene.noise * 2.2) / Math.sqrt(scene.pairs) + 0.01;
  return scene.failing === 1
    ? []
    : factors.map(({ name, factor }) => ({
        class: name,
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((p) => {
          const change = factor * (1 + 0.02 * p) - 1;
          const around = (width: number): [number, number] => [change - width, change + width];
          return { p, change, interval: around(half), band: around(1.5 * half), units: scene.pairs };
        }),
      }));
}

function judgeAll(
  scene: Required<Scene>,
  candidate: RunSummary,
  base: RunSummary | undefined,
): MetricResult[] {
  const results: MetricResult[] = [];
  const of = (summary: RunSummary | undefined, name: string) =>
    summary?.mixed.find((entry) => entry.class === name);
  for (const key of ['p50', 'p95', 'p99'] as const) {
    for (const name of key === 'p50' ? ['all', ...scene.classes.map((entry) => entry.name)] : ['all']) {
      const values = [of(base, name), of(candidate, name)].map((entry) => entry?.latencyMs?.[key] ?? null);
      results.push(judge(`latency.${key}`, name, values[0] ?? null, values[1] ?? null, scene));
    }
  }
  const rate = (summary: RunSummary | undefined) => {
    const all = of(summary, 'all');
    return all ? (all.completed / Math.max(all.attempted, 1)) * ratePerSecond : null;
  };
  const errorShare = (summary: RunSummary | undefined) => {
    const all = of(summary, 'all');
    return all ? 1 - all.completed / Math.max(all.attempted, 1) : null;
  };
  results.push(judge('throughput', 'all', rate(base), rate(candidate), scene));
  results.push(judge('error-rate', 'all', errorShare(base), errorShare(candidate), scene));
  return results;
}

function pairPoints(scene: Required<Scene>): PairPoint[] {
  const random = chance(5);
  const factor = scene.classes.reduce((sum, { name, share }) => sum + share * (scene.slower[name] ?? 1), 0);
  const slowest = Math.max(...scene.classes.map(({ name }) => scene.slower[name] ?? 1));
  return Array.from({ length: scene.pairs }, (_, pair) => ({
    pair,
    ratioP50: scene.failing === 1 ? null : factor * Math.exp(scene.noise * normal(random)),
    ratioP95: scene.failing === 1 ? null : slowest * Math.exp(scene.noise * 1.4 * normal(random)),
    first: random() < 0.5 ? 'base' : 'candidate',
  }));
}

/** A whole report input of the scene. The words of the verdict are the caller's. */
export function reportInput(
  scene: Scene,
  words: Partial<Verdict> & Pick<Verdict, 'verdict' | 'sentence'>,
): ReportInput {
  const full: Required<Scene> = {
    slower: {},
    noise: 0.02,
    pairs: 12,
    withBase: true,
    failing: 0,
    classes: defaultClasses,
    suite: 'ticket-routing',
    ...scene,
  };
  const pairs = pairPoints(full);
  const candidate = runSummary('candidate', full, pairs);
  const base = full.withBase ? runSummary('base', full, pairs) : undefined;
  return {
    suite: full.suite,
    profile: 'pr',
    verdict: {
      schema: 'sluice.verdict/1',
      mode: 'paired',
      looks: [
        { pairs: 8, alpha: 0.0025, decision: 'continue' },
        {
          pairs: full.pairs,
          alpha: 0.0025,
          decision: words.verdict === 'fail' ? 'fail' : words.verdict === 'pass' ? 'pass' : 'end',
        },
      ],
      plannedLooks: 4,
      pairsUsed: full.pairs,
      metrics: judgeAll(full, candidate, base),
      slo: [],
      reasons: [],
      warnings: [],
      ...words,
    },
    candidate,
    ...(base && { base }),
    pairs: full.withBase ? pairs : [],
    shifts: full.withBase && full.pairs > 0 ? shiftsOf(full) : [],
    tookMs: 161_400,
    repeatCommand:
      'sluice run --profile pr --image ticket-routing:candidate --base-image ticket-routing:base',
    guesses: [],
    reportUrl: 'https://github.com/example/ticket-routing/actions/runs/1234/artifacts/5678',
  };
}

/** An unchanged build: nothing to look at. */
export const passInput = (): ReportInput =>
  reportInput({}, { verdict: 'pass', sentence: 'No metric got worse beyond its tolerance.' });

/** Long inputs are 30 % slower; the others are not. */
export const failInput = (): ReportInput => ({
  ...reportInput(
    { slower: { long: 1.3 } },
    {
      verdict: 'fail',
      sentence:
        'P50 latency of long inputs is 30 % slower (95 % interval 28 to 32 %), beyond the tolerance of 5 %; 1 more metric regressed.',
      reasons: [
        {
          code: 'regressed',
          message:
            'p50 latency of long inputs is 30 % slower (95 % interval 28 to 32 %), beyond the tolerance of 5 %',
        },
        {
          code: 'regressed',
          message: 'p95 latency is 29 % slower (95 % interval 27 to 32 %), beyond the tolerance of 10 %',
        },
      ],
      slo: [
        { id: 'latency.p95', limit: 500, value: 173, met: true, interval: null, certain: true },
        { id: 'error-rate', limit: 0.001, value: 0, met: true, interval: null, certain: true },
      ],
    },
  ),
  guesses: ['The expected rate is taken to be 13 requests/s, since `load` is not set.'],
});

/** A runner too noisy to say. */
export const inconclusiveInput = (): ReportInput =>
  reportInput(
    { slower: { short: 1.04, medium: 1.05, long: 1.05 }, noise: 0.16, pairs: 18 },
    {
      verdict: 'inconclusive',
      sentence: 'Not decided: this runner is too noisy to tell a change of 9 % from none in 18 pairs.',
      reasons: [
        {
          code: 'too-noisy',
          message:
            'Two block pairs of the same build differ by 16 % here; a larger budget or a quieter runner would help',
        },
      ],
      warnings: ['The two cores of this runner were 12 % busy with other work'],
    },
  );

/** The generator could not keep up: nothing was measured. */
export const invalidInput = (): ReportInput => {
  const input = reportInput(
    { pairs: 0, failing: 0 },
    {
      verdict: 'invalid',
      sentence: 'Nothing was measured: no block is valid, the generator was the bottleneck.',
      looks: [],
      reasons: [
        {
          code: 'generator-bound',
          message:
            'Send lag p99 was 84 ms in every block, at most 10 ms is allowed. Use a runner with more cores or a lower rate.',
        },
      ],
      metrics: [],
    },
  );
  const empty = { single: [], ramp: [], mixed: [], closed: [], timeline: [], coldStarts: [] };
  const invalidBlocks = Array.from({ length: 6 }, (_, index) => ({
    scenario: 'mixed',
    index,
    reason: 'send lag p99 84 ms is over 10 ms',
  }));
  return {
    ...input,
    candidate: { ...input.candidate, ...empty, invalidBlocks },
    ...(input.base && { base: { ...input.base, ...empty, invalidBlocks: [] } }),
  };
};

/** No baseline yet: the run is recorded, nothing is judged. */
export const firstRunInput = (): ReportInput => {
  const input = reportInput(
    { withBase: false },
    {
      verdict: 'inconclusive',
      mode: 'baseline',
      sentence: 'There is no baseline yet: this run was measured and nothing was judged.',
      looks: [],
      plannedLooks: 1,
      pairsUsed: 0,
      reasons: [
        { code: 'no-baseline', message: 'The next push to the default branch records the first baseline.' },
      ],
    },
  );
  const metricsWithoutBase = input.verdict.metrics.map((metric): MetricResult => ({
    ...metric,
    result: 'incomparable',
    effect: null,
    interval: null,
    mde: null,
    reason: 'there is no baseline to compare with',
  }));
  return { ...input, verdict: { ...input.verdict, metrics: metricsWithoutBase } };
};

/** The candidate answers nothing: every request fails. */
export const noSuccessInput = (): ReportInput =>
  reportInput(
    { failing: 1 },
    {
      verdict: 'fail',
      sentence: 'Every request to the candidate failed: 480 of 480, mostly model errors.',
      reasons: [{ code: 'regressed', message: 'The error rate rose from 0 % to 100 %' }],
    },
  );
