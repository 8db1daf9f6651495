import fc from 'fast-check';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { clockBounds, flipQuestions, isOpenQuestion } from '../../src/target/clock-bounds.ts';
import type { ClockReading } from '../../src/target/clock-bounds.ts';
import { readCommonClock } from '../../src/target/common-clock.ts';

test('the bounds always hold the true offset, and two flips of the second are enough to know it within two ways', () => {
  const wayMs = fc.double({ min: 0.1, max: 30, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: -50_000, max: 50_000 }),
      fc.nat(999),
      wayMs,
      wayMs,
      (offsetMs, at, there, back) => {
        let nowMs = 1_000_000 + at;
        const ask = (): ClockReading => {
          const dateMs = Math.floor((nowMs + there + offsetMs) / 1000) * 1000;
          const reading = { sentAtMs: nowMs, receivedAtMs: nowMs + there + back, dateMs };
          nowMs += there + back;
          return reading;
        };
        const roundTripMs = there + back;
        const readings = [ask()];
        for (let flip = 0; flip < 4; flip += 1) {
          for (const askedMs of flipQuestions(clockBounds(readings), { nowMs, roundTripMs })) {
            nowMs = Math.max(nowMs, askedMs);
            if (isOpenQuestion(nowMs, clockBounds(readings), roundTripMs)) readings.push(ask());
          }
        }
        const { lowMs, highMs } = clockBounds(readings);
        expect(lowMs).toBeLessThanOrEqual(offsetMs + 1e-6);
        expect(highMs).toBeGreaterThanOrEqual(offsetMs - 1e-6);
        expect(highMs - lowMs).toBeLessThan(2 * roundTripMs + 20);
      },
    ),
  );
});

/** A server whose clock is ahead of ours; null: its answers have no date. */
async function serverAhead(aheadMs: number | null): Promise<string> {
  const server = createServer((_, response) => {
    response.sendDate = false;
    if (aheadMs !== null) response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const { signal } = new AbortController();

test('the clock of a server is read from its answers', async () => {
  const baseUrl = await serverAhead(1_700);
  const { offsetMs, uncertaintyMs, source } = await readCommonClock(
    { baseUrl },
    '/health',
    undefined,
    signal,
  );
  expect(source).toBe(new URL(baseUrl).host);
  // By its own account it is sure; a machine that stalls makes it less sure, and not wrong.
  expect(Math.abs(offsetMs - 1_700)).toBeLessThanOrEqual(uncertaintyMs + 1);
});

test('over HTTP/2 too one connection is kept for all questions, so that only the way there and back counts', async () => {
  let connections = 0;
  const server = createHttp2Server((_, response) => response.end()).on('session', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { offsetMs, uncertaintyMs } = await readCommonClock({ baseUrl, http: '2' }, '/', undefined, signal);
  expect(Math.abs(offsetMs)).toBeLessThanOrEqual(uncertaintyMs + 1);
  expect(connections).toBe(1);
});

test('a clock that is minutes away, or tells nothing, is refused', async () => {
  const refusal = async (aheadMs: number | null) =>
    readCommonClock({ baseUrl: await serverAhead(aheadMs) }, '/', undefined, signal).catch(
      (thrown: unknown) => thrown,
    );
  const [far, silent] = await Promise.all([refusal(300_000), refusal(null)]);
  expect(far).toMatchObject({
    code: 'clock-unusable',
    fact: expect.stringContaining('ahead of this machine') as string,
  });
  expect(silent).toMatchObject({
    code: 'clock-unusable',
    fact: expect.stringContaining('no `Date` header') as string,
  });
});
