import type { FaultTraits } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Block, Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';
import { medianOf } from '../median.ts';
import { errorShareOf, loadTrait } from './load-trait.ts';
import { phasesOf } from './phases.ts';
import type { Phases } from './phases.ts';
import { normalLevel, timeUntilNormal } from './recovery.ts';

/** Of the requests, so many more failed, or got no answer, than before: more than a stray one. */
const worthTelling = 0.05;
/** Fewer requests in a part tell nothing. */
const fewestRequests = 10;
/** Half as slow again, in the median or at p95. */
const slowerTimes = 1.5;
/** A failure within this is fast for any service. */
const fastMs = 1000;

/**
 * What became of requests under each fault of the dependency, in the order in which they were sent:
 *
 * - `ended`: the target did.
 * - `hanging`: at least 5 points more requests than before got no answer within the client's time; or so many of those due in
 *   the first half of the fault got none before it was over.
 * - `failing-fast`: at least 5 points more failed, in the median within 1 s or twice the p95 before.
 * - `slower`: failures came later than that; or p50 or p95 of the answers is at least 1.5 times as long as before.
 * - `unaffected`: none of these.
 *
 * Graceful is a target that lived, did not let requests hang, and was as before again in the time that it was watched
 * (`timeUntilNormal`), or never was otherwise. Faults whose parts are not valid, have fewer than 10 requests, or before which
 * most requests failed are left out. Undefined where no fault was sent.
 */
export function faultTraits(run: Run): FaultTraits[] | undefined {
  const blocks = run.blocks.filter(({ scenario }) => scenario === 'faults');
  if (blocks.length === 0) return undefined;
  const faults = Map.groupBy(blocks, ({ index }) => Math.floor(index / 3));
  return [...faults].flatMap(([fault, parts]) => {
    const phases = phasesOf(parts);
    const ended = run.endings?.some(
      ({ scenario, index }) => scenario === 'faults' && Math.floor(index / 3) === fault,
    );
    return phases && isTelling(phases) ? [traitsOf(phases, ended ?? false)] : [];
  });
}

/** More requests failed than not; of blocks without a request, none did. */
export function mostlyFailed(blocks: readonly Block[]): boolean {
  return errorShareOf(blocks.map((block) => new BlockView(block))) > 0.5;
}

function isTelling({ before, during, after }: Phases): boolean {
  return (
    [before, during, after].every(({ validity }) => validity.valid) &&
    [before, during].every((block) => new BlockView(block).attempted(allClasses) >= fewestRequests) &&
    !mostlyFailed([before])
  );
}

function traitsOf(phases: Phases, ended: boolean): FaultTraits {
  const { before, during, after } = phases;
  const degraded = ended ? 'ended' : degradedTo(phases);
  const level = before.requests ? normalLevel(before.requests) : null;
  const recoveryMs = level && after.requests ? timeUntilNormal(level, after.requests) : null;
  return {
    fault: during.variant ?? '',
    before: loadTrait([before]),
    during: loadTrait([during]),
    after: loadTrait([after]),
    recoveryMs: ended ? null : recoveryMs,
    degraded,
    graceful:
      degraded === 'unaffected' ||
      ((degraded === 'slower' || degraded === 'failing-fast') && recoveryMs !== null),
  };
}

function degradedTo({ before, during }: Phases): Exclude<FaultTraits['degraded'], 'ended'> {
  const [was, is] = [before, during].map((block) => ({
    ...loadTrait([block]),
    unansweredShare: unansweredShareOf(block),
  })) as [Level, Level];
  if (is.unansweredShare - was.unansweredShare >= worthTelling || outwaitedShareOf(during) >= worthTelling)
    return 'hanging';
  if (is.errorShare - was.errorShare >= worthTelling) {
    const failedMs = medianOf(during.requests?.failedMs?.filter((each) => each !== null) ?? []);
    const boundMs = Math.max(fastMs, 2 * (was.p95Ms ?? 0));
    return failedMs !== null && failedMs > boundMs ? 'slower' : 'failing-fast';
  }
  const isSlower = (wasMs: number | null, isMs: number | null) =>
    wasMs !== null && isMs !== null && isMs >= slowerTimes * wasMs;
  return isSlower(was.p50Ms, is.p50Ms) || isSlower(was.p95Ms, is.p95Ms) ? 'slower' : 'unaffected';
}

type Level = ReturnType<typeof loadTrait> & { unansweredShare: number };

/** Timed out, or still in flight when the block was over. */
function unansweredShareOf(block: Block): number {
  const view = new BlockView(block);
  const errors = view.errorKinds(allClasses);
  const unanswered = (errors.get('timeout') ?? 0) + (errors.get('aborted') ?? 0);
  return unanswered / Math.max(1, view.attempted(allClasses));
}

/** Of the requests due in the first half of the block, those that had neither an answer nor a failure by its end. */
function outwaitedShareOf({ requests, durationMs }: Block): number {
  const dueMs = requests?.dueMs ?? [];
  const early = [...dueMs.keys()].filter((j) => dueMs[j]! <= durationMs / 2);
  const outwaited = early.filter((j) => {
    const tookMs = requests?.latencyMs[j] ?? requests?.failedMs?.[j] ?? Infinity;
    return dueMs[j]! + tookMs >= durationMs;
  });
  return outwaited.length / Math.max(1, early.length);
}
