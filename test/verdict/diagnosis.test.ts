import { describe, expect, it } from 'vitest';
import type { Characteristics, Trend } from '../../src/model/characteristics.ts';
import type { Block, Run } from '../../src/model/run.ts';
import type { TelemetryId } from '../../src/model/telemetry.ts';
import { diagnose, diagnoseFrom } from '../../src/verdict/diagnosis/index.ts';
import type { DiagnosisInput } from '../../src/verdict/diagnosis/index.ts';
import { makeRun, slowAll } from './runs.ts';
import { withTelemetry } from './telemetry.ts';

const gibi = 1024 ** 3;
const slow = ['p50 latency was 4.2 times that of requests alone'];

/** A server that takes its load well, but for what is given. `telemetry`: one number where mean and most are alike. */
function inputOf({
  telemetry = {},
  ...more
}: Omit<Partial<DiagnosisInput>, 'telemetry'> & {
  telemetry?: Partial<Record<TelemetryId, number | [mean: number, most: number]>>;
} = {}): DiagnosisInput {
  const traits = Object.entries(telemetry).map(([id, value]) => {
    const [mean, most] = typeof value === 'number' ? [value, value] : value;
    return [id, { mean, most }];
  });
  return {
    load: 'at 40 requests/s',
    durationMs: 10_000,
    attempted: 400,
    completed: 400,
    errors: {},
    strain: [],
    cores: 8,
    gpus: 0,
    endings: [],
    whole: { leaks: [] },
    ...more,
    telemetry: Object.fromEntries(traits),
  };
}

const leak: Trend = {
  of: 'target.memory',
  slope: { value: 1.2 * 1024 ** 2, interval: [1.1 * 1024 ** 2, 1.3 * 1024 ** 2] },
  unit: 'bytes/min',
  p: 1e-5,
  rising: true,
};
const coldStart = {
  starts: 3,
  readyMs: 900,
  firstAnswerMs: 2_100,
  laterMs: 120,
  loadMs: null,
  imageBytes: null,
};

type Given = Parameters<typeof inputOf>[0];

