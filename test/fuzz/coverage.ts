import { Session, type Profiler } from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = pathToFileURL(`${join(import.meta.dirname, '..', '..')}/`).href;

/** By script the characters of its source that ran: 1 for each that did. */
export type Reached = Map<string, Uint8Array>;

/** What of a target's code was ever run, by the counters that V8 keeps itself: the code is as it is, only slower. */
export class Coverage {
  readonly #session = new Session();
  readonly #beginnings: string[];
  readonly #known: Reached = new Map();

  constructor(covers: readonly string[]) {
    this.#beginnings = covers.map((path) => root + path);
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What ran since the last call. */
  take(): Reached {
    let result: Profiler.ScriptCoverage[] = [];
    // A session of one's own thread answers at once.
    this.#session.post('Profiler.takePreciseCoverage', (_, taken) => (result = taken?.result ?? []));
    const own = result.filter(({ url }) => this.#beginnings.some((beginning) => url.startsWith(beginning)));
    return new Map(own.map(({ url, functions }) => [url, paint(functions)]));
  }

  hasNew(reached: Reached): boolean {
    return [...reached].some(([url, now]) => {
      const before = this.#known.get(url);
      return now.some((ran, at) => ran === 1 && before?.[at] !== 1);
    });
  }

  keep(reached: Reached): void {
    for (const [url, now] of reached) {
      const before = this.#known.get(url) ?? new Uint8Array(now.length);
      const longer = before.length >= now.length ? before : new Uint8Array(now.length);
      if (longer !== before) longer.set(before);
      now.forEach((ran, at) => ran && (longer[at] = 1));
      this.#known.set(url, longer);
    }
  }

  /** Of the source of all scripts that were loaded. */
  get share(): number {
    const scripts = [...this.#known.values()];
    const characters = scripts.reduce((sum, { length }) => sum + length, 0);
    const ran = scripts.reduce((sum, script) => sum + script.reduce((count, one) => count + one, 0), 0);
    return characters === 0 ? 0 : ran / characters;
  }
}

/** Functions come in the order of their beginnings, and so do the blocks in them: what is inside is painted over. */
function paint(functions: readonly Profiler.FunctionCoverage[]): Uint8Array {
  const ranges = functions.flatMap((each) => each.ranges);
  const length = ranges.reduce((most, { endOffset }) => Math.max(most, endOffset), 0);
  const painted = new Uint8Array(length);
  for (const { startOffset, endOffset, count } of ranges)
    painted.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return painted;
}
