import { setTimeout as sleep } from 'node:timers/promises';
import { increaseOf, parseMetrics, type Metrics } from '../../src/telemetry/metrics-text.ts';
import type { Way } from './server.ts';

type Counted = 'requests' | 'inputTokens' | 'outputTokens';

/** By how much the server's own counters of one way rose. */
export type Rise = Partial<Record<Counted, number>>;

/** Some servers write what they counted only after the answer is gone. */
const settleMs = 1500;

/**
 * @param url of the server's metrics
 * @returns a function that tells by how much the counters rose since
 */
export async function watchCounters(
  url: string,
  counters: NonNullable<Way['counters']>,
): Promise<() => Promise<Rise>> {
  const wanted = new Set(Object.values(counters));
  const before = await read(url, wanted);
  return async () => {
    await sleep(settleMs);
    const after = await read(url, wanted);
    return Object.fromEntries(
      Object.entries(counters).map(([what, name]) => [what, increaseOf(name, before, after)]),
    );
  };
}

/**
 * What a histogram of seconds learns of one observation.
 * @returns a function that waits until it is there, and tells it in milliseconds
 */
export async function watchObservation(url: string, histogram: string): Promise<() => Promise<number>> {
  const [sum, count] = [`${histogram}_sum`, `${histogram}_count`];
  const wanted = new Set([sum, count]);
  const before = await read(url, wanted);
  return async () => {
    for (let waitedMs = 0; waitedMs < settleMs; waitedMs += 20) {
      const after = await read(url, wanted);
      if (increaseOf(count, before, after) === 1) return 1000 * increaseOf(sum, before, after);
      await sleep(20);
    }
    throw new Error(`${histogram} has not learnt of exactly one request.`);
  };
}

async function read(url: string, wanted: ReadonlySet<string>): Promise<Metrics> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered with ${answer.status}.`);
  return parseMetrics(await answer.text(), wanted);
}
