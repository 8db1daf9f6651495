import fc from 'fast-check';
import * as hdr from 'hdr-histogram-js';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeHistogram, encodeHistogram } from '../../src/interop/histogram.ts';
import { decodeRun, encodeRun } from '../../src/interop/index.ts';
import { bucketCount, bucketOf, centreOf, quantise } from '../../src/model/distribution.ts';
import { SluiceError } from '../../src/model/error.ts';
import type { Distribution } from '../../src/model/run.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { makeConditions, makeRun } from '../verdict/runs.ts';

const microseconds = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 3_600_000_000 }));

const distributions = fc
  .array(microseconds, { maxLength: 200 })
  .map((values) => distributionFromValues(values.map((us) => quantise(us / 1000))));

describe('a bucket', () => {
  it('has the centre that HdrHistogram gives it', () => {
    const histogram = hdr.build({
      numberOfSignificantValueDigits: 3,
      highestTrackableValue: 3_600_000_000,
    }) as hdr.JsHistogram;
    fc.assert(
      fc.property(microseconds, (us) => {
        expect(quantise(us / 1000)).toBe(histogram.medianEquivalentValue(us) / 1000);
      }),
    );
  });
});

describe('the index of a bucket', () => {
  it('leads back to its centre', () => {
    fc.assert(
      fc.property(microseconds, (us) => {
        expect(centreOf(bucketOf(us / 1000))).toBe(quantise(us / 1000));
        expect(bucketOf(us / 1000)).toBeLessThan(bucketCount);
      }),
    );
  });
});

describe('a histogram in a run file', () => {
  it('comes back as the same distribution', () => {
    fc.assert(
      fc.property(distributions, (distribution) => {
        expect(decodeHistogram(encodeHistogram(distribution))).toEqual(distribution);
      }),
    );
  });

  it('is read alike by HdrHistogram itself', () => {
    const distribution = distributionFromValues([0.5, 12.34, 12.34, 700, 60_000].map(quantise));
    const histogram = hdr.decodeFromCompressedBase64(encodeHistogram(distribution)) as hdr.JsHistogram;
    expect(histogram.totalCount).toBe(5);
    const median = histogram.medianEquivalentValue(histogram.getValueAtPercentile(50));
    expect(median / 1000).toBe(quantise(12.34));
  });

  it.each([
    ['no base64', '!!!', 'no compressed HdrHistogram'],
    ['another cookie', Buffer.alloc(40, 1).toString('base64'), 'no compressed HdrHistogram'],
    ['damage', damaged(), 'does not inflate'],
    ['a bomb of zeros', bomb(Buffer.alloc(50_000_000)), 'does not inflate'],
    ['an endless run of empty buckets', bomb(payload([0xff, 0xff, 0xff, 0xff, 0x0f])), 'buckets'],
    ['a count without end', bomb(payload(Array(40).fill(0xfe))), 'too large'],
    ['a cut payload', bomb(payload([2, 2, 2]).subarray(0, 42)), 'cut short'],
    ['too long a text', 'A'.repeat(400_000), 'longer than'],
  ])('with %s is refused', (_, base64, fault) => {
    expect((decodeHistogram(base64) as { fault: string }).fault).toContain(fault);
  });
});

