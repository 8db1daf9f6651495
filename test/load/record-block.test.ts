import fc from 'fast-check';
import { build, type JsHistogram } from 'hdr-histogram-js';
import { describe, expect, it, test } from 'vitest';
import { countBucket, distributionOfCounts } from '../../src/load/distribution.ts';
import { bucketOf, quantise } from '../../src/model/distribution.ts';
import { recordBlock } from '../../src/load/record-block.ts';
import { outcomes, type BlockSamples, type GeneratorHealth, type Outcome } from '../../src/model/sample.ts';
import { bounds, closedBlock, openBlock, twoClasses } from './support.ts';

const healthy: GeneratorHealth = {
  sendLagMs: { p50: 0.1, p99: 0.5, max: 2 },
  achievedRate: 1,
  eventLoopDelayMs: { p50: 0, p99: 1, max: 3 },
  cpuShare: 0.1,
};

interface Row {
  due: number;
  sent?: number;
  connect?: number;
  firstToken?: number;
  end?: number;
  class?: number;
  outcome?: Outcome;
  tokens?: number;
}

function samplesOf(rows: Row[], health: GeneratorHealth = healthy): BlockSamples {
  const float = (of: (row: Row) => number | undefined) =>
    Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  return {
    health,
    errorExamples: [],
    startedAtEpochMs: 1,
    samples: {
      count: rows.length,
      dueAtMs: float((row) => row.due),
      sentAtMs: float((row) => row.sent ?? row.due),
      connectMs: float((row) => row.connect ?? 0),
      firstByteAtMs: float((row) => row.firstToken),
      firstTokenAtMs: float((row) => row.firstToken),
      endAtMs: float((row) => row.end),
      itemIndex: new Uint32Array(rows.length),
      classIndex: Uint16Array.from(rows, (row) => row.class ?? 0),
      outcome: Uint8Array.from(rows, (row) => outcomes.indexOf(row.outcome ?? 'ok')),
      httpStatus: new Uint16Array(rows.length).fill(200),
      inputTokens: float(() => undefined),
      outputTokens: float((row) => row.tokens),
      responseBytes: new Float64Array(rows.length),
    },
  };
}

const context = { workload: twoClasses, order: 4, start: 1, bounds };
const record = (rows: Row[], health?: GeneratorHealth) =>
  recordBlock(openBlock(10, 1000, 500), samplesOf(rows, health), context);

describe('a recorded block', () => {
  it('holds only the requests that were due in the measured part', () => {
    const rows = [499.9, 500, 1000, 1500, 1500.1].map((due) => ({ due, end: due + 10 }));
    expect(record(rows).classes.short).toMatchObject({ attempted: 3, completed: 3 });
  });

  it('begins where its lead-in ends', () => {
    expect(record([{ due: 600, end: 610 }]).startedAtEpochMs).toBe(501);
  });

  it('counts latency from the scheduled time and service time from the sent time', () => {
    const block = record([{ due: 600, sent: 700, end: 750 }]);
    expect(block.classes.short?.timings).toEqual({
      latency: { valuesMs: [149.952], counts: [1] },
      service: { valuesMs: [50], counts: [1] },
    });
  });

  it('does not charge the opening of a connection to the model', () => {
    const block = record([{ due: 600, sent: 640, connect: 40, end: 641 }]);
    expect(block.classes.short?.timings.latency?.valuesMs).toEqual([1]);
  });

  it('takes TTFT to the first token and TPOT over the tokens after it', () => {
    const block = record([{ due: 600, firstToken: 601, end: 602, tokens: 11 }]);
    expect(block.classes.short?.timings.ttft?.valuesMs).toEqual([1]);
    expect(block.classes.short?.timings.tpot?.valuesMs).toEqual([0.1]);
    expect(block.classes.short?.outputTokens).toBe(11);
  });

  it('has no TPOT of an answer of one token', () => {
    const block = record([{ due: 600, firstToken: 601, end: 602, tokens: 1 }]);
    expect(Object.keys(block.classes.short?.timings ?? {})).toEqual(['latency', 'service', 'ttft']);
  });

  it('keeps errors by kind and out of the timings, and classes apart', () => {
    const block = record([
      { due: 600, end: 601 },
      { due: 601, end: 700, outcome: 'timeout' },
      { due: 602, outcome: 'aborted' },
      { due: 603, outcome: 'aborted', class: 1 },
    ]);
    expect(block.classes).toMatchObject({
      short: { attempted: 3, completed: 1, errors: { timeout: 1, aborted: 1 } },
      long: { attempted: 1, completed: 0, errors: { aborted: 1 }, timings: {} },
    });
    expect(block.classes.short?.timings.latency?.counts).toEqual([1]);
  });

  it('of a closed loop lasts until the last answer', () => {
    const rows = [
      { due: 0, end: 100 },
      { due: 100, end: 250 },
    ];
    expect(recordBlock(closedBlock(1, 2, 10_000), samplesOf(rows), context).durationMs).toBe(250);
  });
});

