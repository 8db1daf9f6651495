import type { Effect } from './effects.ts';
import type { RandomStream } from './random-stream.ts';
import type { Model } from './workloads.ts';

/** The stop-the-world pauses of one block, in seconds from its start. */
export class Pauses {
  readonly #starts: number[];
  readonly #ends: number[];
  #next = 0;

  constructor(random: RandomStream, model: Model, effect: Effect, seconds: number) {
    let spans = usualPauses(random, model, effect, seconds);
    if (effect.kind === 'stall') spans = joined([...stalls(random, effect, seconds), ...spans]);
    this.#starts = spans.map(([start]) => start);
    this.#ends = spans.map(([, end]) => end);
  }

  /** When work of `duration` seconds that begins at `start` is done. */
  endOf(start: number, duration: number): number {
    while (this.#next < this.#starts.length && this.#ends[this.#next]! <= start) this.#next++;
    let k = this.#next;
    let end = start + duration;
    if (k < this.#starts.length && this.#starts[k]! <= start) {
      end = this.#ends[k]! + duration;
      k++;
    }
    for (; k < this.#starts.length && this.#starts[k]! < end; k++) end += this.#ends[k]! - this.#starts[k]!;
    return end;
  }

  /** Work may begin a little earlier than the last that was asked for. */
  stepBack(): void {
    this.#next = Math.max(0, this.#next - 3);
  }
}

type Span = [start: number, end: number];

function usualPauses(random: RandomStream, model: Model, effect: Effect, seconds: number): Span[] {
  const spans: Span[] = [];
  const factor = effect.kind === 'gc' ? 1 + effect.share : 1;
  let t = random.exponential() * model.pauseEverySeconds;
  while (t < seconds + 5) {
    const start = t;
    t += model.pauseSeconds * factor * (0.5 + random.exponential() * 0.5);
    spans.push([start, t]);
    t += model.pauseEverySeconds * (0.5 + 0.5 * random.exponential());
  }
  return spans;
}

function stalls(random: RandomStream, effect: Effect, seconds: number): Span[] {
  const spans: Span[] = [];
  let t = random.exponential() * 40;
  while (t < seconds) {
    spans.push([t, t + effect.share]);
    t += effect.share + random.exponential() * 40;
  }
  return spans;
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
