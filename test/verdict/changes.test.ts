import { describe, expect, it } from 'vitest';
import type {
  Capacity,
  Characteristics,
  Estimate,
  RampTraits,
  SpikeTraits,
} from '../../src/model/characteristics.ts';
import type { Run } from '../../src/model/run.ts';
import type { TelemetryId } from '../../src/model/telemetry.ts';
import { whatChanged } from '../../src/verdict/traits/changes.ts';
import { seeded } from '../stats/draws.ts';
import { makeRun } from './runs.ts';
import type { ArmShape } from './runs.ts';
import { withTelemetry } from './telemetry.ts';

const mebi = 1024 ** 2;
const nothing = { base: {}, candidate: {} };
type Level = Partial<Record<TelemetryId, number>>;

/** 400 requests in each block of 5 s; sampled values spread by 3 % around their level, counters rise by theirs a second. */
function armOf(arm: 'base' | 'candidate', shape: ArmShape = {}, level: Level = {}): Run {
  const random = seeded(arm === 'base' ? 5 : 6);
  const series = Object.entries(level).map(([id, value]) => [
    id,
    id === 'server.preemptions'
      ? (atMs: number) => (atMs / 1000) * value
      : () => value * (1 + 0.06 * (random() - 0.5)),
  ]);
  return withTelemetry(makeRun(arm, shape), Object.fromEntries(series));
}

const changes = (base: Run, candidate: Run) => whatChanged(base, candidate, nothing);

describe('under the mixed load, it is told', () => {
  it.each<
    [
      what: string,
      base: [ArmShape, Level],
      candidate: [ArmShape, Level],
      code: string,
      sentence: string | RegExp,
    ]
  >([
    [
      'that answers are longer',
      [{ outputTokens: 125 }, {}],
      [{ outputTokens: 155 }, {}],
      'longer-outputs',
      'answers are 24 % longer (155 tokens on average against 125)',
    ],
    [
      'that answers are shorter',
      [{ outputTokens: 125 }, {}],
      [{ outputTokens: 100 }, {}],
      'shorter-outputs',
      'answers are 20 % shorter (100 tokens on average against 125)',
    ],
    [
      'that requests are preempted',
      [{}, { 'server.preemptions': 0 }],
      [{}, { 'server.preemptions': 4 }],
      'more-preemptions',
      'of 100 requests 5 against 0 are preempted',
    ],
    [
      'that the queue is longer',
      [{}, { 'server.waiting': 3 }],
      [{}, { 'server.waiting': 12 }],
      'longer-queue',
      '12 against 3 requests wait on average',
    ],
    [
      'that it uses more memory',
      [{}, { 'target.memory': 1000 * mebi }],
      [{}, { 'target.memory': 1300 * mebi }],
      'more-memory',
      /^it uses (29|30|31) % more memory \(1\.3 GiB against (9\d\d|10\d\d) MiB\)$/,
    ],
    [
      'that its server holds more GPU memory',
      [{}, { 'server.gpu-memory': 2000 * mebi, 'gpu.memory': 9000 * mebi }],
      [{}, { 'server.gpu-memory': 3000 * mebi, 'gpu.memory': 9000 * mebi }],
      'more-memory',
      /^it uses (49|50|51) % more GPU memory \(2\.9 GiB against 2 GiB\)$/,
    ],
    [
      'that a running request takes more of the KV cache',
      [{}, { 'server.kv-cache': 0.2, 'server.running': 10 }],
      [{}, { 'server.kv-cache': 0.3, 'server.running': 10 }],
      'more-memory',
      /^a running request takes (49|50|51) % more of the KV cache \(3 % against 2 %\)$/,
    ],
    [
      'that a request takes more CPU time',
      [{}, { 'target.cpu': 0.8 }],
      [{}, { 'target.cpu': 1.04 }],
      'more-cpu',
      /^a request takes (29|30|31) % more CPU time \(13 ms against 10 ms\)$/,
    ],
    [
      'that errors of another kind come',
      [{ failing: () => 2, errorKind: 'timeout' }, {}],
      [{ failing: () => 2, errorKind: 'overload' }, {}],
      'other-errors',
      '1.5 % of the requests fail with overload against 0 %',
    ],
  ])('%s', (_, base, candidate, code, sentence) => {
    const found = changes(armOf('base', ...base), armOf('candidate', ...candidate));
    expect(found).toHaveLength(1);
    expect(found[0]!.code).toBe(code);
    expect(found[0]!.sentence).toMatch(sentence);
  });

  it('that the prefix cache answers less', () => {
    const withHits = (run: Run, share: number) => {
      for (const block of run.blocks) block.prefixCache = { queries: 1000, hits: 1000 * share };
      return run;
    };
    const [base, candidate] = [withHits(armOf('base'), 0.61), withHits(armOf('candidate'), 0.12)];
    expect(changes(base, candidate)).toEqual([
      { code: 'lower-hit-rate', sentence: 'the prefix cache answers 12 % of the prompt tokens against 61 %' },
    ]);
    expect(changes(candidate, base)).toEqual([]);
  });

  it('in which class answers are longer, where all together are not', () => {
    const [base, candidate] = [
      armOf('base', { outputTokens: 100 }),
      armOf('candidate', { outputTokens: 100 }),
    ];
    for (const { classes } of candidate.blocks)
      classes['long']!.outputTokens = 1.2 * classes['long']!.outputTokens!;
    expect(changes(base, candidate)).toEqual([
      {
        code: 'longer-outputs',
        sentence: 'answers to long inputs are 20 % longer (120 tokens on average against 100)',
      },
    ]);
  });
});

