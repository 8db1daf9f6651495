import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedDurationMs } from '../../src/load/closed-duration.ts';
import { outcomes, type Outcome, type Samples } from '../../src/model/sample.ts';

interface Sent {
  due: number;
  end: number;
  outcome?: Outcome;
}

const samplesOf = (sent: readonly Sent[]): Samples => {
  const column = (of: (each: Sent) => number) => Float64Array.from(sent, of);
  const unknown = new Float64Array(sent.length).fill(Number.NaN);
  return {
    count: sent.length,
    dueAtMs: column(({ due }) => due),
    sentAtMs: column(({ due }) => due),
    endAtMs: column(({ end }) => end),
    firstByteAtMs: unknown,
    firstTokenAtMs: unknown,
    inputTokens: unknown,
    outputTokens: unknown,
    responseBytes: unknown,
    itemIndex: new Uint32Array(sent.length),
    classIndex: new Uint16Array(sent.length),
    httpStatus: new Uint16Array(sent.length),
    outcome: Uint8Array.from(sent, ({ outcome }) => outcomes.indexOf(outcome ?? 'ok')),
  };
};

/** So many users, each of whom is answered after `serviceMs` and thinks, until no new request is started. */
function send(users: number, firstMs: (user: number) => number, cycleMs: number, untilMs: number): Sent[] {
  const sent: Sent[] = [];
  for (let user = 0; user < users; user++)
    for (let due = firstMs(user); due < untilMs; due += cycleMs) sent.push({ due, end: due + cycleMs });
  return sent;
}

const perSecond = (sent: readonly Sent[], leadInMs: number, durationMs: number, users: number) => {
  const loop = { concurrency: users, itemIndex: new Uint32Array(0), maximumMs: leadInMs + durationMs };
  const measured = sent.filter(({ due }) => due >= leadInMs && due <= leadInMs + durationMs).length;
  return (1000 * measured) / closedDurationMs({ leadInMs, durationMs }, loop, samplesOf(sent));
};

test('the throughput of a short closed loop is that of a long one, in waves or not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 10, max: 1_500 }),
      fc.boolean(),
      (users, serviceMs, inWaves) => {
        const first = (user: number) => (inWaves ? 0 : (serviceMs * user) / users);
        // 2 s with a lead-in of 2 s: in waves of 1.5 s, two of them are measured.
        const sent = send(users, first, serviceMs, 4_000);
        expect(perSecond(sent, 2_000, 2_000, users)).toBeCloseTo((1000 * users) / serviceMs, 6);
      },
    ),
  );
});

test('an answer that takes longer than the block counts for what it took', () => {
  expect(
    perSecond(
      send(4, () => 0, 30_000, 10_000),
      0,
      10_000,
      4,
    ),
  ).toBeCloseTo(4 / 30, 9);
});

const duration = (sent: Sent[], loop: { concurrency?: number; thinkMs?: Float64Array } = {}) =>
  closedDurationMs(
    { leadInMs: 0, durationMs: 1_000 },
    { concurrency: 1, itemIndex: new Uint32Array(0), maximumMs: 1_000, ...loop },
    samplesOf(sent),
  );

test.each<[string, number, number]>([
  ['thinking is part of it', duration([{ due: 0, end: 100 }], { thinkMs: Float64Array.of(50) }), 150],
  ['a failure holds its user for a moment', duration([{ due: 0, end: 1, outcome: 'overload' }]), 21],
  [
    'what was never answered holds its user to the end',
    duration([{ due: 400, end: Number.NaN, outcome: 'aborted' }]),
    600,
  ],
  [
    'what was due later is not measured',
    duration([
      { due: 0, end: 100 },
      { due: 1_001, end: 5_000 },
    ]),
    100,
  ],
  [
    'users share the time',
    duration(
      [
        { due: 0, end: 100 },
        { due: 0, end: 300 },
      ],
      { concurrency: 2 },
    ),
    200,
  ],
])('%s', (_, found, expected) => {
  expect(found).toBe(expected);
});
