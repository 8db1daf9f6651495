import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../model/endpoint.ts';
import { SluiceError } from '../model/error.ts';
import type { ShardClock } from '../model/shard.ts';
import { clockBounds, flipQuestions, isOpenQuestion } from './clock-bounds.ts';
import type { ClockReading } from './clock-bounds.ts';
import { openProbe } from './probe.ts';
import type { Probe } from './probe.ts';
import { findProxy } from './proxy.ts';

/** Of the second, each at most a second after the one before, and asked for at most 8 times. */
const mostFlips = 4;
const mostAnswerMs = 3_000;
/** Nearer than this nobody needs it: a block is seconds. */
const closeEnoughMs = 10;
/** With more, the parts of a block would not be those of one load. */
const mostUncertaintyMs = 250;
/** The time at which all begin is handed out by the clock of a machine that is right. */
export const mostOffsetMs = 60_000;

/**
 * How far the clock that all shards share is from ours: read from the `Date` headers of the server that all of them talk to,
 * or of the one that the settings name. Bounded: 34 light requests at most, without credentials,
 * around four flips of its second.
 * @param readyPath that is asked of the target, as its readiness is: what answers it is light and needs no sign-in
 * @throws SluiceError `clock-unusable`
 */
export async function readCommonClock(
  target: Endpoint,
  readyPath: string,
  clock: string | undefined,
  signal: AbortSignal,
): Promise<ShardClock> {
  const url = new URL(clock ?? target.baseUrl + readyPath);
  const proxy = findProxy(url, process.env);
  const way = clock === undefined ? target : proxy ? { proxy } : {};
  const probe = openProbe(url.href, way);
  try {
    const { lowMs, highMs } = clockBounds(await readFlips(probe, url.host, signal));
    const read = { source: url.host, offsetMs: (lowMs + highMs) / 2, uncertaintyMs: (highMs - lowMs) / 2 };
    refuseUnusable(read);
    return { ...read, offsetMs: rounded(read.offsetMs), uncertaintyMs: rounded(read.uncertaintyMs) };
  } finally {
    await probe.close();
  }
}

async function readFlips(probe: Probe, host: string, signal: AbortSignal): Promise<ClockReading[]> {
  // The first answer may include the opening of a connection.
  await readOnce(probe, host, signal);
  const readings = [await readOnce(probe, host, signal)];
  for (let flip = 0; flip < mostFlips; flip += 1) {
    const bounds = clockBounds(readings);
    // Nothing that is read more exactly changes that.
    if (Math.min(Math.abs(bounds.lowMs), Math.abs(bounds.highMs)) > mostOffsetMs) break;
    const roundTripMs = Math.min(...readings.map((each) => each.receivedAtMs - each.sentAtMs));
    if ((bounds.highMs - bounds.lowMs) / 2 <= Math.max(closeEnoughMs, roundTripMs)) break;
    for (const atMs of flipQuestions(bounds, { nowMs: Date.now(), roundTripMs })) {
      // Late where answers take longer than the questions are apart: then they are asked as they come.
      const waitMs = Math.max(0, atMs - Date.now());
      if (!isOpenQuestion(Date.now() + waitMs, clockBounds(readings), roundTripMs)) continue;
      await sleep(waitMs, undefined, { signal });
      readings.push(await readOnce(probe, host, signal));
    }
  }
  return readings;
}

async function readOnce(probe: Probe, host: string, signal: AbortSignal): Promise<ClockReading> {
  const sentAtMs = Date.now();
  const date = await probe
    .askDate(AbortSignal.any([signal, AbortSignal.timeout(mostAnswerMs)]))
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      throw unusable(`${host} did not answer when it was asked for its clock`, cause);
    });
  // Our clock shows whole milliseconds.
  const receivedAtMs = Date.now() + 1;
  const dateMs = Date.parse(date ?? '');
  if (Number.isNaN(dateMs)) throw unusable(`The answers of ${host} have no \`Date\` header`);
  return { sentAtMs, receivedAtMs, dateMs };
}

function refuseUnusable({ source, offsetMs, uncertaintyMs }: ShardClock): void {
  if (Math.abs(offsetMs) > mostOffsetMs) {
    const apart = `${Math.round(Math.abs(offsetMs) / 1000)} s ${offsetMs > 0 ? 'ahead of' : 'behind'}`;
    throw unusable(
      `The clock of ${source} is ${apart} this machine's, and \`start-at\` cannot mean the same to both`,
    );
  }
  if (uncertaintyMs > mostUncertaintyMs)
    throw unusable(
      `The clock of ${source} is known to ${Math.round(uncertaintyMs)} ms only, and ${mostUncertaintyMs} are needed: its answers are slow, or come from several machines`,
    );
}

function unusable(fact: string, cause?: unknown): SluiceError {
  return new SluiceError('clock-unusable', {
    fact: `${fact}.`,
    remedy:
      'Set the clock of the server right, or name another one that all shards reach in sluice.yml: `shards: { clock: https://... }`.',
    cause,
  });
}

const rounded = (ms: number): number => Number(ms.toFixed(1));
