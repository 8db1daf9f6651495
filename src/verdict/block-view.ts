import { allClasses } from '../model/metric.ts';
import type { TimingId } from '../model/metric.ts';
import type { Block, ClassBlock, Distribution } from '../model/run.ts';
import { countOf, mergeDistributions } from '../stats/distribution.ts';

const nothing: Distribution = { valuesMs: [], counts: [] };

export interface RequestTimes {
  schedule: string;
  /** null where a request did not complete, or has no such time. */
  timesMs: (number | null)[];
}

/** One block, asked by class, `all` included. Merged distributions are kept, since every look asks for them again. */
export class BlockView {
  readonly block: Block;
  readonly #classNames: readonly string[];
  readonly #merged = new Map<TimingId, Distribution>();

  /** `classNames` are those of the run, in its order: single requests name their class by position. */
  constructor(block: Block, classNames: readonly string[] = []) {
    this.block = block;
    this.#classNames = classNames;
  }

  /** Times of the requests of one class in the order of the schedule; null where the block does not hold them. */
  requestTimes(className: string, timing: TimingId): RequestTimes | null {
    const { requests } = this.block;
    const times = requests && timing !== 'service' && timing !== 'itl' ? requests[`${timing}Ms`] : undefined;
    const wanted = this.#classNames.indexOf(className);
    if (!requests || !times || wanted < 0) return null;
    const timesMs = times.filter((_, j) => requests.classIndex[j] === wanted);
    return { schedule: requests.schedule, timesMs };
  }

  timing(className: string, timing: TimingId): Distribution {
    if (className !== allClasses) return this.block.classes[className]?.timings[timing] ?? nothing;
    const known = this.#merged.get(timing);
    if (known) return known;
    const merged = mergeDistributions(
      Object.values(this.block.classes).map((part) => part.timings[timing] ?? nothing),
    );
    this.#merged.set(timing, merged);
    return merged;
  }

  /**
   * What a quantile of this timing is taken of: completed requests, and for ITL the gaps between the chunks of their
   * answers. 0 where the block has no such timing.
   */
  observations(className: string, timing: TimingId): number {
    const distribution = this.timing(className, timing);
    if (timing === 'itl') return countOf(distribution);
    return distribution.valuesMs.length > 0 ? this.completed(className) : 0;
  }

  attempted(className: string): number {
    return this.#sum(className, (part) => part.attempted);
  }

  completed(className: string): number {
    return this.#sum(className, (part) => part.completed);
  }

  inputTokens(className: string): number {
    return this.#sum(className, (part) => part.inputTokens ?? 0);
  }

  /** Of the input tokens, from the server's prefix cache. */
  cachedTokens(className: string): number {
    return this.#sum(className, (part) => part.cachedTokens ?? 0);
  }

  tellsCachedTokens(className: string): boolean {
    return this.#parts(className).some(({ cachedTokens }) => cachedTokens !== undefined);
  }

  outputTokens(className: string): number {
    return this.#sum(className, (part) => part.outputTokens ?? 0);
  }

  /** Of the output tokens. */
  reasoningTokens(className: string): number {
    return this.#sum(className, (part) => part.reasoningTokens ?? 0);
  }

  errorKinds(className: string): Map<string, number> {
    const kinds = new Map<string, number>();
    for (const part of this.#parts(className)) {
      for (const [kind, count] of Object.entries(part.errors))
        kinds.set(kind, (kinds.get(kind) ?? 0) + (count ?? 0));
    }
    return kinds;
  }

  #sum(className: string, read: (part: ClassBlock) => number): number {
    let total = 0;
    for (const part of this.#parts(className)) total += read(part);
    return total;
  }

  #parts(className: string): ClassBlock[] {
    if (className === allClasses) return Object.values(this.block.classes);
    const part = this.block.classes[className];
    return part ? [part] : [];
  }
}
