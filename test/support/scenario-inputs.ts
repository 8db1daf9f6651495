import type { Characteristics, ConcurrencyStep, LoadTrait } from '../../src/model/characteristics.ts';
import { turnClass } from '../../src/model/conversation.ts';
import type {
  ClassSummary,
  PercentileSummary,
  ReportInput,
  RunSummary,
  TelemetryPicture,
} from '../../src/model/report.ts';
import { failInput } from './report-inputs.ts';

/** A failing run of which every scenario was driven: what a report can show at most. */
export function scenariosInput(): ReportInput {
  const input = failInput();
  return {
    ...input,
    profile: 'release',
    samples: { count: 123_456 },
    candidate: { ...withScenarios(input.candidate, 1.3), characteristics: candidateTraits() },
    ...(input.base && { base: { ...withScenarios(input.base, 1), characteristics: baseTraits() } }),
    changes: [
      { code: 'longer-outputs', sentence: 'answers are 22 % longer (128 tokens against 105)' },
      { code: 'more-preemptions', sentence: 'of 100 requests 4.1 against 0 are preempted' },
      { code: 'lower-knee', sentence: 'latency bends at 21 requests/s against 27' },
      { code: 'lower-capacity', sentence: 'it handles 22 requests/s against 28' },
    ],
  };
}

/** A failing run with some of its single requests, as an export writes them. */
export const samplesInput = (): ReportInput => ({
  ...failInput(),
  samples: {
    count: 2,
    csv: 'arm,scenario,class,latency_ms\nbase,mixed,short,12.4\ncandidate,mixed,"<b>, ""long""",171\n',
  },
});

const load = (p50Ms: number, p95Ms: number, errorShare = 0): LoadTrait => ({ p50Ms, p95Ms, errorShare });

/** Refined where it bends, goodput, a soak, and telemetry of everything that is drawn. */
function withScenarios(summary: RunSummary, factor: number): RunSummary {
  const bent = 24 / factor;
  const [before, after] = [summary.ramp.at(-3)!, summary.ramp.at(-2)!];
  const refined = { ...before, ratePerSecond: (before.ratePerSecond + after.ratePerSecond) / 2 };
  const soak = Array.from({ length: 20 }, (_, index) => ({
    atSeconds: 210 + index * 30,
    durationSeconds: 30,
    scenario: 'soak',
    index,
    ratePerSecond: 20,
    p50Ms: 30 * factor + index * 0.1,
    p95Ms: 130 * factor + index * 0.6,
    p99Ms: 180 * factor,
    completedPerSecond: 20,
    errors: index === 12 ? 3 : 0,
    errorKinds: index === 12 ? { timeout: 2, overload: 1 } : {},
    valid: index !== 7,
    ...(index === 7 ? { reason: 'send lag p99 84 ms is over 10 ms' } : {}),
  }));
  return {
    ...summary,
    ramp: [...summary.ramp, refined].map((step) => ({
      ...step,
      goodPerSecond:
        step.ratePerSecond <= bent ? step.completedPerSecond : Math.max(0, 2 * bent - step.ratePerSecond),
    })),
    coldStarts: summary.coldStarts.map((start) => ({
      ...start,
      firstAnswerMs: 212,
      laterMs: 24.1,
      loadMs: 520,
    })),
    mixed: [...summary.mixed, ...turns(summary.mixed[1]!, factor)],
    timeline: factor > 1 ? [...summary.timeline, ...soak] : summary.timeline,
    telemetry: telemetry(factor),
  };
}

/** Sessions of four turns, of which later ones take longer. */
function turns(like: ClassSummary, factor: number): ClassSummary[] {
  return [1, 2, 3, 4].map((turn) => {
    const of = (p50: number): PercentileSummary => ({
      p50: p50 * factor ** turn,
      p95: 1.8 * p50 * factor ** turn,
      p99: 2.5 * p50 * factor ** turn,
      p95Sufficient: true,
      p99Sufficient: false,
    });
    return {
      ...like,
      class: turnClass('chat', turn),
      latencyMs: of(100 + 20 * turn),
      ttftMs: of(20 + 8 * turn),
    };
  });
}