describe('the single requests of a recorded block', () => {
  it('are kept in the order of the schedule, without those that did not complete', () => {
    const block = record([
      { due: 499, end: 500 },
      { due: 600, firstToken: 601, end: 602, tokens: 11 },
      { due: 601, end: 700, outcome: 'timeout', class: 1 },
      { due: 602, end: 604, class: 1 },
    ]);
    expect(block.requests).toEqual({
      schedule: expect.stringMatching(/^[0-9a-f]{16}$/),
      classIndex: [0, 1, 1],
      latencyMs: [2, null, 2],
      ttftMs: [1, null, null],
      tpotMs: [0.1, null, null],
    });
  });

  it('are rounded as the distributions are', () => {
    const block = record([{ due: 600, end: 750 }]);
    expect(block.requests?.latencyMs).toEqual(block.classes.short?.timings.latency?.valuesMs);
  });

  it('name the schedule by what was asked, not by what came of it', () => {
    const schedule = (...rows: Row[]) => record(rows).requests?.schedule;
    const one = schedule({ due: 600, end: 601 }, { due: 700, end: 701 });
    expect(schedule({ due: 600, outcome: 'timeout' }, { due: 700, end: 900 })).toBe(one);
    const others = [
      schedule({ due: 600, end: 601 }, { due: 700.001, end: 701 }),
      schedule({ due: 600, end: 601 }, { due: 700, end: 701, class: 1 }),
      schedule({ due: 600, end: 601 }),
    ];
    expect(new Set([one, ...others]).size).toBe(4);
  });

  it('are kept of a ramp with the time at which each was due', () => {
    const ramp = { ...openBlock(10, 1000, 500), scenario: 'ramp' } as const;
    const rows = [
      { due: 600, end: 601 },
      { due: 900, end: 950 },
    ];
    expect(recordBlock(ramp, samplesOf(rows), context).requests).toMatchObject({
      dueMs: [100, 400].map(quantise),
      latencyMs: [1, 50].map(quantise),
    });
  });

  it('tell around an event how long requests that failed took until then', () => {
    const faulty = { ...openBlock(10, 1000, 500), scenario: 'faults', phase: 'during' } as const;
    const rows: Row[] = [
      { due: 600, end: 601 },
      { due: 700, connect: 20, end: 770, outcome: 'reset' },
      { due: 800, outcome: 'aborted' },
    ];
    expect(recordBlock(faulty, samplesOf(rows), context).requests).toMatchObject({
      latencyMs: [quantise(1), null, null],
      failedMs: [null, quantise(50), null],
    });
  });

  it('are left out of closed loops, of other scenarios and of blocks of more than 20,000', () => {
    const rows = [{ due: 600, end: 601 }];
    expect(recordBlock(closedBlock(1, 1, 1000), samplesOf(rows), context).requests).toBeUndefined();
    const soak = { ...openBlock(10, 1000, 500), scenario: 'soak' } as const;
    expect(recordBlock(soak, samplesOf(rows), context).requests).toBeUndefined();
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ due: 500 + i / 100, end: 800 }));
    expect(record(many(20_000)).requests?.latencyMs).toHaveLength(20_000);
    expect(record(many(20_001)).requests).toBeUndefined();
  });

  it('are an even part of many around an event, where time matters and not each request', () => {
    const after = { ...openBlock(10, 50_000, 0), scenario: 'spike', phase: 'after' } as const;
    const rows = Array.from({ length: 50_000 }, (_, i) => ({ due: i, end: i + 10 }));
    const { dueMs, latencyMs } = recordBlock(after, samplesOf(rows), context).requests!;
    expect(dueMs).toEqual(Array.from({ length: 12_500 }, (_, i) => quantise(4 * i + 3)));
    expect(latencyMs).toHaveLength(12_500);
  });
});

