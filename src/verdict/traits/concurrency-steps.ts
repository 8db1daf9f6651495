import type { ConcurrencyStep } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { TimingId } from '../../model/metric.ts';
import type { Block, Run } from '../../model/run.ts';
import type { TelemetryId } from '../../model/telemetry.ts';
import { quantileOf } from '../../stats/distribution.ts';
import { BlockView } from '../block-view.ts';
import { errorShareOf } from './load-trait.ts';
import { samplesWithin } from './telemetry.ts';
import type { Sample } from './telemetry.ts';

/**
 * One block of a closed loop: what so many users got, and what the server told of itself meanwhile. `kvCache` and `waiting`
 * are the most that was sampled, `preemptions` how many there were; null where the server does not tell. A step in which
 * nothing was measured is not valid.
 */
export function concurrencyStep(run: Run, block: Block): ConcurrencyStep {
  const view = new BlockView(block);
  const seconds = block.durationMs / 1000;
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : 0);
  const timing = (of: TimingId, p: number) => quantileOf(view.timing(allClasses, of), p);
  const tokens = view.outputTokens(allClasses);
  const sampled = (id: TelemetryId) => stepSamples(run, block, id).map(({ value }) => value);
  return {
    concurrency: block.concurrency ?? 1,
    completedPerSecond: perSecond(view.completed(allClasses)),
    outputTokensPerSecond: tokens > 0 ? perSecond(tokens) : null,
    p50Ms: timing('latency', 0.5),
    p95Ms: timing('latency', 0.95),
    p99Ms: timing('latency', 0.99),
    ttftP95Ms: timing('ttft', 0.95),
    tpotP95Ms: timing('tpot', 0.95),
    errorShare: errorShareOf([view]),
    kvCache: most(sampled('server.kv-cache')),
    waiting: most(sampled('server.waiting')),
    preemptions: increase(sampled('server.preemptions')),
    valid: block.validity.valid && view.attempted(allClasses) > 0,
  };
}

/** What was sampled of one series while the block was on, its lead-in and its last answers included. */
export function stepSamples(run: Run, block: Block, id: TelemetryId): Sample[] {
  const { startedAtEpochMs, leadInMs = 0, durationMs, runner } = block;
  const fromEpochMs = startedAtEpochMs - leadInMs;
  const wholeMs = Math.max(leadInMs + durationMs, runner?.watchedMs ?? 0);
  return samplesWithin(run, id, { fromEpochMs, toEpochMs: fromEpochMs + wholeMs });
}

/** What a step is worth: output tokens a second where the server has any, else requests a second. */
export const throughputOf = ({ outputTokensPerSecond, completedPerSecond }: ConcurrencyStep): number =>
  outputTokensPerSecond ?? completedPerSecond;

const most = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));

function increase(counted: readonly number[]): number | null {
  const [first] = counted;
  const last = counted.at(-1);
  return first === undefined || last === undefined ? null : Math.max(0, last - first);
}