describe('a bottleneck is named by its evidence', () => {
  it.each<[what: string, Given, bottleneck: string, sentence: string, evidence: string[]]>([
    [
      'a GPU that computes all the time while requests get slow',
      { gpus: 1, telemetry: { 'gpu.busy': 0.98, 'gpu.throttled': 0.4 }, strain: slow },
      'gpu-compute',
      'the GPU computes without a pause at 40 requests/s',
      ['the GPU was busy 98 % of the time', ...slow, 'it lowered its clock for heat or power meanwhile'],
    ],
    [
      'a GPU that ran out of memory',
      {
        gpus: 1,
        errors: { 'out-of-memory': 7 },
        telemetry: { 'gpu.memory': 78 * gibi, 'gpu.memory-total': 80 * gibi },
      },
      'gpu-memory',
      'the GPU memory ran out at 40 requests/s',
      ['7 requests failed for want of memory', '98 % of the GPU memory was in use'],
    ],
    [
      'a GPU that is nearly full, of a server that does not fill it by design',
      {
        preset: 'triton',
        strain: slow,
        telemetry: { 'gpu.memory': 78 * gibi, 'gpu.memory-total': 80 * gibi },
      },
      'gpu-memory',
      'the GPU memory is nearly full at 40 requests/s',
      ['98 % of the GPU memory was in use', ...slow],
    ],
    [
      'a KV cache that is full while requests wait and are preempted',
      {
        telemetry: {
          'server.kv-cache': [0.93, 0.99],
          'server.waiting': [8, 12],
          'server.preemptions': [3.1, 9],
        },
      },
      'kv-cache',
      'the KV cache has no room for more requests at 40 requests/s',
      ['KV cache 99 % full while up to 12 requests waited and 31 were preempted'],
    ],
    [
      'a KV cache that the long contexts exhausted, by what their scenario saw',
      { exhausted: { className: 'long', concurrency: 32 }, telemetry: { 'server.kv-cache': 0.8 } },
      'kv-cache',
      'the KV cache has no room for more requests at 40 requests/s',
      ['KV cache 80 % full', 'with inputs of long it was exhausted at 32 requests at a time'],
    ],
    [
      'refusals',
      { errors: { overload: 48 }, telemetry: { 'server.waiting': [9, 14], 'server.running': [4, 8] } },
      'queue',
      'the server refuses requests at 40 requests/s',
      [
        '12 % of the requests were refused as too many',
        '9 requests waited on average and 14 at most, while 4 ran',
      ],
    ],
    [
      'a queue that nothing else explains',
      { telemetry: { 'server.waiting': [9, 14], 'server.running': [4, 8] } },
      'queue',
      'more requests wait than run at 40 requests/s',
      ['9 requests waited on average and 14 at most, while 4 ran'],
    ],
    [
      'cores that are used up',
      { telemetry: { 'target.cpu': [7.7, 8], 'runner.stolen': 0.12 }, strain: slow },
      'cpu',
      'the CPU is used up at 40 requests/s',
      ['it used 7.7 of 8 cores', ...slow, 'the hypervisor took 12 % of the CPU time'],
    ],
    [
      'cores that are used up while the GPU waits',
      { gpus: 1, telemetry: { 'target.cpu': [7.7, 8], 'gpu.busy': 0.4 }, strain: slow },
      'cpu',
      'the CPU is used up at 40 requests/s, and the GPU waits for it',
      ['it used 7.7 of 8 cores', 'the GPU was busy only 40 % of the time', ...slow],
    ],
    [
      'a runner that the target shares with the generator and that is used up',
      { cores: 2, telemetry: { 'target.cpu': 1.4, 'runner.busy': 0.99 }, strain: slow },
      'cpu',
      'the CPU is used up at 40 requests/s',
      ['it used 1.4 of 2 cores, and the runner was busy 99 %', ...slow],
    ],
    [
      'a CPU limit that is used up in many periods',
      { cores: 2, throttledShare: 0.6, telemetry: { 'target.cpu': 1.5 }, strain: slow },
      'cpu',
      'its own CPU limit holds it up at 40 requests/s',
      ['its CPU limit was used up in 60 % of the periods', ...slow],
    ],
    [
      'one thread at work on a machine of many cores',
      { telemetry: { 'target.cpu': [1.04, 1.1] }, strain: slow },
      'cpu',
      'one thread does the work at 40 requests/s',
      ['it used 1 of 8 cores, and 1.1 at most', ...slow],
    ],
    [
      'a target that was killed for want of memory',
      {
        endings: [{ how: 'was killed for want of memory', outOfMemory: true }],
        telemetry: { 'target.memory': 2 * gibi, 'target.memory-limit': 2 * gibi },
      },
      'memory',
      'memory ran out at 40 requests/s',
      ['it was killed for want of memory', '100 % of its memory limit was in use'],
    ],
    [
      'memory that grows',
      { whole: { leaks: [leak] } },
      'memory',
      'memory grows with time',
      ['memory grew by 1.2 MiB a minute (95 % interval 1.1 MiB to 1.3 MiB)'],
    ],
    [
      'memory close to its limit',
      { telemetry: { 'target.memory': 1.95 * gibi, 'target.memory-limit': 2 * gibi } },
      'memory',
      'memory is nearly at its limit at 40 requests/s',
      ['98 % of its memory limit was in use'],
    ],
    [
      'as many bytes as a link carries',
      { telemetry: { 'target.received': 2e6, 'target.sent': 110e6 }, strain: slow },
      'network',
      'it moves about as many bytes as a link of 1 Gbit/s carries at 40 requests/s',
      ['107 MiB a second went in and out, 2.7 MiB a request', ...slow],
    ],
    [
      'large payloads of a server that computes little',
      { telemetry: { 'target.received': 60e6, 'target.sent': 1e6, 'target.cpu': 1.6 }, strain: slow },
      'network',
      'large payloads take the time at 40 requests/s',
      ['58 MiB a second went in and out, 1.5 MiB a request', 'neither CPU nor GPU was busy', ...slow],
    ],
    [
      'connections that cannot be opened',
      { errors: { connect: 12 } },
      'network',
      'connections cannot be opened at 40 requests/s',
      ['3 % of the requests found no connection'],
    ],
    [
      'a bound on running requests while the GPU idles',
      {
        telemetry: {
          'server.running': [3.9, 4],
          'server.waiting': [20, 31],
          'gpu.busy': 0.35,
          'server.kv-cache': [0.1, 0.2],
        },
      },
      'batching',
      'the batch is small and requests wait at 40 requests/s',
      [
        'never more than 4 requests ran while 20 requests waited on average',
        'the GPU was busy 35 % of the time',
        'the KV cache was at most 20 % full',
      ],
    ],
    [
      'requests that are computed one by one while cores idle',
      { telemetry: { 'server.batch-size': 1, 'server.waiting': [6, 9], 'target.cpu': 3.2 } },
      'batching',
      'the batch is small and requests wait at 40 requests/s',
      ['a batch held 1 request on average while 6 requests waited on average', 'it used 3.2 of 8 cores'],
    ],
    [
      'a first answer that is slow, and a cache that fills',
      {
        whole: {
          leaks: [],
          coldStart,
          slowAfterStarts: { times: 1.5, starts: 3 },
          hitRates: { first: 0.1, last: 0.5 },
        },
      },
      'cold-cache',
      'it is slow until it is warm',
      [
        'the first answer after 3 starts took 2100 ms, and later ones 120 ms',
        'the first block after each of 3 starts had 1.5 times the p50 latency of the others',
        'the prefix cache answered 10 % of the prompt tokens at first, and 50 % at the end',
      ],
    ],
    [
      'blocks that the generator spoiled',
      { spoiled: { scenario: 'ramp', blocks: 3, of: 8, example: 'the generator was the bottleneck' } },
      'generator',
      'the generator is at its own limit, and what is beyond it was not measured',
      ['3 of 8 ramp blocks were invalid, most often: the generator was the bottleneck'],
    ],
  ])('%s', (_, given, bottleneck, sentence, evidence) => {
    const [first, ...others] = diagnoseFrom([inputOf(given)]);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ bottleneck, sentence, evidence });
    expect(first!.remedies.length).toBeGreaterThanOrEqual(2);
  });
});

