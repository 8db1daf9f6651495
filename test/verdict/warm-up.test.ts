import { describe, expect, it } from 'vitest';
import type { Block, BlockRequests, Run } from '../../src/model/run.ts';
import { judgePaired } from '../../src/verdict/index.ts';
import { pairBlocks } from '../../src/verdict/pairing.ts';
import { checkWarmUp, fallWithin } from '../../src/verdict/warm-up.ts';
import { seeded } from '../stats/draws.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun } from './runs.ts';

/** The logarithm of a factor on the request at a place of the schedule, 0 to 1, of a block. */
type Drift = (block: Block, place: number) => number;

/** Classes mixed over the block, as in a real schedule, and the drift put on the single requests. */
function drifting(run: Run, drift: Drift): Run {
  return { ...run, blocks: run.blocks.map((block) => ({ ...block, requests: drifted(block, drift) })) };
}

function drifted(block: Block, drift: Drift): BlockRequests {
  const { schedule, classIndex, latencyMs } = block.requests!;
  const seen = new Map<number, number>();
  const order = classIndex
    .map((of, j) => {
      const rank = seen.get(of) ?? 0;
      seen.set(of, rank + 1);
      return { j, of, rank };
    })
    .map(({ j, of, rank }) => ({ j, key: (rank + 0.5) / seen.get(of)! }))
    .sort((a, b) => a.key - b.key)
    .map(({ j }) => j);
  return {
    schedule,
    classIndex: order.map((j) => classIndex[j]!),
    latencyMs: order.map((j, i) => {
      const timeMs = latencyMs[j]!;
      return timeMs === null ? null : timeMs * Math.exp(drift(block, i / order.length));
    }),
  };
}

const none: Drift = () => 0;
const isOpening = ({ index }: Block) => index % 6 === 0;
/** The first fifth of the first block after a start is `slow` times as slow as usual, and then it eases off. */
const coldStart =
  (slow: number): Drift =>
  (block, place) =>
    isOpening(block) ? Math.log(slow) * Math.max(0, 1 - 2 * place) : 0;

function check(base: Drift, candidate: Drift, shape: ArmShape = {}) {
  const usual = { blocks: 18, jitter: 0.1, ...shape };
  const runs = [
    drifting(makeRun('base', usual), base),
    drifting(makeRun('candidate', usual), candidate),
  ] as const;
  return { runs, ...checkWarmUp(pairBlocks(...runs)) };
}

const leftOut = (pairs: ReturnType<typeof check>['pairs']) =>
  pairs.filter(({ cause }) => cause === 'warm-up').map(({ index }) => index);

describe('the warm-up', () => {
  it('is over where latency does not change within blocks', () => {
    const { pairs, warnings } = check(none, none);
    expect(warnings).toEqual([]);
    expect(leftOut(pairs)).toEqual([]);
  });

  it('of one arm that is not over leaves the first pair after each start out, of both arms', () => {
    const { pairs, warnings } = check(none, coldStart(1.6));
    expect(leftOut(pairs)).toEqual([0, 6, 12]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^the candidate was not warm: its latency fell by 2\d % within the first block after each of 3 starts; .*both arms; a longer `lead-in`/,
    );
  });

  it('is treated alike in whichever arm it shows', () => {
    expect(leftOut(check(coldStart(1.6), none).pairs)).toEqual(leftOut(check(none, coldStart(1.6)).pairs));
    expect(check(coldStart(1.6), coldStart(1.6)).warnings).toHaveLength(2);
  });

  it.each([
    ['a fall of under 5 %', coldStart(1.05), {}],
    ['a fall in every block, which is the schedule', (_: Block, place: number) => -0.3 * place, {}],
    ['a rise after each start', coldStart(0.6), {}],
    ['a fall after one start of three', (b: Block, p: number) => (b.index === 0 ? 1 - p : 0), {}],
    ['a single start', coldStart(2), { blocks: 6 }],
    ['too few requests in a block', coldStart(2), { requests: 15 }],
  ] satisfies [string, Drift, ArmShape][])('is not doubted for %s', (_, drift, shape) => {
    expect(check(none, drift, shape).warnings).toEqual([]);
  });

  it('is only told of where leaving pairs out would leave too few', () => {
    const everySecond: Drift = (block, place) => (block.index % 2 === 0 ? 1 - 2 * Math.min(0.5, place) : 0);
    const shape = { blocks: 10, jitter: 0.1 };
    const runs = [makeRun('base', shape), drifting(makeRun('candidate', shape), everySecond)] as const;
    for (const run of runs) for (const block of run.blocks) block.start = Math.floor(block.index / 2);
    const { pairs, warnings } = checkWarmUp(pairBlocks(...runs));
    expect(leftOut(pairs)).toEqual([]);
    expect(warnings.join()).toContain('all were judged');
  });

  it('that was not over is told with the verdict, which is made from the other pairs', () => {
    const { runs } = check(none, coldStart(1.6));
    const verdict = judgePaired(...runs, { gate: makeGate(), plannedLooks: [18], random: () => seeded(9) });
    expect(verdict).toMatchObject({ verdict: 'pass', pairsUsed: 15 });
    expect(verdict.warnings[0]).toContain('the candidate was not warm');
    expect(verdict.warnings[1]).toBe(
      '3 of 18 pairs were left out as invalid: the warm-up after a start was not over (3 times alike)',
    );
  });

  it('is not asked of runs without their single requests', () => {
    const pairs = pairBlocks(makeRun('base', { blocks: 18 }), makeRun('candidate', { blocks: 18 }));
    expect(checkWarmUp(pairs)).toEqual({ pairs, warnings: [] });
    expect(fallWithin(pairs[0]!.base)).toBeNull();
  });
});
