import { malformed, refused } from './formats/fault.ts';
import type { ImportedRequest } from './formats/format.ts';
import { SampleBlock } from './sample-block.ts';

/** The first requests are held back, since the first of a file need not be the first that was sent. */
const heldBack = 10_000;
const mostBlocks = 20_000;
/** More names than this are addresses with numbers in them, not kinds of requests. */
export const mostClasses = 50;

export interface CutOptions {
  name: string;
  blockMs: number;
  /** Requests that began within this of the first are left out. */
  skipMs: number;
}

/** What requests were cut into. */
export interface CutRequests {
  blocks: SampleBlock[];
  /** When the first request began, on the clock of the file; NaN where it tells no times. */
  beganAtMs: number;
  /** Requests that were left out: at the beginning as asked, and of a last block that is not whole. */
  skipped: number;
  inPart: number;
}

/**
 * Cuts requests into blocks of time, as they come: only counts by bucket are kept, so that the length of a file does not
 * matter. A request belongs to the block in which it began. Requests without times make one block.
 */
export class RequestCutter {
  readonly #options: CutOptions;
  readonly #classes = new Set<string>();
  readonly #blocks: SampleBlock[] = [];
  #held: ImportedRequest[] | null = [];
  #beganAtMs = Number.NaN;
  #lastMs = 0;
  #skipped = 0;
  #clocked: boolean | undefined;

  constructor(options: CutOptions) {
    this.#options = options;
  }

  add(request: ImportedRequest): void {
    refuseImpossible(request, this.#options.name);
    const clocked = !Number.isNaN(request.startedAtMs);
    this.#clocked ??= clocked;
    if (clocked !== this.#clocked)
      throw refused(
        this.#options.name,
        'some requests have a time and some have none',
        'Let the tool write the times of all requests, or of none.',
      );
    if (!this.#held) return this.#place(request);
    this.#held.push(request);
    if (this.#held.length >= heldBack) this.#release();
  }

  close(): CutRequests {
    this.#release();
    const last = this.#blocks.at(-1);
    const { blockMs } = this.#options;
    // What follows the last request is not known, so a block that it leaves mostly empty has no rate.
    const whole = last === undefined || this.#lastMs >= (this.#blocks.length - 0.1) * blockMs;
    const isPart = this.#clocked === true && !whole && this.#blocks.length > 1;
    return {
      blocks: isPart ? this.#blocks.slice(0, -1) : this.#blocks,
      beganAtMs: this.#beganAtMs,
      skipped: this.#skipped,
      inPart: isPart ? last!.attempted : 0,
    };
  }

  #release(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    // A loop: as arguments of Math.min they would be too many.
    for (const { startedAtMs } of held) if (!(this.#beganAtMs <= startedAtMs)) this.#beganAtMs = startedAtMs;
    for (const request of held) this.#place(request);
  }

  #place(request: ImportedRequest): void {
    const { blockMs, skipMs, name } = this.#options;
    const sinceMs = this.#clocked ? Math.max(0, request.startedAtMs - this.#beganAtMs) - skipMs : 0;
    if (sinceMs < 0) return void this.#skipped++;
    this.#lastMs = Math.max(this.#lastMs, sinceMs);
    const index = Math.floor(sinceMs / blockMs);
    if (index >= mostBlocks)
      throw refused(
        name,
        `the requests span more than ${mostBlocks} blocks of ${blockMs / 1000} s`,
        'Give longer blocks with --block, for example `--block 60s`.',
      );
    while (this.#blocks.length <= index) this.#blocks.push(emptyBlock(this.#blocks.length, blockMs));
    this.#checkClass(request.className);
    this.#blocks[index]!.add({ ...request, scheduledAtMs: sinceMs - index * blockMs });
  }

  #checkClass(className: string): void {
    if (this.#classes.has(className)) return;
    this.#classes.add(className);
    const { name } = this.#options;
    const remedy =
      'Give the requests names of their kinds in the tool, or count them together with --one-class.';
    if (className === '' || className === 'all' || className.length > 200)
      throw refused(name, `"${className.slice(0, 60)}" cannot be the name of a class`, remedy);
    if (this.#classes.size > mostClasses)
      throw refused(
        name,
        `the requests have more than ${mostClasses} names, such as "${className.slice(0, 100)}"`,
        remedy,
      );
  }
}

/** Beyond this a number was not measured: counts of it are no longer exact, and times are no dates. */
const mostOfAnything = 8.64e15;
const numbers = [
  'startedAtMs',
  'latencyMs',
  'serviceMs',
  'ttftMs',
  'tpotMs',
  'inputTokens',
  'outputTokens',
] as const;

/** Texts of digits and products of numbers become infinite, and differences negative, without a word. */
function refuseImpossible(request: ImportedRequest, name: string): void {
  const { outcome, latencyMs } = request;
  const odd = numbers.find((key) => Math.abs(request[key] ?? 0) > mostOfAnything);
  if (odd !== undefined) throw malformed(name, `the ${odd} of a request is ${request[odd]}`);
  if (outcome === 'ok' && !(latencyMs >= 0)) throw malformed(name, `a request took ${latencyMs} ms`);
}

function emptyBlock(index: number, blockMs: number): SampleBlock {
  const block = new SampleBlock({
    kind: 'block',
    arm: 'candidate',
    place: { mode: 'baseline', run: 'imported', blockIndex: index },
    environment: 'imported',
    start: 0,
    startMs: index * blockMs,
    durationMs: blockMs,
  });
  // Arms that were not measured in turn are not compared request by request.
  block.requests.forget();
  return block;
}
