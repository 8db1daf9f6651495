import { quantise } from '../model/distribution.ts';
import type { ClassBlock, Distribution } from '../model/run.ts';
import type { ErrorKind } from '../model/sample.ts';
import type { BlockLine, SampleRequest } from './sample-line.ts';
import { SampleRequests } from './sample-requests.ts';

/**
 * One block while its requests come in: counts by bucket, so that its size is bounded however many requests it has, and
 * the single requests as long as they are few.
 */
export class SampleBlock {
  readonly head: BlockLine;
  readonly requests = new SampleRequests();
  readonly #classes = new Map<string, ClassCounts>();
  /** Sum over the hashes of all (class, time): equal for equal schedules, whatever their order. */
  #scheduleSum = 0;

  constructor(head: BlockLine) {
    this.head = head;
  }

  add(request: SampleRequest): void {
    let counts = this.#classes.get(request.className);
    if (!counts) this.#classes.set(request.className, (counts = new ClassCounts()));
    counts.add(request);
    this.requests.add(request);
    this.#scheduleSum = (this.#scheduleSum + scheduleHash(request)) % 0x1fffffffffffff;
  }

  get attempted(): number {
    return [...this.#classes.values()].reduce((sum, counts) => sum + counts.attempted, 0);
  }

  get scheduleId(): string {
    return `${this.attempted} ${this.#scheduleSum}`;
  }

  attemptedByClass(): Map<string, number> {
    return new Map([...this.#classes].map(([name, counts]) => [name, counts.attempted]));
  }

  classBlocks(): Record<string, ClassBlock> {
    return Object.fromEntries([...this.#classes].map(([name, counts]) => [name, counts.toBlock()]));
  }
}

class ClassCounts {
  attempted = 0;
  #completed = 0;
  readonly #errors: Partial<Record<ErrorKind, number>> = {};
  readonly #latency: Buckets = new Map();
  readonly #service: Buckets = new Map();
  readonly #ttft: Buckets = new Map();
  readonly #tpot: Buckets = new Map();
  readonly #gaps: Buckets = new Map();
  #outputTokens: number | undefined;
  #inputTokens: number | undefined;

  add(request: SampleRequest): void {
    const { outcome, latencyMs, serviceMs, ttftMs, tpotMs, gapsMs, outputTokens, inputTokens } = request;
    this.attempted++;
    if (outcome !== 'ok') {
      this.#errors[outcome] = (this.#errors[outcome] ?? 0) + 1;
      return;
    }
    this.#completed++;
    count(this.#latency, latencyMs);
    if (serviceMs !== undefined) count(this.#service, serviceMs);
    if (ttftMs !== undefined) count(this.#ttft, ttftMs);
    if (tpotMs !== undefined) count(this.#tpot, tpotMs);
    for (const gapMs of gapsMs ?? []) count(this.#gaps, gapMs);
    if (outputTokens !== undefined) this.#outputTokens = (this.#outputTokens ?? 0) + outputTokens;
    if (inputTokens !== undefined) this.#inputTokens = (this.#inputTokens ?? 0) + inputTokens;
  }

  toBlock(): ClassBlock {
    const optional = { service: this.#service, ttft: this.#ttft, tpot: this.#tpot, itl: this.#gaps };
    const given = Object.entries(optional).filter(([, buckets]) => buckets.size > 0);
    const timings = Object.fromEntries(given.map(([id, buckets]) => [id, distributionOf(buckets)]));
    return {
      attempted: this.attempted,
      completed: this.#completed,
      errors: this.#errors,
      timings: { latency: distributionOf(this.#latency), ...timings },
      ...(this.#outputTokens === undefined ? {} : { outputTokens: this.#outputTokens }),
      ...(this.#inputTokens === undefined ? {} : { inputTokens: this.#inputTokens }),
    };
  }
}

type Buckets = Map<number, number>;

function count(buckets: Buckets, valueMs: number): void {
  // Below the resolution of 1 µs a time would be zero, which has no ratio: it counts as 1 µs.
  const bucket = quantise(Math.max(valueMs, 0.001));
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
}

function distributionOf(buckets: Buckets): Distribution {
  const valuesMs = Float64Array.from(buckets.keys()).sort();
  return { valuesMs: [...valuesMs], counts: Array.from(valuesMs, (value) => buckets.get(value)!) };
}

/** Mixes class and time in whole µs. No secret: it only has to tell schedules apart. */
function scheduleHash({ className, scheduledAtMs }: SampleRequest): number {
  let hash = Math.round(scheduledAtMs * 1000) | 0;
  for (let i = 0; i < className.length; i++) hash = Math.imul(hash ^ className.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
