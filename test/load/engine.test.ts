import { afterEach, describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { recordBlock } from '../../src/load/index.ts';
import { pace } from '../../src/load/worker/pacer.ts';
import { startSenders } from '../../src/load/senders.ts';
import {
  bounds,
  closedBlock,
  countOutcomes,
  engineFor,
  jsonAnswer,
  never,
  openBlock,
  postText,
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

describe('an open loop', () => {
  test.each([5, 50, 400, 1000])('sends exactly what is scheduled at %i requests a second', async (rate) => {
    server = await answering();
    const block = openBlock(rate, 400);
    const result = await runBlock(block, server.baseUrl);
    expect(countOutcomes(result)).toEqual({ ok: rate * 0.4 });
    expect(server.requests).toHaveLength(rate * 0.4);
  });

  it('sends the same requests for one worker and for three', async () => {
    const block = openBlock(200, 305);
    const seen: string[][] = [];
    for (const workers of [1, 3]) {
      server = await answering();
      const result = await runBlock(block, server.baseUrl, { workers });
      expect(countOutcomes(result)).toEqual({ ok: 61 });
      expect(result.samples.dueAtMs).toEqual(Float64Array.from({ length: 61 }, (_, row) => row * 5));
      expect([...result.samples.itemIndex]).toEqual(Array.from({ length: 61 }, (_, row) => row % 4));
      expect([...result.samples.classIndex]).toEqual(
        Array.from({ length: 61 }, (_, row) => (row % 4 === 3 ? 1 : 0)),
      );
      seen.push(bodies(server).sort());
      await server.close();
    }
    expect(seen[0]).toEqual(seen[1]);
  });

  it('never sends before a request is due, and answers come in their order', async () => {
    server = await answering(5);
    const { samples, health } = await runBlock(openBlock(300, 500), server.baseUrl);
    for (let row = 0; row < samples.count; row++) {
      const at = [samples.dueAtMs, samples.sentAtMs, samples.firstByteAtMs, samples.endAtMs].map(
        (column) => column[row] as number,
      );
      expect(at).toEqual([...at].sort((a, b) => a - b));
    }
    expect(health.sendLagMs.p50).toBeLessThanOrEqual(health.sendLagMs.p99);
    expect(health.connectionsOpened).toBe(server.connections.total);
  });

  it('has as many connections as requests in flight, with no hidden limit', async () => {
    server = await answering(600);
    const result = await runBlock(openBlock(1000, 300), server.baseUrl);
    expect(countOutcomes(result)).toEqual({ ok: 300 });
    expect(server.connections.most).toBe(300);
  });

  it('sends the warm-up and does not measure it', async () => {
    server = await answering();
    const block = openBlock(100, 300, 200);
    const result = await runBlock(block, server.baseUrl);
    const recorded = recordBlock(block, result, { workload: twoClasses, order: 0, start: 0, bounds });
    const attempted = Object.values(recorded.classes).map((counts) => counts.attempted);
    expect(server.requests).toHaveLength(50);
    expect(attempted[0]! + attempted[1]!).toBe(30);
  });

  it('of no requests returns no samples', async () => {
    server = await answering();
    for (const workers of [1, 3]) {
      const result = await runBlock({ ...openBlock(0, 100) }, server.baseUrl, { workers });
      expect(result.samples.count).toBe(0);
    }
    expect(server.requests).toHaveLength(0);
  });

  it('of one request is sent by one of three workers', async () => {
    server = await answering();
    const result = await runBlock(openBlock(10, 100), server.baseUrl, { workers: 3 });
    expect(countOutcomes(result)).toEqual({ ok: 1 });
  });

  it('refuses a schedule that goes backwards', async () => {
    const block = openBlock(10, 300);
    if (block.arrivals.kind === 'open') block.arrivals.schedule.dueAtMs.reverse();
    await expect(runBlock(block, 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'engine-failed' });
  });
});

describe('a closed loop', () => {
  test.each([1, 2])('that is bounded sends no faster, with %i workers', async (workers) => {
    server = await answering();
    const block = closedBlock(8, 10_000, 400);
    if (block.arrivals.kind === 'closed') block.arrivals.loop.mostRatePerSecond = 100;
    const { samples } = await runBlock(block, server.baseUrl, { workers });
    // 40 in 400 ms, and one for each worker that looked before the other had taken its own.
    expect(samples.count).toBeLessThanOrEqual(40 + workers);
    const sent = [...samples.sentAtMs].sort((a, b) => a - b);
    sent.forEach((atMs, row) => expect(atMs).toBeGreaterThanOrEqual((row - workers) * 10 - 2));
  });

  test.each([1, 3])('takes its requests in their order, over %i workers', async (workers) => {
    server = await answering(5);
    const result = await runBlock(closedBlock(4, 40, 10_000), server.baseUrl, { workers });
    expect(countOutcomes(result)).toEqual({ ok: 40 });
    expect([...result.samples.itemIndex]).toEqual(Array.from({ length: 40 }, (_, row) => row % 4));
    expect(server.connections.most).toBeLessThanOrEqual(4);
    expect(result.health).toMatchObject({ achievedRate: 1, sendLagMs: { max: 0 } });
  });

  it('starts no request before its block, where it would not count', async () => {
    server = await answering();
    for (let block = 0; block < 10; block += 1) {
      const { samples } = await runBlock(closedBlock(1, 1, 1000), server.baseUrl);
      expect(samples.dueAtMs[0]).toBeGreaterThanOrEqual(0);
    }
  });

  it('starts no request after its bound', async () => {
    server = await answering(20);
    const result = await runBlock(closedBlock(2, 10_000, 300), server.baseUrl);
    expect(result.samples.count).toBe(server.requests.length);
    expect(countOutcomes(result)).toEqual({ ok: result.samples.count });
    expect(Math.max(...result.samples.dueAtMs)).toBeLessThan(300);
    expect(result.samples.count).toBeLessThanOrEqual(2 * (300 / 20 + 1));
  });

  it('ends at its bound and grace when no answer comes', async () => {
    server = await startRawServer(() => undefined);
    const result = await runBlock(closedBlock(3, 100, 100), server.baseUrl, { timeouts: { graceMs: 100 } });
    expect(countOutcomes(result)).toEqual({ aborted: 3 });
  });

  it('does not hammer a server that refuses', async () => {
    server = await startRawServer((socket) => socket.end());
    const result = await runBlock(closedBlock(1, 10_000, 400), server.baseUrl);
    expect(result.samples.count).toBeLessThanOrEqual(20);
  });
});

describe('the engine', () => {
  it('keeps connections from one block to the next', async () => {
    server = await answering();
    const engine = await engineFor();
    // One user waits for each answer, so one connection is enough however long the machine stalls.
    for (const index of [0, 1, 2]) {
      const block = { ...closedBlock(1, 10, 10_000), index };
      await engine.run(block, { baseUrl: server.baseUrl }, { signal: never });
    }
    await engine.close();
    expect(server.requests).toHaveLength(30);
    expect(server.connections.total).toBe(1);
  });

  it('stops promptly when it is cancelled', async () => {
    server = await startRawServer(() => undefined);
    const engine = await engineFor();
    const controller = new AbortController();
    const run = engine.run(
      openBlock(100, 60_000),
      { baseUrl: server.baseUrl },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 200);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    const next = engine.run(
      openBlock(100, 60_000),
      { baseUrl: server.baseUrl },
      { signal: controller.signal },
    );
    await expect(next).rejects.toMatchObject({ code: 'cancelled' });
    await engine.close();
  });

  it('can send a further block after one that was cancelled', async () => {
    server = await answering(5);
    const engine = await engineFor();
    const controller = new AbortController();
    const run = engine.run(
      openBlock(100, 60_000),
      { baseUrl: server.baseUrl },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 100);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    const result = await engine.run(openBlock(100, 200), { baseUrl: server.baseUrl }, { signal: never });
    expect(countOutcomes(result)).toEqual({ ok: 20 });
    await engine.close();
  });

  it('tells its progress while it runs', async () => {
    server = await answering(1);
    const engine = await engineFor();
    const seen: {
      sent: number;
      completed: number;
      errors: number;
      ratePerSecond: number;
      p50Ms: number | null;
    }[] = [];
    await engine.run(
      openBlock(100, 1300),
      { baseUrl: server.baseUrl },
      { signal: never, onProgress: (progress) => seen.push(progress) },
    );
    await engine.close();
    expect(seen.length).toBeGreaterThanOrEqual(2);
    for (const progress of seen) {
      expect(progress.errors).toBe(0);
      expect(progress.sent).toBeGreaterThanOrEqual(progress.completed);
      expect(progress.ratePerSecond).toBeGreaterThan(0);
      expect(progress.p50Ms).toBeGreaterThanOrEqual(1);
    }
  });

  it('sends no load when an input does not fit the template', async () => {
    const protocol = { ...postText, body: '{{missing}}' };
    await expect(engineFor({ protocol })).rejects.toMatchObject({ code: 'template-invalid' });
  });

  it('runs one block at a time', async () => {
    server = await answering();
    const engine = await engineFor();
    const first = engine.run(openBlock(100, 200), { baseUrl: server.baseUrl }, { signal: never });
    const second = engine.run(openBlock(100, 200), { baseUrl: server.baseUrl }, { signal: never });
    await expect(second).rejects.toMatchObject({ code: 'engine-failed' });
    await first;
    await engine.close();
  });

  it('puts the path of the address in front and the salt of the block into the body', async () => {
    server = await answering();
    const engine = await engineFor({
      protocol: { ...postText, body: { id: '{{salt}}', text: '{{text}}' }, headers: { 'x-id': '{{salt}}' } },
    });
    for (const index of [0, 0, 1]) {
      await engine.run(
        { ...openBlock(10, 100), index },
        { baseUrl: `${server.baseUrl}/v1/` },
        { signal: never },
      );
    }
    await engine.close();
    expect(server.requests[0]).toMatch(/^POST \/v1\/predict HTTP\/1\.1\r\n/);
    const salts = server.requests.map((request) => /"id":"([0-9a-f]{16})"/.exec(request)?.[1]);
    expect(salts[0]).toBe(salts[1]);
    expect(salts[2]).not.toBe(salts[0]);
    expect(server.requests[0]).toContain(`x-id: ${salts[0]}\r\n`);
  });

  it.each(['/does/not/exist.js', import.meta.filename])(
    'does not hang on a worker that cannot be loaded: %s',
    async (file) => {
      const start = { role: 'pacer' as const };
      await expect(startSenders(2, file, start)).rejects.toMatchObject({ code: 'engine-failed' });
    },
  );
});

describe('the pacer', () => {
  it('wakes at least once for every request, never for one that is far ahead', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 3 }),
        (gaps, step) => {
          let due = 0;
          const dueAtMs = Float64Array.from(gaps, (gap) => (due += gap));
          const stop = new Int32Array(new SharedArrayBuffer(4));
          let next = 0;
          const order = {
            dueAtMs,
            first: 0,
            step,
            startAtMs: performance.now(),
            stop,
            cpuSeconds: new Float64Array(1),
            aimEarlyMs: Float64Array.of(0.05),
          };
          pace(
            order,
            () => performance.now(),
            () => {
              const now = performance.now() - order.startAtMs;
              // What the sender does on a wake: it sends what is due, and the one row that may be a moment ahead.
              if (next < dueAtMs.length) expect(dueAtMs[next]).toBeLessThanOrEqual(now + 0.05);
              while (next < dueAtMs.length && (dueAtMs[next] as number) <= now + 0.05) next += step;
            },
          );
          expect(next).toBeGreaterThanOrEqual(dueAtMs.length);
        },
      ),
      { numRuns: 15 },
    );
  });
});
