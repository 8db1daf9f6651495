import { expect, test } from 'vitest';
import type { Sessions, SessionSchedule } from '../../src/model/schedule.ts';
import { mixedBlock, sessionTailMs } from '../../src/scenario/index.ts';
import { loadOf, seeded } from './chance.ts';

/** Two classes of conversations: three of 4 turns, and two of 1; items one after the other. */
const sessions: Sessions = {
  conversations: [
    { share: 0.25, firstItems: [0, 4, 8], turns: [4, 4, 4] },
    { share: 0.75, firstItems: [12, 13], turns: [1, 1] },
  ],
  thinkTime: { kind: 'exponential', meanMs: 500 },
};

function drawBlock(seed: number, change: { blockMs?: number; mixedRatePerSecond?: number } = {}) {
  const { blockMs = 20_000, mixedRatePerSecond = 14 } = change;
  const block = mixedBlock({
    index: 0,
    load: loadOf({ mixedRatePerSecond }),
    pairing: { blockMs, leadInMs: 2000, restartEveryPairs: 0, maximumPairs: 9 },
    workload: { classes: [], items: [], sessions },
    random: seeded(seed),
  });
  if (block.arrivals.kind !== 'sessions') throw new TypeError('no sessions');
  return { block, schedule: block.arrivals.schedule };
}

const turnsOf = ({ firstRow, itemIndex }: SessionSchedule) =>
  [...firstRow].map((row, session) => [...itemIndex.subarray(row, firstRow[session + 1])]);

test('sessions start at the rate that makes the asked rate of requests, whole and in their shares', () => {
  const { block, schedule } = drawBlock(1);
  // 1.75 turns on average: 14 requests a second are 8 sessions a second.
  const measured = [...schedule.startAtMs].filter((atMs) => atMs >= block.leadInMs);
  expect([measured.length, schedule.startAtMs.length]).toEqual([160, 176]);
  const sent = turnsOf(schedule);
  expect(sent.filter((items) => items.length === 4)).toHaveLength(44);
  for (const [first = 0, ...later] of sent) {
    expect(later).toEqual(first < 12 ? [first + 1, first + 2, first + 3] : []);
  }
});

test('starts ascend, and every request has a think time of the asked mean', () => {
  const { schedule } = drawBlock(2, { blockMs: 200_000 });
  expect(schedule.startAtMs).toEqual(schedule.startAtMs.slice().sort());
  expect(schedule.thinkMs).toHaveLength(schedule.itemIndex.length);
  const mean = schedule.thinkMs.reduce((sum, each) => sum + each, 0) / schedule.thinkMs.length;
  expect(mean).toBeGreaterThan(450);
  expect(mean).toBeLessThan(550);
});

test('the same seed draws the same sessions, another one others', () => {
  expect(drawBlock(3)).toEqual(drawBlock(3));
  expect(drawBlock(3)).not.toEqual(drawBlock(4));
});

test('a block too short for one session is refused with the length that it needs', () => {
  expect(() => drawBlock(5, { blockMs: 100, mixedRatePerSecond: 1 })).toThrowError(
    expect.objectContaining({
      code: 'config-invalid',
      remedy: expect.stringContaining('pairing.block` to 18s'),
    }),
  );
});

test.each([
  [{ kind: 'exponential', meanMs: 500 }, 375], // 0.75 further turns on average
  [{ kind: 'constant', thinkMs: 2_000 }, 1_500],
  [{ kind: 'none' }, 0],
] as const)(
  'after its end a block goes on with what the last users think: %j, %i ms',
  (thinkTime, tailMs) => {
    expect(sessionTailMs({ ...sessions, thinkTime })).toBe(tailMs);
  },
);
