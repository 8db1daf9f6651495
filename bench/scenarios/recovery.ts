import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import type { Block, BlockPhase, Run } from '../../src/model/run.ts';
import { spikeTraits } from '../../src/verdict/traits/spike.ts';
import { measureQueue } from './measure-queue.ts';

/**
 * How exact the recovery time is: real spikes against the queue server, whose workers and fixed service time are known, so that the
 * schedule that was sent, replayed through such a queue, tells when the backlog was gone. `node bench/scenarios/recovery.ts`;
 * `--spikes` pairs of spikes (200 and 300 %) a server, `--seed` for others.
 */
const { values: flags } = parseArgs({
  options: { spikes: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' } },
});

/** One worker each: then a queue that was empty once is as it would be without the spike. */
const servers = [
  { serviceMs: 20, expectedPerSecond: 40 },
  { serviceMs: 50, expectedPerSecond: 16 },
];
const target = 0.5;
/** Where more requests than this are late against the replay, the machine stood in the way, and the truth is not known. */
const [lateMs, mostLate] = [250, 0.02];

interface Spike {
  server: string;
  height: number;
  trueMs: number;
  measuredMs: number | null;
  late: number;
}

/**
 * From the end of the spike until the worker is idle for the first time, by the recursion of Lindley: each request begins when it is
 * due or when the one before it is over. And the share of the requests that the real server answered over 0.25 s later than that.
 */
function replay(parts: Record<BlockPhase, Block>, serviceMs: number): { trueMs: number; late: number } {
  const { before, during, after } = parts;
  const endMs = before.durationMs + during.durationMs;
  const offsets = { before: 0, during: before.durationMs, after: endMs };
  const rows = Object.values({ before, during, after }).flatMap(({ phase, requests }) =>
    (requests?.dueMs ?? []).map((dueMs, j) => ({
      dueMs: offsets[phase ?? 'before'] + dueMs,
      tookMs: requests?.latencyMs[j] ?? Infinity,
    })),
  );
  let [freeAtMs, trueMs, late] = [0, Infinity, 0];
  for (const { dueMs, tookMs } of rows) {
    // Idle from the end of the last request to this one.
    if (dueMs > Math.max(freeAtMs, endMs)) trueMs = Math.min(trueMs, Math.max(0, freeAtMs - endMs));
    freeAtMs = Math.max(freeAtMs, dueMs) + serviceMs;
    if (dueMs + tookMs > freeAtMs + lateMs) late += 1 / rows.length;
  }
  return { trueMs, late };
}

function spikesOf(run: Run, server: string, serviceMs: number): Spike[] {
  return (spikeTraits(run) ?? []).map(({ height, recoveryMs }) => {
    const parts = run.blocks.filter(({ variant }) => variant === `${Math.round(height * 100)} %`);
    const byPhase = Object.fromEntries(parts.map((part) => [part.phase, part])) as Record<BlockPhase, Block>;
    return { server, height, ...replay(byPhase, serviceMs), measuredMs: recoveryMs };
  });
}

const seconds = (ms: number | null): string => (ms === null ? 'none' : (ms / 1000).toFixed(2));

const spikes: Spike[] = [];
for (const { serviceMs, expectedPerSecond } of servers) {
  for (let n = 0; n < Number(flags.spikes); n++) {
    const run = await measureQueue({
      env: { SERVICE_MS: String(serviceMs) },
      seed: Number(flags.seed) + n,
      settings: {
        load: {
          'expected-rate': expectedPerSecond,
          // What is asked for is half a second: a generator that is late by less than a tenth of one does not matter here.
          generator: { 'send-lag-p99': '100ms', 'event-loop-delay-p99': '100ms', 'cpu-stolen': '100%' },
        },
        scenarios: { spike: { before: '6s', hold: '3s', after: '15s' } },
        profiles: { release: { budget: '65s', scenarios: ['spike', 'mixed'] } },
      },
    });
    spikes.push(...spikesOf(run, `${serviceMs} ms, ${expectedPerSecond} requests/s`, serviceMs));
  }
}
const followed = spikes.filter(({ late }) => late <= mostLate);
const rows = followed.map(({ server, height, trueMs, measuredMs }) => [
  server,
  `${height * 100} %`,
  seconds(trueMs),
  seconds(measuredMs),
  measuredMs === null ? '' : seconds(measuredMs - trueMs),
]);
const head = ['service, expected rate', 'spike', 'true recovery, s', 'measured, s', 'error, s'];
const within = followed.filter(
  ({ trueMs, measuredMs }) => measuredMs !== null && Math.abs(measuredMs - trueMs) <= target * 1000,
);
process.stdout.write(
  `${new Date().toISOString().slice(0, 10)}\n\n${markdownTable([head, ...rows])}\n\n${within.length} of ${followed.length} within ${target} s, seeds from ${flags.seed}. Left out: ${spikes.length - followed.length} spikes in which the machine made over ${100 * mostLate} % of the requests late, whatever came of them.\n`,
);
