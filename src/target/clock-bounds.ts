/** What another clock shows minus what ours shows: somewhere between these. */
export interface ClockBounds {
  lowMs: number;
  highMs: number;
}

/** One answer: when it was asked for and was there by our clock, and the whole second that the other clock showed in between. */
export interface ClockReading {
  sentAtMs: number;
  receivedAtMs: number;
  dateMs: number;
}

const anything: ClockBounds = { lowMs: -Infinity, highMs: Infinity };

/**
 * The bounds that all readings leave. At some time t between sent and received the other clock showed the second d, so the
 * offset lies between d - received and d + 1000 - sent: Cristian's bound (Distributed Computing 3, 1989) for a clock that
 * shows whole seconds. Readings that contradict each other, as those of several machines behind one address do, give the
 * bounds of the contradiction.
 */
export function clockBounds(readings: readonly ClockReading[]): ClockBounds {
  const { lowMs, highMs } = readings.reduce(
    (bounds, { sentAtMs, receivedAtMs, dateMs }) => ({
      lowMs: Math.max(bounds.lowMs, dateMs - receivedAtMs),
      highMs: Math.min(bounds.highMs, dateMs + 1000 - sentAtMs),
    }),
    anything,
  );
  return lowMs <= highMs ? { lowMs, highMs } : { lowMs: highMs, highMs: lowMs };
}

/** Parts that the bounds are cut into around one flip of the second. */
const partsOfFlip = 9;

/**
 * When to ask around the next flip of the other clock's second, by our clock: if the offset is at one of the borders between
 * equal parts of the bounds, the answer to that question is made at the very flip. Which seconds the answers show
 * rules out all parts but one.
 */
export function flipQuestions(
  { lowMs, highMs }: ClockBounds,
  { nowMs, roundTripMs }: { nowMs: number; roundTripMs: number },
): number[] {
  const partMs = (highMs - lowMs) / partsOfFlip;
  const soonestMs = nowMs + roundTripMs / 2 + highMs - partMs;
  const flipMs = Math.ceil(soonestMs / 1000) * 1000;
  return Array.from(
    { length: partsOfFlip - 1 },
    (_, i) => flipMs - (highMs - (i + 1) * partMs) - roundTripMs / 2,
  );
}

/** Whether the answer to a question at that time can still rule anything out. */
export function isOpenQuestion(atMs: number, { lowMs, highMs }: ClockBounds, roundTripMs: number): boolean {
  const shownMs = atMs + roundTripMs / 2;
  return Math.floor((shownMs + lowMs) / 1000) !== Math.floor((shownMs + highMs) / 1000);
}