describe('no bottleneck is named', () => {
  it.each<[what: string, Given]>([
    ['of a server that nothing is known of', {}],
    ['of a GPU that is busy while requests are as fast as alone', { gpus: 1, telemetry: { 'gpu.busy': 1 } }],
    [
      'of a GPU that vLLM has filled by design',
      {
        preset: 'vllm',
        strain: slow,
        telemetry: { 'gpu.memory': 78 * gibi, 'gpu.memory-total': 80 * gibi },
      },
    ],
    [
      'of a KV cache that is well used',
      { telemetry: { 'server.kv-cache': [0.8, 0.99], 'server.waiting': [0, 0] } },
    ],
    ['where few wait', { telemetry: { 'server.waiting': [0.6, 3], 'server.running': [4, 8] } }],
    ['where fewer wait than run', { telemetry: { 'server.waiting': [3, 6], 'server.running': [12, 16] } }],
    ['of cores that are used up while requests are as fast as alone', { telemetry: { 'target.cpu': 8 } }],
    [
      'of requests that are slow for no reason that is seen',
      { telemetry: { 'target.cpu': 3 }, strain: slow },
    ],
    ['of a few errors', { errors: { connect: 3, overload: 3, 'bad-response': 200 } }],
    [
      'of a server that ended and could not be connected to',
      {
        errors: { connect: 300 },
        endings: [{ how: 'exited with code 1', outOfMemory: false }],
      },
    ],
    [
      'of memory below its limit',
      { telemetry: { 'target.memory': 1.8 * gibi, 'target.memory-limit': 2 * gibi } },
    ],
    [
      'of large payloads that a busy CPU explains',
      {
        strain: slow,
        telemetry: { 'target.received': 60e6, 'target.cpu': 6.5 },
      },
    ],
    [
      'of a first answer that is a little slower',
      {
        whole: { leaks: [], coldStart: { ...coldStart, firstAnswerMs: 300 } },
      },
    ],
    [
      'of a single block that the generator spoiled',
      { spoiled: { scenario: 'mixed', blocks: 1, of: 8, example: 'late' } },
    ],
  ])('%s', (_, given) => {
    expect(diagnoseFrom([inputOf(given)])).toEqual([]);
  });
});

describe('diagnoses', () => {
  it('name the CPU before the generator where the target leaves it none', () => {
    const spoiled = { scenario: 'mixed', blocks: 6, of: 8, example: 'late' } as const;
    const namedWith = (targetCores: number, runnerBusy: number) =>
      diagnoseFrom([inputOf({ cores: 2, spoiled: { ...spoiled, targetCores, runnerBusy } })]).map(
        ({ bottleneck }) => bottleneck,
      );
    expect(namedWith(1.6, 0.99)).toEqual(['cpu', 'generator']);
    // Others, or the generator itself.
    expect(namedWith(0.6, 0.99)).toEqual(['generator']);
    expect(namedWith(1.6, 0.8)).toEqual(['generator']);
  });

  it('are ordered by how sure they are, without the guess that they explain', () => {
    const found = diagnoseFrom([
      inputOf({
        gpus: 1,
        strain: slow,
        telemetry: {
          'gpu.busy': 0.99,
          'server.kv-cache': 0.99,
          'server.preemptions': 2,
          'server.waiting': [20, 30],
          'server.running': [8, 9],
        },
      }),
    ]);
    expect(found.map(({ bottleneck }) => bottleneck)).toEqual(['kv-cache', 'gpu-compute']);
  });

  it('tell of one bottleneck once, where it is clearest', () => {
    const waiting = { 'server.kv-cache': 0.99, 'server.waiting': 9 } as const;
    const found = diagnoseFrom([
      inputOf({ load: 'under the mixed load', telemetry: waiting }),
      inputOf({ load: 'at 80 requests/s', telemetry: { ...waiting, 'server.preemptions': 4 } }),
      inputOf({ load: 'with 64 users', telemetry: { ...waiting, 'server.preemptions': 9 } }),
    ]);
    expect(found.map(({ sentence }) => sentence)).toEqual([
      'the KV cache has no room for more requests at 80 requests/s',
    ]);
  });

  it.each([
    ['vllm', '--kv-cache-dtype fp8'],
    ['llama.cpp', '--ctx-size'],
    [undefined, 'a KV cache in 8 bits'],
    ['a server that nobody knows', 'a KV cache in 8 bits'],
    ['constructor', 'a KV cache in 8 bits'],
  ])('name the settings of %s', (preset, words) => {
    const given: Given = {
      ...(preset === undefined ? {} : { preset }),
      telemetry: { 'server.preemptions': 4 },
    };
    const [first] = diagnoseFrom([inputOf(given)]);
    expect(first!.remedies.join()).toContain(words);
    expect(first!.remedies.length).toBeLessThanOrEqual(4);
  });
});