describe('a run file', () => {
  it('comes back as the same run', () => {
    const run = makeRun('candidate', { withTtft: true, outputTokens: 12, failing: () => 1 });
    run.plannedLooks = [8, 12];
    run.errorExamples.push({ kind: 'reset', className: 'long', httpStatus: 0, message: 'socket hang up' });
    Object.assign(run.blocks[0]!.classes.long!, { inputTokens: 900, cachedTokens: 300 });
    run.blocks[0]!.cpuLimit = { cores: 0.5, periods: 50, throttledPeriods: 17 };
    run.blocks[1]!.cpuLimit = { cores: null, periods: 50, throttledPeriods: 0 };
    run.blocks[1]!.prefixCache = { queries: 1000, hits: 612.5 };
    run.blocks[1]!.validity = { valid: false, reason: 'throttled', cause: 'runner' };
    run.blocks[1]!.runner = makeConditions({ stealShare: 0.31, busyShare: null, standstillMs: 5000 });
    const spread = { p50: 0.1, p99: 1, max: 2 };
    run.blocks[2]!.health = {
      sendLagMs: spread,
      lateRequests: 3,
      droppedRequests: 1,
      achievedRate: 1,
      eventLoopDelayMs: spread,
      cpuShare: 0.2,
      gcPauseMs: { total: 4.5, max: 1.5 },
      connectionsOpened: 7,
      tlsSessionsResumed: 6,
      keptConnectionsLost: 1,
      localFaults: 2,
    };
    // More gaps than requests: an answer has many.
    const short = run.blocks[0]!.classes.short!;
    short.timings.itl = { valuesMs: [10, 12].map(quantise), counts: [1000, 1] };
    short.reasoningTokens = 5;
    run.provenance.isolation = { kind: 'pinned', target: [0, 1, 2], generator: [3] };
    expect(decodeRun(encodeRun(run), 'run.json')).toEqual(run);
  });

  it('keeps what never happened in the health of a block', () => {
    const run = makeRun('candidate', { blocks: 1 });
    const never = { p50: NaN, p99: NaN, max: NaN };
    run.blocks[0]!.health = { sendLagMs: never, achievedRate: 1, eventLoopDelayMs: never, cpuShare: 0 };
    expect(decodeRun(encodeRun(run), 'run.json')).toEqual(run);
  });

  it('has one block a line and is the same text each time', () => {
    const run = makeRun('base', { blocks: 3 });
    const text = encodeRun(run);
    expect(text.split('\n').filter((line) => line.startsWith('    {"scenario"'))).toHaveLength(3);
    expect(encodeRun(decodeRun(text, 'run.json'))).toBe(text);
  });

  const good = encodeRun(makeRun('base', { blocks: 2 }));
  /** The good file with another value at a dotted path; undefined takes the field away. */
  const changed = (path: string, value: unknown): string => {
    const copy: unknown = JSON.parse(good);
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], copy);
    (parent as Record<string, unknown>)[keys.at(-1)!] = value;
    return JSON.stringify(copy);
  };

  it.each([
    ['is not JSON', '{"schema":', /not JSON/],
    ['is empty', '', /not JSON/],
    ['is a list', '[]', /schema/],
    ['has another schema', '{"schema":"k6/1"}', /found "k6\/1"/],
    ['comes from a later version', changed('schema', 'sluice.run/2'), /sluice\.run\/2.*reads sluice\.run\/1/],
    ['lacks its blocks', changed('blocks', undefined), /blocks/],
    [
      'has a negative count',
      changed('blocks.1.classes.short.attempted', -1),
      /blocks\.1\.classes\.short\.attempted/,
    ],
    [
      'has an unknown kind of error',
      changed('blocks.0.classes.short.errors', { nope: 1 }),
      /blocks\.0\.classes\.short\.errors/,
    ],
    [
      'has a damaged histogram',
      changed('blocks.0.classes.long.timings.latency', 'AAAA'),
      /blocks\.0\.classes\.long\.timings\.latency: the histogram/,
    ],
    ['completes more than was attempted', changed('blocks.0.classes.long.attempted', 1), /completed/],
    [
      'times more than completed',
      changed('blocks.0.classes.long.completed', 1),
      /timings\.latency.*1 completed/,
    ],
    [
      'adds up to another number than was attempted',
      changed('blocks.0.classes.long.errors', { timeout: 2 }),
      /long\.attempted: \d+ requests completed and 2 failed/,
    ],
    [
      'has a pair twice',
      changed('blocks.1.index', 0),
      /blocks\.1\.index: there is another mixed block of the index 0/,
    ],
    ['has more good requests than completed', changed('blocks.0.classes.long.good', 1e6), /long\.good/],
    ['has a class that would be lost', changed('classes.0.name', '__proto__'), /classes\.0\.name/],
    ['tries to write a line of its own', '{"a":\n::error::x', /^[^\p{Cc}]+$/u],
  ])('that %s is refused by name', (_, text, fact) => {
    try {
      decodeRun(text, 'there/run.json');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SluiceError);
      expect((error as SluiceError).code).toBe('run-unreadable');
      expect((error as SluiceError).fact).toContain('there/run.json');
      expect((error as SluiceError).fact).toMatch(fact);
    }
  });
});

/** The plain layer of a histogram with this payload. */
function payload(bytes: number[]): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32BE(0x1c849313, 0);
  header.writeUInt32BE(bytes.length, 4);
  header.writeUInt32BE(3, 12);
  header.writeBigInt64BE(1n, 16);
  header.writeBigInt64BE(3_600_000_000n, 24);
  return Buffer.concat([header, Buffer.from(bytes)]);
}

function bomb(plain: Buffer): string {
  const compressed = deflateSync(plain);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(0x1c849314, 0);
  header.writeUInt32BE(compressed.length, 4);
  return Buffer.concat([header, compressed]).toString('base64');
}

function damaged(): string {
  const some: Distribution = { valuesMs: [1], counts: [1] };
  const bytes = Buffer.from(encodeHistogram(some), 'base64');
  return Buffer.concat([bytes.subarray(0, 8), Buffer.from([9, 9, 9, 9])]).toString('base64');
}