/** Every four seconds over ramp, pairs and soak, with nothing between them. */
function telemetry(factor: number): TelemetryPicture {
  const atSeconds = Array.from({ length: 203 }, (_, index) => index * 4).filter(
    (at) => at < 200 || (factor > 1 && at >= 210),
  );
  const wave = (at: number) => Math.sin(at / 9) + Math.sin(at / 2.3) / 2;
  const series = (read: (at: number) => number) =>
    atSeconds.map((at) => Number(Math.max(0, read(at)).toFixed(4)));
  return {
    atSeconds,
    series: {
      'server.running': series((at) => Math.round(6 + 3 * wave(at))),
      'server.waiting': series((at) => Math.round((factor - 1) * 20 * Math.max(0, wave(at)))),
      'server.kv-cache': series((at) => Math.min(1, 0.6 * factor + 0.15 * wave(at))),
      'target.cpu': series((at) => 1.6 * factor + 0.4 * wave(at)),
      'target.memory': series((at) => (1.4 * factor + at / 4000) * 2 ** 30),
      'gpu.busy': series((at) => Math.min(1, 0.5 * factor + 0.2 * wave(at))),
      'gpu.memory': series(() => 5.2 * factor * 2 ** 30),
    },
  };
}

const environment = {
  cpuModel: 'AMD EPYC 7763 64-Core Processor',
  cores: 4,
  memoryGiB: 16,
  gpus: ['NVIDIA L4'],
};

function step(
  concurrency: number,
  perSecond: number,
  p95Ms: number,
  more: Partial<ConcurrencyStep> = {},
): ConcurrencyStep {
  return {
    concurrency,
    completedPerSecond: perSecond,
    outputTokensPerSecond: perSecond * 110,
    p50Ms: p95Ms * 0.6,
    p95Ms,
    p99Ms: p95Ms * 1.3,
    ttftP95Ms: p95Ms * 0.3,
    tpotP95Ms: p95Ms / 150,
    errorShare: 0,
    kvCache: Math.min(1, concurrency / 24),
    waiting: Math.max(0, concurrency - 24),
    preemptions: concurrency > 24 ? 3 : 0,
    valid: true,
    ...more,
  };
}

function baseTraits(): Characteristics {
  return {
    coldStart: { starts: 3, readyMs: 858, firstAnswerMs: 212, laterMs: 24.1, loadMs: 520, imageBytes: 3.1e9 },
    ramp: {
      knee: { value: 27, interval: [25.2, 29.1] },
      kneeReason: '',
      breaking: { ratePerSecond: 38, why: 'errors' },
      bestGoodput: { goodput: { value: 28, interval: [26.8, 29.3] }, askedPerSecond: 29 },
      highestPerSecond: 40,
    },
    spikes: [
      {
        height: 3,
        ratePerSecond: 40,
        before: load(24, 128),
        during: load(61, 402, 0.002),
        recoveryMs: 1400,
        watchedMs: 20_000,
        adaptedMs: null,
      },
    ],
    longContext: {
      className: 'long',
      steps: [step(8, 4, 900), step(16, 7, 1200), step(24, 8.4, 1900), step(32, 8.5, 3900)],
      exhaustedAt: { concurrency: 32, by: 'kv-cache' },
      saturatedAt: 24,
    },
    cost: {
      currency: 'USD',
      perHour: 2.5,
      perThousandRequests: 0.0248,
      perMillionTokens: 0.225,
      instances: 2,
      perMonth: 3650,
    },
    telemetry: [
      { id: 'server.waiting', mean: 0.2, most: 2 },
      { id: 'server.kv-cache', mean: 0.61, most: 0.78 },
      { id: 'target.memory', mean: 1.5e9, most: 1.6e9 },
    ],
    diagnoses: [
      {
        bottleneck: 'gpu-compute',
        sentence: 'the GPU computes without a pause under the mixed load',
        evidence: ['it was busy 92 % of the time'],
        remedies: [],
      },
    ],
  };
}