describe('a run', () => {
  const single = (run: Run): Block[] =>
    Object.entries(run.blocks[0]!.classes).map(([name, part], index) => ({
      ...run.blocks[0]!,
      scenario: 'single',
      index,
      classes: { [name]: part },
    }));
  /** Requests alone, then a ramp of four steps whose last two are so many times slower. */
  function rampRun(slower: number): Run {
    const [light, heavy] = [
      makeRun('candidate', { blocks: 2 }),
      makeRun('candidate', { blocks: 2, slower: slowAll(slower) }),
    ];
    const steps = [...light.blocks, ...heavy.blocks].map((block, index): Block => ({
      ...block,
      scenario: 'ramp',
      index,
      ratePerSecond: 10 * (index + 1),
      startedAtEpochMs: 1_700_000_000_000 + index * 6_000,
    }));
    return { ...light, blocks: [...single(light), ...steps] };
  }
  const none: Characteristics = {};

  it('is diagnosed at the upper end of its ramp, with the cores of its machine', () => {
    const run = withTelemetry(rampRun(5), { 'target.cpu': (atMs) => (atMs < 12_000 ? 0.6 : 1.97) });
    const [first, ...others] = diagnose(run, none);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      bottleneck: 'cpu',
      sentence: 'the CPU is used up at 30 to 40 requests/s',
      evidence: [
        'it used 2 of 2 cores',
        expect.stringMatching(/^p50 latency was (4\.[89]|5|5\.[12]) times that of requests alone$/),
      ],
    });
  });

  it('that bends nowhere has no diagnosis, however busy it is', () => {
    expect(diagnose(withTelemetry(rampRun(1), { 'target.cpu': () => 1.97 }), none)).toEqual([]);
  });

  it('of the usual kind has none', () => {
    expect(diagnose(makeRun('candidate'), none)).toEqual([]);
  });

  it('whose highest steps the generator could not send is told so', () => {
    const run = rampRun(1);
    for (const block of run.blocks.slice(-2))
      block.validity = { valid: false, reason: 'the generator sent 80 % of what was asked' };
    expect(diagnose(run, none)).toMatchObject([
      { bottleneck: 'generator', evidence: [expect.stringContaining('2 of 4 ramp blocks were invalid')] },
    ]);
  });

  it('that was killed in a spike is told of there', () => {
    const run = rampRun(1);
    const spike: Block = { ...run.blocks.at(-1)!, scenario: 'spike', phase: 'during', variant: '300%' };
    const ending = {
      scenario: 'spike',
      index: 1,
      atEpochMs: 0,
      how: 'was killed for want of memory',
      outOfMemory: true,
    } as const;
    expect(diagnose({ ...run, blocks: [...run.blocks, spike], endings: [ending] }, none)).toMatchObject([
      { bottleneck: 'memory', sentence: 'memory ran out during spikes' },
    ]);
  });

  it('whose closed loop brings no more throughput with more users is at its limit', () => {
    const run = makeRun('candidate', { blocks: 4 });
    run.blocks.forEach((block, i) => Object.assign(block, { scenario: 'batching', concurrency: 2 ** i }));
    const sampled = withTelemetry(run, { 'target.cpu': () => 2 });
    expect(diagnose(sampled, none)).toMatchObject([
      {
        bottleneck: 'cpu',
        sentence: 'the CPU is used up with 8 requests at a time',
        evidence: ['it used 2 of 2 cores', '4 requests at a time brought 80 requests/s, and 8 brought 80'],
      },
    ]);
  });

  it('whose first blocks after starts are slow is not warm', () => {
    const run = makeRun('candidate', { blocks: 18 });
    const slowRun = makeRun('candidate', { blocks: 18, slower: slowAll(1.5) });
    run.blocks = run.blocks.map((block, i) => (i % 6 === 0 ? slowRun.blocks[i]! : block));
    expect(diagnose(run, none)).toMatchObject([{ bottleneck: 'cold-cache' }]);
  });
});
