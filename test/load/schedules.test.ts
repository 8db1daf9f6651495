import { afterEach, describe, expect, it, test } from 'vitest';
import { recordParts } from '../../src/load/index.ts';
import type { ArrivalsPlan, LoadPlan } from '../../src/model/plan.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { closedBlock, linearRamp, mixedBlock } from '../../src/scenario/index.ts';
import { seeded } from '../scenario/chance.ts';
import {
  bounds,
  countOutcomes,
  jsonAnswer,
  relaxedTimeouts,
  runBlock,
  startRawServer,
  twoClasses,
  type RawServer,
} from './support.ts';

let server: RawServer | undefined;
afterEach(() => server?.close());

const answering = (delayMs = 0) =>
  startRawServer((socket) => setTimeout(() => socket.write(jsonAnswer({ ok: true })), delayMs));

const bodies = ({ requests }: RawServer) => requests.map((request) => request.split('\r\n\r\n')[1] ?? '');

const load: LoadPlan = {
  expectedRatePerSecond: 200,
  mixedRatePerSecond: 150,
  arrivals: 'poisson',
  timeouts: relaxedTimeouts,
  workers: 1,
  generator: bounds,
};
const pairing = { blockMs: 300, leadInMs: 100, restartEveryPairs: 0, maximumPairs: 6 };
const replay = { kind: 'replay', path: 't.csv', format: 'csv', column: 't', unit: 's', scale: 1 } as const;
const workload = {
  ...twoClasses,
  trace: { atMs: Array.from({ length: 91 }, (_, i) => i * 5 + (i % 3)), periodMs: 470 },
};

const mixed = (arrivals: ArrivalsPlan) =>
  mixedBlock({ index: 1, load: { ...load, arrivals }, pairing, workload, random: seeded(3) });
const linear = () =>
  linearRamp(
    { kind: 'ramp', shape: 'linear', from: 0.3, to: 2, steps: 4, stepMs: 100 },
    load,
    workload,
    seeded(3),
  );

describe('a drawn schedule', () => {
  test.each<[string, () => BlockPlan]>([
    ['poisson', () => mixed('poisson')],
    ['gamma', () => mixed({ kind: 'gamma', burstiness: 0.3 })],
    ['replayed', () => mixed(replay)],
    ['linear', linear],
  ])('of %s arrivals is sent as it is by one, two and three workers', async (_, plan) => {
    const block = plan();
    if (block.arrivals.kind !== 'open') throw new TypeError('not an open loop');
    const { dueAtMs, itemIndex } = block.arrivals.schedule;
    const seen: string[][] = [];
    for (const workers of [1, 2, 3]) {
      server = await answering();
      const result = await runBlock(plan(), server.baseUrl, { workers });
      expect(countOutcomes(result)).toEqual({ ok: dueAtMs.length });
      expect([...result.samples.dueAtMs]).toEqual([...dueAtMs]);
      expect([...result.samples.itemIndex]).toEqual([...itemIndex]);
      seen.push(bodies(server).sort());
      await server.close();
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });
});

describe('a linear ramp', () => {
  it('is recorded in its parts, each request in one of them', async () => {
    server = await answering(3);
    const block = linear();
    const result = await runBlock(block, server.baseUrl);
    let order = 5;
    const context = { workload: twoClasses, start: 0, bounds, nextOrder: () => order++ };
    const recorded = recordParts(block, result, context);
    expect(recorded.map(({ scenario, index, order }) => [scenario, index, order])).toEqual([
      ['ramp', 0, 5],
      ['ramp', 1, 6],
      ['ramp', 2, 7],
      ['ramp', 3, 8],
    ]);
    const attempted = recorded.map(({ classes }) =>
      Object.values(classes).reduce((sum, each) => sum + each.attempted, 0),
    );
    // The integral is 10.25, 29, 56.25 and 92 at the ends of the parts.
    expect(attempted).toEqual([10, 19, 27, 36]);
    expect(recorded.map(({ durationMs }) => durationMs)).toEqual([100, 100, 100, 100]);
    expect(recorded.map(({ ratePerSecond }) => ratePerSecond?.toFixed(3))).toEqual([
      '102.500',
      '187.500',
      '272.500',
      '357.500',
    ]);
    const starts = recorded.map(({ startedAtEpochMs }) => startedAtEpochMs - result.startedAtEpochMs);
    expect(starts).toEqual([0, 100, 200, 300]);
  });
});

describe('a closed loop with think times', () => {
  const closed = (concurrency: number, thinkTime: Parameters<typeof closedBlock>[0]['thinkTime']) =>
    closedBlock({ kind: 'closed', concurrency, durationMs: 500, thinkTime }, twoClasses, seeded(2));

  it('lets its user think after each answer for as long as was drawn', async () => {
    server = await answering(2);
    const block = closed(1, { kind: 'exponential', meanMs: 30 });
    if (block.arrivals.kind !== 'closed') throw new TypeError('not a closed loop');
    const { thinkMs } = block.arrivals.loop;
    const { samples } = await runBlock(block, server.baseUrl);
    expect(samples.count).toBeGreaterThan(5);
    for (let row = 1; row < samples.count; row++) {
      const thought = (samples.dueAtMs[row] as number) - (samples.endAtMs[row - 1] as number);
      expect(thought).toBeGreaterThanOrEqual(thinkMs?.[row - 1] ?? Number.NaN);
    }
  });

  test.each([1, 2, 3])('takes the same inputs in the same order over %i workers', async (workers) => {
    server = await answering(1);
    const block = closed(4, { kind: 'constant', thinkMs: 20 });
    if (block.arrivals.kind !== 'closed') throw new TypeError('not a closed loop');
    const result = await runBlock(block, server.baseUrl, { workers });
    const { count, itemIndex } = result.samples;
    expect(countOutcomes(result)).toEqual({ ok: count });
    expect([...itemIndex]).toEqual([...block.arrivals.loop.itemIndex.slice(0, count)]);
    // 4 users, 600 ms, and no less than 20 ms for each request.
    expect(count).toBeLessThanOrEqual(4 * 32);
    expect(server.connections.most).toBeLessThanOrEqual(4);
  });

  it('waits after a failure too', async () => {
    server = await startRawServer((socket) => socket.end());
    const result = await runBlock(closed(1, { kind: 'constant', thinkMs: 100 }), server.baseUrl);
    expect(result.samples.count).toBeLessThanOrEqual(7);
  });

  it('refuses think times that do not fit its requests', async () => {
    const block = closed(1, { kind: 'constant', thinkMs: 100 });
    if (block.arrivals.kind === 'closed') block.arrivals.loop.thinkMs = Float64Array.of(1, 2);
    await expect(runBlock(block, 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'engine-failed' });
  });
});