describe('a block is invalid with the reason', () => {
  test.each<[string, Partial<GeneratorHealth>, string]>([
    [
      'when requests leave late',
      { sendLagMs: { p50: 1, p99: 31, max: 90 } },
      'send lag p99 31 ms over the bound of 25 ms',
    ],
    [
      'when too few are sent',
      { achievedRate: 0.9312 },
      '93.1 % of the asked requests sent in time, under the bound of 98 %',
    ],
    [
      'when the event loop is late',
      { eventLoopDelayMs: { p50: 1, p99: 40.04, max: 90 } },
      'event-loop delay p99 40 ms over the bound of 30 ms',
    ],
    [
      'when one of many worker processes is full',
      { busiestWorkerShare: 0.93 },
      'a process of the generator used 93 % of the CPU that it could have, over the bound of 90 %',
    ],
    ['when ports run out', { localFaults: 3 }, '3 requests found no free local port or file descriptor'],
  ])('%s', (_, health, reason) => {
    expect(record([{ due: 600, end: 601 }], { ...healthy, ...health }).validity).toEqual({
      valid: false,
      reason: `the generator was the bottleneck: ${reason}`,
    });
  });

  it('at a bound it is still valid', () => {
    const health = {
      ...healthy,
      sendLagMs: { p50: 1, p99: 25, max: 25 },
      achievedRate: 0.98,
      busiestWorkerShare: 0.9,
    };
    expect(record([{ due: 600, end: 601 }], health).validity).toEqual({ valid: true });
  });

  it('a closed loop has no send lag to be judged', () => {
    const health = { ...healthy, sendLagMs: { p50: 99, p99: 99, max: 99 }, achievedRate: 0 };
    const block = recordBlock(closedBlock(1, 1, 100), samplesOf([{ due: 0, end: 1 }], health), context);
    expect(block.validity).toEqual({ valid: true });
  });
});

describe('a distribution', () => {
  it('holds the values that HdrHistogram holds at 3 digits of a microsecond', () => {
    const value = fc.oneof(
      fc.double({ min: 0.001, max: 3_600_000, noNaN: true }),
      fc.integer({ min: 0, max: 31 }).map((power) => 2 ** power / 1000),
      fc.integer({ min: 11, max: 31 }).map((power) => (2 ** power - 1) / 1000),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), (values) => {
        const histogram = build({
          lowestDiscernibleValue: 1,
          highestTrackableValue: 3_600_000_000,
          numberOfSignificantValueDigits: 3,
        }) as JsHistogram;
        const expected = new Map<number, number>();
        for (const ms of values) {
          const us = Math.round(ms * 1000);
          const centre = histogram.medianEquivalentValue(us) / 1000;
          expected.set(centre, (expected.get(centre) ?? 0) + 1);
        }
        let buckets: Uint32Array | undefined;
        for (const ms of values) buckets = countBucket(buckets, bucketOf(ms));
        const { valuesMs, counts } = distributionOfCounts(buckets!);
        expect(new Map(valuesMs.map((ms, index) => [ms, counts[index]]))).toEqual(expected);
        expect(valuesMs).toEqual([...expected.keys()].sort((a, b) => a - b));
      }),
    );
  });

  it('of nothing is empty', () => {
    expect(distributionOfCounts(new Uint32Array(1024))).toEqual({ valuesMs: [], counts: [] });
  });
});