function candidateTraits(): Characteristics {
  return {
    ...baseTraits(),
    coldStart: { starts: 3, readyMs: 851, firstAnswerMs: 340, laterMs: 31.2, loadMs: 530, imageBytes: 3.4e9 },
    headroom: {
      rest: [
        { id: 'target.cpu', mean: 0.02, most: 0.1 },
        { id: 'target.memory', mean: 1.7e9, most: 1.7e9 },
      ],
      single: [
        { id: 'target.cpu', mean: 0.9, most: 1.4 },
        { id: 'target.memory', mean: 1.72e9, most: 1.74e9 },
      ],
    },
    headOfLine: [{ class: 'short', behind: 'long', aloneP95Ms: 19, mixedP95Ms: 171 }],
    ramp: {
      knee: { value: 21, interval: [19.4, 22.8] },
      kneeReason: 'p95 latency passes 2 times its level at light load (166 ms)',
      breaking: { ratePerSecond: 29, why: 'goodput' },
      bestGoodput: { goodput: { value: 22, interval: [20.9, 23.2] }, askedPerSecond: 23 },
      highestPerSecond: 40,
    },
    spikes: [
      {
        height: 2,
        ratePerSecond: 26,
        before: load(31, 166),
        during: load(88, 610, 0.004),
        recoveryMs: 2600,
        watchedMs: 20_000,
        adaptedMs: 6100,
      },
      {
        height: 3,
        ratePerSecond: 40,
        before: load(31, 168),
        during: load(420, 2900, 0.12),
        recoveryMs: null,
        watchedMs: 20_000,
        adaptedMs: null,
        ended: 'exited with code 137 (out of memory)',
      },
    ],
    steady: [
      {
        scenario: 'soak',
        ratePerSecond: 20,
        measuredMs: 600_000,
        endedEarly: 'the rise of memory is established',
        trends: [
          {
            of: 'latency.p50',
            slope: { value: 0.012, interval: [-0.004, 0.03] },
            unit: 'share/h',
            p: 0.21,
            rising: false,
          },
          {
            of: 'target.memory',
            slope: { value: 1_060_000, interval: [980_000, 1_130_000] },
            unit: 'bytes/min',
            p: 0.000_02,
            rising: true,
          },
          {
            of: 'target.files',
            slope: { value: 0, interval: null },
            unit: 'files/min',
            p: 0.5,
            rising: false,
          },
        ],
        restarts: 0,
        errorShare: 0.0002,
      },
    ],
    longContext: {
      className: 'long',
      steps: [
        step(8, 3.4, 1100),
        step(16, 5.6, 1700),
        step(24, 6.1, 3300),
        step(32, 5.9, 6400, { errorShare: 0.02 }),
      ],
      exhaustedAt: { concurrency: 24, by: 'preemptions' },
      saturatedAt: 16,
    },
    batching: [
      {
        setting: 'max-num-seqs 16',
        steps: [step(4, 9, 210), step(8, 15, 260), step(16, 19, 410), step(32, 19, 830)],
        best: 16,
      },
      {
        setting: 'max-num-seqs 64',
        steps: [step(4, 9, 215), step(8, 15, 270), step(16, 22, 360), step(32, 26, 620, { valid: false })],
        best: 16,
      },
      {
        setting: 'chunked-prefill',
        steps: [],
        best: null,
        failed: 'the server exited with code 2: unknown argument',
      },
    ],
    faults: [
      {
        fault: 'slow by 2000 ms',
        before: load(31, 166),
        during: load(2040, 2210),
        after: load(32, 170),
        recoveryMs: 300,
        degraded: 'slower',
        graceful: true,
      },
      {
        fault: 'gone',
        before: load(31, 166),
        during: { p50Ms: null, p95Ms: null, errorShare: 1 },
        after: load(33, 180, 0.01),
        recoveryMs: null,
        degraded: 'hanging',
        graceful: false,
      },
    ],
    capacity: {
      ratePerSecond: { value: 22, interval: [20.9, 23.2] },
      concurrency: 16,
      limits: [{ id: 'latency.p99', limit: 500 }],
      from: 'ramp of 9 steps',
      atLeast: false,
      environment,
      statement:
        'handles 22 requests/s (95 % interval 20.9 to 23.2) at p99 latency under 500 ms on 4 cores of AMD EPYC 7763 64-Core Processor',
    },
    cost: {
      currency: 'USD',
      perHour: 2.5,
      perThousandRequests: 0.0316,
      perMillionTokens: 0.247,
      instances: 3,
      perMonth: 5475,
    },
    telemetry: [
      { id: 'server.waiting', mean: 3.1, most: 14 },
      { id: 'server.kv-cache', mean: 0.82, most: 0.99 },
      { id: 'server.preemptions', mean: 0.4, most: 2 },
      { id: 'target.cpu', mean: 2.1, most: 3.2 },
      { id: 'target.memory', mean: 1.9e9, most: 2.1e9 },
    ],
    diagnoses: [
      {
        bottleneck: 'kv-cache',
        sentence: 'the KV cache has no room for more requests under the mixed load',
        evidence: [
          '99 % of the KV cache in use at most',
          '0.4 preemptions a second',
          '14 requests waiting at most',
        ],
        remedies: [
          'more replicas',
          'a shorter `--max-model-len`; a lower `--max-num-seqs` against preemptions',
        ],
      },
    ],
  };
}
