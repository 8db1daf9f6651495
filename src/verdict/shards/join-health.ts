import type { RunnerConditions } from '../../model/run.ts';
import type { GeneratorHealth } from '../../model/sample.ts';

type Spread = GeneratorHealth['sendLagMs'];

/** The generator of a block that several machines sent: the worst of their delays, and the sum of their work. */
export function joinHealth(parts: readonly { health: GeneratorHealth; requests: number }[]): GeneratorHealth {
  const all = parts.map(({ health }) => health);
  const requests = parts.reduce((sum, part) => sum + part.requests, 0);
  const sent = parts.reduce((sum, part) => sum + part.health.achievedRate * part.requests, 0);
  const [version] = all.map(({ httpVersion }) => httpVersion);
  const workers = all.flatMap(({ busiestWorkerShare }) => busiestWorkerShare ?? []);
  const pauses = all.flatMap(({ gcPauseMs }) => gcPauseMs ?? []);
  return {
    sendLagMs: worst(all.map(({ sendLagMs }) => sendLagMs)),
    achievedRate: requests === 0 ? 1 : sent / requests,
    eventLoopDelayMs: worst(all.map(({ eventLoopDelayMs }) => eventLoopDelayMs)),
    cpuShare: all.reduce((sum, { cpuShare }) => sum + cpuShare, 0),
    ...(workers.length > 0 && { busiestWorkerShare: Math.max(...workers) }),
    ...(pauses.length > 0 && {
      gcPauseMs: {
        total: pauses.reduce((sum, { total }) => sum + total, 0),
        max: Math.max(...pauses.map(({ max }) => max)),
      },
    }),
    ...(version && { httpVersion: version }),
    ...Object.fromEntries(counters.flatMap((counter) => summed(counter, all))),
  };
}

const counters = [
  'lateRequests',
  'droppedRequests',
  'connectionsOpened',
  'tlsSessionsResumed',
  'keptConnectionsLost',
  'localFaults',
] as const;

function summed(counter: (typeof counters)[number], all: readonly GeneratorHealth[]): [string, number][] {
  const known = all.flatMap((health) => health[counter] ?? []);
  return known.length === 0 ? [] : [[counter, known.reduce((sum, each) => sum + each, 0)]];
}

const worst = (spreads: readonly Spread[]): Spread => ({
  p50: Math.max(...spreads.map(({ p50 }) => p50)),
  p99: Math.max(...spreads.map(({ p99 }) => p99)),
  max: Math.max(...spreads.map(({ max }) => max)),
});

/** The worst of the machines; null where none of them tells. */
export function joinConditions(all: readonly RunnerConditions[]): RunnerConditions {
  const most = (field: 'busyShare' | 'stealShare' | 'throttledShare') => {
    const known = all.flatMap((conditions) => conditions[field] ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    watchedMs: Math.max(...all.map(({ watchedMs }) => watchedMs)),
    busyShare: most('busyShare'),
    stealShare: most('stealShare'),
    throttledShare: most('throttledShare'),
    standstillMs: Math.max(...all.map(({ standstillMs }) => standstillMs)),
  };
}