describe('nothing is told', () => {
  const usual: Level = {
    'server.waiting': 3,
    'server.running': 10,
    'server.kv-cache': 0.4,
    'server.preemptions': 1,
    'target.memory': 1000 * mebi,
    'target.cpu': 0.8,
  };
  const shape: ArmShape = { outputTokens: 100, failing: () => 1 };
  const changed = (ratio: number): Level =>
    Object.fromEntries(Object.entries(usual).map(([id, value]) => [id, value * ratio]));

  it.each<[string, Run, Run]>([
    ['of equal arms', armOf('base', shape, usual), armOf('candidate', shape, usual)],
    [
      'of arms that differ by a little',
      armOf('base', shape, usual),
      armOf('candidate', { ...shape, outputTokens: 104 }, changed(1.06)),
    ],
    ['of a candidate that needs less', armOf('base', shape, usual), armOf('candidate', shape, changed(0.5))],
    ['of few pairs', armOf('base', { blocks: 5 }, usual), armOf('candidate', { blocks: 5 }, changed(3))],
    [
      'of what spreads more than it differs',
      armOf('base', {}, usual),
      withTelemetry(makeRun('candidate'), {
        'target.cpu': (atMs) => (Math.floor(atMs / 12_000) % 3 === 0 ? 2.4 : 0.5),
      }),
    ],
    [
      'of a little memory',
      armOf('base', {}, { 'target.memory': 20 * mebi }),
      armOf('candidate', {}, { 'target.memory': 30 * mebi }),
    ],
    ['of what one arm alone tells', armOf('base'), armOf('candidate', {}, usual)],
  ])('%s', (_, base, candidate) => {
    expect(changes(base, candidate)).toEqual([]);
  });
});

describe('in what the arms take, it is told', () => {
  const [base, candidate] = [makeRun('base'), makeRun('candidate')];
  const about = (value: number): Estimate => ({ value, interval: [0.95 * value, 1.05 * value] });
  const ramp = (knee: Estimate | null): RampTraits => ({
    knee,
    kneeReason: '',
    breaking: null,
    bestGoodput: null,
    highestPerSecond: 80,
  });
  const capacity = (value: number, atLeast = false): Capacity => ({
    ratePerSecond: about(value),
    concurrency: null,
    limits: [],
    from: '',
    atLeast,
    environment: base.provenance.environment,
    statement: '',
  });
  const load = { p50Ms: 1, p95Ms: 1, errorShare: 0 };
  const spike = (height: number, recoveryMs: number | null): SpikeTraits => ({
    height,
    ratePerSecond: 1,
    before: load,
    during: load,
    recoveryMs,
    watchedMs: 30_000,
    adaptedMs: null,
  });

  it.each<[what: string, base: Characteristics, candidate: Characteristics, sentence: string | null]>([
    [
      'that the knee is lower',
      { ramp: ramp(about(60)) },
      { ramp: ramp(about(40)) },
      'latency bends at 40 requests/s against 60',
    ],
    ['no knee whose interval meets the other', { ramp: ramp(about(60)) }, { ramp: ramp(about(55)) }, null],
    [
      'no knee without an interval',
      { ramp: ramp(about(60)) },
      { ramp: ramp({ value: 20, interval: null }) },
      null,
    ],
    ['no higher knee', { ramp: ramp(about(40)) }, { ramp: ramp(about(60)) }, null],
    [
      'that it bends where the base did not',
      { ramp: ramp(null) },
      { ramp: ramp(about(40)) },
      "latency bends at 40 requests/s, and the base's not up to 80",
    ],
    [
      'that it handles less',
      { capacity: capacity(60) },
      { capacity: capacity(40) },
      'it handles 40 requests/s against 60',
    ],
    [
      'that it handles less than a base whose limit nobody saw',
      { capacity: capacity(60, true) },
      { capacity: capacity(40) },
      'it handles 40 requests/s against 60 or more',
    ],
    [
      'no capacity whose limit nobody saw',
      { capacity: capacity(60) },
      { capacity: capacity(40, true) },
      null,
    ],
    [
      'that it recovers later',
      { spikes: [spike(2, 0), spike(3, 2_000)] },
      { spikes: [spike(2, 0), spike(3, 9_000)] },
      'it recovers from a spike to 300 % in 9 s against 2 s',
    ],
    [
      'that it does not recover',
      { spikes: [spike(3, 4_000)] },
      { spikes: [spike(3, null)] },
      'it recovers from a spike to 300 % not within 30 s against 4 s',
    ],
    ['no recovery that is later by little', { spikes: [spike(3, 500)] }, { spikes: [spike(3, 1_500)] }, null],
    [
      'no recovery that is later once and sooner once',
      { spikes: [spike(2, 9_000), spike(3, 2_000)] },
      { spikes: [spike(2, 2_000), spike(3, 9_000)] },
      null,
    ],
  ])('%s', (_, then, now, sentence) => {
    const found = whatChanged(base, candidate, { base: then, candidate: now });
    expect(found.map((change) => change.sentence)).toEqual(sentence === null ? [] : [sentence]);
  });

  it.each<[number[], number[], string | null]>([
    [[1000, 1100, 1050], [1500, 1600, 1700], 'a start takes 52 % longer (1.6 s against 1.1 s)'],
    [[1000, 1100, 1650], [1500, 1600, 1700], null],
    [[1000, 1100, 1050], [1110, 1120, 1130], null],
    [[1000, 1100], [1500, 1600], null],
  ])('how long starts take: %j ms and then %j ms', (then, now, sentence) => {
    const withStarts = (run: Run, starts: number[]) => ({
      ...run,
      coldStarts: starts.map((readyMs, start) => ({ start, readyMs })),
    });
    const found = whatChanged(withStarts(base, then), withStarts(candidate, now), nothing);
    expect(found.map((change) => change.sentence)).toEqual(sentence === null ? [] : [sentence]);
  });
});
