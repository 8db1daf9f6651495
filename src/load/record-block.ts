import { bucketOf } from '../model/distribution.ts';
import type { GeneratorBounds } from '../model/plan.ts';
import type { Block, ClassBlock } from '../model/run.ts';
import { outcomes, type BlockSamples, type Samples } from '../model/sample.ts';
import type { RequestTimingId } from '../model/metric.ts';
import type { RequestLimits } from '../model/request-limits.ts';
import type { BlockPlan, Workload } from '../model/schedule.ts';
import { closedDurationMs } from './closed-duration.ts';
import { countBucket, distributionOfCounts } from './distribution.ts';
import { measuredRows } from './measured-rows.ts';
import { RequestRecorder } from './record-requests.ts';
import type { RequestTimings } from './request-timings.ts';
import { requestTimings } from './request-timings.ts';
import { judgeGenerator } from './validity.ts';

export interface RecordContext {
  workload: Pick<Workload, 'classes'>;
  /** Position in time over both arms. */
  order: number;
  /** Which start of the target served the block. */
  start: number;
  bounds: GeneratorBounds;
  /** What a request has to meet to count as good; absent where nothing is asked of single requests. */
  limits?: RequestLimits;
}

/**
 * Reduces the samples of one block to what is kept and judged: counts and distributions for each request class.
 * Only requests due in the measured part count, each with whatever became of it. Formulas: docs/glossary.md.
 * Pure: works on imported samples too.
 */
export function recordBlock(block: BlockPlan, measured: BlockSamples, context: RecordContext): Block {
  const { samples, health, startedAtEpochMs } = measured;
  const classes = context.workload.classes.map(() => new ClassRecorder(context.limits));
  const { variant, phase } = block;
  // Only replayed schedules can be compared request by request: the open-loop blocks of pairs.
  const isPaired = block.scenario === 'mixed' && block.arrivals.kind === 'open';
  // Around an event, and where a queue may grow, what happened when is the question.
  const isTimed = phase !== undefined || block.scenario === 'ramp';
  const requests =
    isPaired || isTimed ? new RequestRecorder(isTimed ? block.leadInMs : undefined) : undefined;
  for (const row of measuredRows(block, samples)) {
    const timings = classes[samples.classIndex[row] as number]?.add(samples, row);
    requests?.add(samples, row, timings ?? null);
  }
  const kept = requests?.close();
  const gaps = measured.gaps?.[0];
  return {
    scenario: block.scenario,
    index: block.index,
    order: context.order,
    start: context.start,
    startedAtEpochMs: startedAtEpochMs + block.leadInMs,
    durationMs:
      block.arrivals.kind === 'closed'
        ? closedDurationMs(block, block.arrivals.loop, samples)
        : block.durationMs,
    ...(block.ratePerSecond === undefined ? {} : { ratePerSecond: block.ratePerSecond }),
    ...(block.arrivals.kind === 'closed' ? { concurrency: block.arrivals.loop.concurrency } : {}),
    ...(variant === undefined ? {} : { variant }),
    ...(phase ? { phase } : {}),
    validity: judgeGenerator(block, health, context.bounds),
    health,
    classes: Object.fromEntries(
      context.workload.classes.map(({ name }, index) => [
        name,
        (classes[index] as ClassRecorder).close(gaps?.[index]),
      ]),
    ),
    ...(kept ? { requests: kept } : {}),
  };
}

class ClassRecorder {
  /** Counted as they come: a list of all values would be garbage of the size of the block. */
  readonly #timings: Partial<Record<RequestTimingId, Uint32Array>> = {};
  readonly #block: ClassBlock = { attempted: 0, completed: 0, errors: {}, timings: {} };
  readonly #limits: [RequestTimingId, number][];
  #inputTokens = Number.NaN;
  #cachedTokens = Number.NaN;
  #outputTokens = Number.NaN;
  #reasoningTokens = Number.NaN;

  constructor(limits: RequestLimits | undefined) {
    this.#limits = Object.entries(limits ?? {}) as [RequestTimingId, number][];
    if (limits) this.#block.good = 0;
  }

  /** The timings of the request, null when it did not complete. */
  add(samples: Samples, row: number): RequestTimings | null {
    const block = this.#block;
    block.attempted++;
    const outcome = outcomes[samples.outcome[row] as number] ?? 'bad-response';
    if (outcome !== 'ok') {
      block.errors[outcome] = (block.errors[outcome] ?? 0) + 1;
      return null;
    }
    block.completed++;
    const timings = requestTimings(samples, row);
    for (const [timing, timeMs] of Object.entries(timings) as [RequestTimingId, number][])
      this.#timings[timing] = countBucket(this.#timings[timing], bucketOf(timeMs));
    if (block.good !== undefined && this.#limits.every(([timing, mostMs]) => !(timings[timing]! > mostMs)))
      block.good++;
    this.#inputTokens = addKnown(this.#inputTokens, samples.inputTokens[row] as number);
    this.#cachedTokens = addKnown(this.#cachedTokens, samples.cachedTokens?.[row] ?? Number.NaN);
    this.#outputTokens = addKnown(this.#outputTokens, samples.outputTokens[row] as number);
    this.#reasoningTokens = addKnown(this.#reasoningTokens, samples.reasoningTokens?.[row] ?? Number.NaN);
    return timings;
  }

  /** @param gaps between the chunks of the class's answers, by HDR bucket */
  close(gaps: Uint32Array | undefined): ClassBlock {
    for (const [timing, counts] of Object.entries(this.#timings) as [RequestTimingId, Uint32Array][])
      this.#block.timings[timing] = distributionOfCounts(counts);
    if (gaps) this.#block.timings.itl = distributionOfCounts(gaps);
    if (!Number.isNaN(this.#inputTokens)) this.#block.inputTokens = this.#inputTokens;
    if (!Number.isNaN(this.#cachedTokens)) this.#block.cachedTokens = this.#cachedTokens;
    if (!Number.isNaN(this.#outputTokens)) this.#block.outputTokens = this.#outputTokens;
    if (this.#reasoningTokens > 0) this.#block.reasoningTokens = this.#reasoningTokens;
    return this.#block;
  }
}

/** NaN stands for not known on either side. */
function addKnown(sum: number, value: number): number {
  if (Number.isNaN(value)) return sum;
  return Number.isNaN(sum) ? value : sum + value;
}
