import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionOfCounts } from '../../src/load/distribution.ts';
import { GapHistograms, mergeGapCounts } from '../../src/load/gap-histograms.ts';
import { ChunkGaps, mostGaps } from '../../src/load/streams/chunk-gaps.ts';
import { bucketOf } from '../../src/model/distribution.ts';
import type { Block, Distribution } from '../../src/model/run.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { chat, delta, end, framed, head, runChat, token } from './chat.ts';
import { countOutcomes, openBlock } from './support.ts';

/** Writes pieces one after the other, each a gap after the one before, and never earlier. */
function writeAt(socket: Socket, gapMs: number, pieces: string[]): void {
  const from = performance.now();
  pieces.forEach((piece, index) => {
    const write = () => {
      if (performance.now() - from < index * gapMs) setTimeout(write, 1);
      else socket.write(piece);
    };
    setTimeout(write, index * gapMs);
  });
}

/** 10 requests in the first 200 ms, 10 more after a pause: whatever comes first at the server was due first. */
function withPause(pauseMs = 500): BlockPlan {
  const block = openBlock(50, 1000);
  if (block.arrivals.kind === 'open') {
    block.arrivals.schedule = {
      dueAtMs: Float64Array.from({ length: 20 }, (_, row) => row * 20 + (row < 10 ? 0 : pauseMs)),
      itemIndex: Uint32Array.from({ length: 20 }, (_, row) => row % 4),
    };
  }
  return block;
}

const itlOf = ({ classes }: Block, name = 'short'): Distribution =>
  classes[name]?.timings.itl ?? { valuesMs: [], counts: [] };
const gapsIn = ({ counts }: Distribution) => counts.reduce((sum, count) => sum + count, 0);
const meanOf = ({ valuesMs, counts }: Distribution) =>
  valuesMs.reduce((sum, value, i) => sum + value * (counts[i] ?? 0), 0) / counts.reduce((a, b) => a + b, 0);

describe('the gaps between the chunks of a stream', () => {
  it('are those that the server makes, one fewer than chunks', async () => {
    const { measured, recorded } = await runChat((socket) => {
      socket.write(head);
      writeAt(socket, 30, [token('a'), token('b'), token('c'), token('d') + end()]);
    });
    expect(countOutcomes(measured)).toEqual({ ok: 10 });
    const itl = itlOf(recorded);
    // 8 requests; where this machine stands still, two chunks arrive as one.
    expect(gapsIn(itl)).toBeLessThanOrEqual(24);
    expect(gapsIn(itl)).toBeGreaterThanOrEqual(16);
    expect(meanOf(itl)).toBeGreaterThanOrEqual(24);
    expect(gapsIn(itlOf(recorded, 'long'))).toBeLessThanOrEqual(6);
  });

  it('are between what arrives together, not between the events or tokens of it', async () => {
    const three = token('a') + token('b') + token('c d e');
    const { recorded } = await runChat((socket) => {
      socket.write(head);
      writeAt(socket, 40, [three, three, three + end({ completion_tokens: 15 })]);
    });
    const itl = itlOf(recorded);
    expect(gapsIn(itl)).toBeLessThanOrEqual(16);
    expect(itl.valuesMs[0]).toBeGreaterThan(5);
    expect(recorded.classes.short?.outputTokens).toBe(8 * 15);
  });

  it('reach over pings, empty deltas and the usage, which are no chunks of text', async () => {
    const ping = framed(': ping\n\n');
    const role = delta({ role: 'assistant', content: '' });
    const { recorded } = await runChat((socket) => {
      socket.write(head);
      writeAt(socket, 25, [role, ping, token('a'), ping, role, ping, token('b'), ping, end()]);
    });
    const itl = itlOf(recorded);
    expect(gapsIn(itl)).toBe(8);
    expect(meanOf(itl)).toBeGreaterThanOrEqual(80);
  });

  it('of streams that stall or break do not count', async () => {
    const { measured, recorded } = await runChat(
      (socket, count) => {
        socket.write(head);
        const cut = count % 2 === 0;
        writeAt(socket, 10, [token('a'), token('b'), token('c') + (cut ? '0\r\n\r\n' : '')]);
      },
      { betweenChunksMs: 200 },
    );
    expect(countOutcomes(measured)).toEqual({ timeout: 5, 'bad-response': 5 });
    expect(recorded.classes.short?.timings.itl).toBeUndefined();
  });

  it('of a stream that stood still and went on hold the time that it stood still', async () => {
    const { recorded } = await runChat((socket) => {
      socket.write(head);
      writeAt(socket, 250, [token('a'), token('b') + end()]);
    });
    expect(gapsIn(itlOf(recorded))).toBe(8);
    expect(meanOf(itlOf(recorded))).toBeGreaterThanOrEqual(200);
  });

  it('of the lead-in do not count', async () => {
    const { measured, recorded } = await runChat(
      (socket, count) => {
        socket.write(head);
        writeAt(socket, count <= 10 ? 10 : 120, [token('a'), token('b') + end()]);
      },
      { block: { ...withPause(2000), leadInMs: 2000, durationMs: 500 }, workers: 2 },
    );
    expect(countOutcomes(measured)).toEqual({ ok: 20 });
    const [short, long] = [itlOf(recorded), itlOf(recorded, 'long')];
    expect(gapsIn(short) + gapsIn(long)).toBe(10);
    expect(Math.min(...short.valuesMs, ...long.valuesMs)).toBeGreaterThan(60);
  });

  it('of each part of a block are counted apart', async () => {
    const part = { durationMs: 500, ratePerSecond: 20 };
    const parts = [
      { ...part, index: 0, startMs: 0 },
      { ...part, index: 1, startMs: 500 },
    ];
    const { measured } = await runChat(
      (socket, count) => {
        socket.write(head);
        writeAt(socket, 120, count <= 10 ? [token('a') + end()] : [token('a'), token('b') + end()]);
      },
      { block: { ...withPause(), parts } },
    );
    const counted = measured.gaps?.map((gaps) =>
      gaps.reduce((sum, counts) => sum + (counts?.reduce((a, b) => a + b, 0) ?? 0), 0),
    );
    expect(counted).toEqual([0, 10]);
  });

  it('are none where an answer comes in one piece', async () => {
    const { recorded } = await runChat((socket) => socket.write(head + token('a') + token('b') + end()));
    expect(recorded.classes.short).toMatchObject({ completed: 8 });
    expect(recorded.classes.short?.timings.itl).toBeUndefined();
  });
});

