import { createHash } from 'node:crypto';
import { basename, posix } from 'node:path';
import { shelfMetrics } from '../../model/shelf.ts';
import type { Shelf, ShelfFault, ShelfNumbers, ShelvedRun } from '../../model/shelf.ts';
import type { Arm } from '../../model/run.ts';
import type { Verdict } from '../../model/verdict.ts';
import { filesBelow } from './files-below.ts';
import type { FoundFile, FoundFiles } from './files-below.ts';
import { readRunNumbers, readShelfFile } from './read-file.ts';
import type { ShelfFile } from './read-file.ts';

/** For the numbers of runs without a verdict, whose whole files have to be read: the newest first. */
const numbersWithinMs = 250;

type Known = FoundFile & { content: ShelfFile };

/** The files that a run's report is drawn from. */
export interface RunFiles {
  run: string;
  /** What the gate came to that measured it as its candidate, and the base that it ran beside it. */
  gate?: { verdict: Verdict; base?: string };
}

/** The runs below a folder. A file is read again only when it has changed. */
export class RunShelf {
  readonly #folder: string;
  #known = new Map<string, Known>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is there now. */
  list(): Shelf {
    const { faults, isCut } = this.#look();
    this.#fillNumbers();
    const known = [...this.#known.values()];
    return {
      folder: this.#folder,
      runs: known.flatMap((file) => this.#runOf(file)).sort(newestFirst),
      faults: [...faults, ...known.flatMap((file) => this.#faultOf(file))].sort(byPath),
      isCut,
    };
  }

  /** Undefined for an id of no run that is there now. */
  files(id: string): RunFiles | undefined {
    this.#look();
    const file = [...this.#known.values()].find(
      ({ path, content }) => content.kind === 'run' && idOf(path) === id,
    );
    if (!file) return undefined;
    const verdict = isCandidate(file.path) ? this.#verdictBeside(file.path) : undefined;
    const base = this.#beside(file.path, 'run-base.json');
    return {
      run: file.absolute,
      ...(verdict
        ? { gate: { verdict, ...(base?.content.kind === 'run' ? { base: base.absolute } : {}) } }
        : {}),
    };
  }

  #look(): FoundFiles {
    const found = filesBelow(this.#folder);
    this.#known = new Map(found.files.map((file) => [file.path, this.#read(file)]));
    return found;
  }

  #read(file: FoundFile): Known {
    const known = this.#known.get(file.path);
    return known?.stamp === file.stamp ? known : { ...file, content: readShelfFile(file) };
  }

  #fillNumbers(): void {
    const untilMs = performance.now() + numbersWithinMs;
    const missing = [...this.#known.values()]
      .flatMap((file) => this.#runOf(file))
      .filter(({ numbers }) => numbers === undefined)
      .sort(newestFirst);
    for (const { path } of missing) {
      if (performance.now() > untilMs) return;
      const file = this.#known.get(path);
      if (file) file.content = readRunNumbers(file);
    }
  }

  #runOf({ path, content }: Known): ShelvedRun[] {
    if (content.kind !== 'run') return [];
    const { suite, arm, provenance } = content.head;
    const verdict = this.#verdictBeside(path);
    const numbers = verdict ? numbersIn(verdict, arm) : content.numbers;
    return [
      {
        id: idOf(path),
        path,
        suite,
        arm,
        provenance,
        ...(verdict && isCandidate(path)
          ? { result: { verdict: verdict.verdict, sentence: verdict.sentence } }
          : {}),
        ...(numbers ? { numbers } : {}),
      },
    ];
  }

  #faultOf({ path, content }: Known): ShelfFault[] {
    switch (content.kind) {
      case 'fault':
        return [{ path, what: content.what }];
      case 'error':
        return [
          { path, what: `The gate of ${content.error.suite} ended in an error: ${content.error.fact}` },
        ];
      case 'verdict':
        return this.#beside(path, 'run-candidate.json')
          ? []
          : [{ path, what: `The run that it judges is not beside it: ${content.verdict.sentence}` }];
      case 'run':
      case 'foreign':
        return [];
    }
  }

  /** Of the gate that measured the run, where it is one of a gate. */
  #verdictBeside(path: string): Verdict | undefined {
    if (!isCandidate(path) && basename(path) !== 'run-base.json') return undefined;
    const content = this.#beside(path, 'result.json')?.content;
    return content?.kind === 'verdict' ? content.verdict : undefined;
  }

  #beside(path: string, name: string): Known | undefined {
    return this.#known.get(posix.join(posix.dirname(path), name));
  }
}

const isCandidate = (path: string): boolean => basename(path) === 'run-candidate.json';

/** No path stands in an address: what is not on the list cannot be asked for. */
const idOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 16);

function numbersIn({ metrics }: Verdict, arm: Arm): ShelfNumbers {
  const found = shelfMetrics.flatMap((id) => {
    const metric = metrics.find((entry) => entry.id === id && entry.class === 'all');
    return metric ? [[id, metric[arm]] as const] : [];
  });
  return Object.fromEntries(found);
}

const newestFirst = (a: ShelvedRun, b: ShelvedRun): number =>
  Date.parse(b.provenance.measuredAt) - Date.parse(a.provenance.measuredAt) || byPath(a, b);

const byPath = (a: { path: string }, b: { path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
