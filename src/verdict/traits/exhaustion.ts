import type { ConcurrencyStep, LongContextTraits } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Block, Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';
import { stepSamples, throughputOf } from './concurrency-steps.ts';

type Exhaustion = NonNullable<LongContextTraits['exhaustedAt']>;
type Sign = Exclude<Exhaustion['by'], 'queue'>;

export interface MeasuredStep {
  block: Block;
  step: ConcurrencyStep;
}

const mostRefused = 0.01;
const fullCache = 0.99;
/** Of the samples; fewer may each show a request that came just then. */
const fewestFull = 0.1;

/**
 * The lowest concurrency at which the server had no room for more. What it says of its memory goes before the queue: where
 * requests only take longer, it may just be busy.
 * @param measured by ascending concurrency
 */
export function exhaustionOf(run: Run, measured: readonly MeasuredStep[]): Exhaustion | null {
  for (const { block, step } of measured) {
    const by = signOf(run, block, step);
    if (by) return { concurrency: step.concurrency, by };
  }
  const steps = measured.map(({ step }) => step).filter(({ valid }) => valid);
  const concurrency = queueExplodesAt(steps);
  return concurrency === undefined ? null : { concurrency, by: 'queue' };
}

function signOf(run: Run, block: Block, { preemptions }: ConcurrencyStep): Sign | undefined {
  const { scenario, index } = block;
  if (run.endings?.some((ending) => ending.scenario === scenario && ending.index === index)) return 'ended';
  if (refusedShare(block) > mostRefused) return 'errors';
  if (preemptions !== null && preemptions > 0) return 'preemptions';
  return waitsForCache(run, block) ? 'kv-cache' : undefined;
}

function refusedShare(block: Block): number {
  const view = new BlockView(block);
  const kinds = view.errorKinds(allClasses);
  const refused = (kinds.get('out-of-memory') ?? 0) + (kinds.get('overload') ?? 0);
  return refused / Math.max(1, view.attempted(allClasses));
}

/**
 * Requests wait while the cache is full, or has no room for one more like those that run: a server that allots a prompt as
 * a whole (vLLM) leaves the rest of its cache empty.
 */
function waitsForCache(run: Run, block: Block): boolean {
  const at = (id: Parameters<typeof stepSamples>[2]) =>
    new Map(stepSamples(run, block, id).map(({ atMs, value }) => [atMs, value]));
  const cache = at('server.kv-cache');
  const [running, waiting] = [at('server.running'), at('server.waiting')];
  let full = 0;
  for (const [atMs, share] of cache) {
    const runs = running.get(atMs) ?? 0;
    const ofNext = runs > 0 ? share / runs : 0;
    if ((waiting.get(atMs) ?? 0) > 0 && share + ofNext >= fullCache) full++;
  }
  return full > fewestFull * cache.size;
}

/** Throughput rises by less than this: it does not rise. */
const leastRise = 1.05;
/** At the limit of a server, times grow in proportion to the users. Of that, so much at least, for noise. */
const nearlyProportional = 0.95;

/**
 * Where more users get nothing but longer waits, in two steps one after the other, while the cache takes in no more either:
 * with every further request that is still taken in, the server is busy and not full.
 */
function queueExplodesAt(steps: readonly ConcurrencyStep[]): number | undefined {
  const explodes = steps.map((step, i) => i > 0 && onlyWaits(steps[i - 1] as ConcurrencyStep, step));
  const at = explodes.findIndex((each, i) => each && explodes[i + 1] === true);
  return steps[at]?.concurrency;
}

function onlyWaits(before: ConcurrencyStep, step: ConcurrencyStep): boolean {
  const waitMs = step.ttftP95Ms ?? step.p95Ms;
  const beforeMs = before.ttftP95Ms ?? before.p95Ms;
  if (waitMs === null || beforeMs === null) return false;
  const users = step.concurrency / before.concurrency;
  const takesMore = (step.kvCache ?? 0) > leastRise * (before.kvCache ?? 0);
  return (
    waitMs >= nearlyProportional * users * beforeMs &&
    throughputOf(step) < leastRise * throughputOf(before) &&
    !takesMore
  );
}

/** The first concurrency after which throughput rises no more; null where it rises to the end. */
export function saturationOf(steps: readonly ConcurrencyStep[]): number | null {
  const valid = steps.filter((step) => step.valid);
  const at = valid.findIndex(
    (step, i) =>
      i < valid.length - 1 &&
      valid.slice(i + 1).every((later) => throughputOf(later) < leastRise * throughputOf(step)),
  );
  return valid[at]?.concurrency ?? null;
}