describe('reasoning', () => {
  const answer = (socket: Socket, usage: object) => {
    socket.write(head);
    const thought = delta({ reasoning_content: 'hm' });
    writeAt(socket, 60, [thought, thought + thought, token('a'), token('b') + end(usage)]);
  };

  it('is counted apart as the server counts it, and is the first token', async () => {
    const { measured, recorded } = await runChat((socket) =>
      answer(socket, { completion_tokens: 12, completion_tokens_details: { reasoning_tokens: 9 } }),
    );
    expect(recorded.classes.short).toMatchObject({ outputTokens: 96, reasoningTokens: 72 });
    expect([...(measured.samples.reasoningTokens ?? [])]).toEqual(Array(10).fill(9));
    expect(gapsIn(itlOf(recorded))).toBeGreaterThan(8);
    const { firstTokenAtMs, endAtMs } = measured.samples;
    for (const [row, at] of firstTokenAtMs.entries()) {
      expect(endAtMs[row]! - at).toBeGreaterThan(90);
    }
  });

  it('is counted by its events where the server does not say', async () => {
    const { recorded } = await runChat((socket) => answer(socket, {}));
    expect(recorded.classes.short).toMatchObject({ outputTokens: 8 * 5, reasoningTokens: 8 * 3 });
  });

  it('that there is none of is not told of', async () => {
    const { recorded } = await runChat((socket) => socket.write(head + token('a') + end()), { plan: chat });
    expect(recorded.classes.short).not.toHaveProperty('reasoningTokens');
  });
});

describe('the gaps of one answer', () => {
  const kept = (times: number[], gaps = new ChunkGaps()) => {
    gaps.clear();
    for (const atMs of times) gaps.note(atMs);
    const buckets: number[] = [];
    gaps.forEach((bucket) => buckets.push(bucket));
    return buckets;
  };

  it('are as many as distinct times but one, in HDR buckets', () => {
    const ascending = fc.array(fc.integer({ min: 0, max: 5_000_000 }), { maxLength: 2000 });
    const reused = new ChunkGaps();
    fc.assert(
      fc.property(ascending, (microseconds) => {
        const times = microseconds.sort((a, b) => a - b).map((us) => us / 1000);
        const distinct = [...new Set(times)];
        const expected = distinct.slice(1).map((time, i) => bucketOf(time - (distinct[i] ?? 0)));
        expect(kept(times, reused)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('below a microsecond count as one, since nothing has no ratio', () => {
    expect(kept([1, 1.000_01])).toEqual([bucketOf(0.001)]);
  });

  it('are bounded', () => {
    const times = Array.from({ length: mostGaps + 1000 }, (_, i) => i);
    expect(kept(times)).toHaveLength(mostGaps);
  });
});

describe('counts of gaps', () => {
  it('of several workers make the distribution of all gaps', () => {
    const gap = fc.tuple(fc.integer({ min: 1, max: 90_000_000 }), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 300 }), (gaps) => {
        const workers = [0, 1, 2, 3].map(() => new GapHistograms());
        for (const [us, worker] of gaps) workers[worker]?.add(2, bucketOf(us / 1000));
        const merged = mergeGapCounts(workers.map(({ counts }) => counts));
        expect(merged[0]).toBeUndefined();
        const alone = new GapHistograms();
        for (const [us] of gaps) alone.add(2, bucketOf(us / 1000));
        expect(distributionOfCounts(merged[2]!)).toEqual(distributionOfCounts(alone.counts[2]!));
      }),
      { numRuns: 50 },
    );
  });
});
