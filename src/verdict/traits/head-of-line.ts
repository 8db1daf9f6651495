import type { HeadOfLine } from '../../model/characteristics.ts';
import type { Block, Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';
import { timingQuantile } from '../measures.ts';

/** Answers alone that a p95 and a median are taken of: the default is 10 a class. */
const fewestAlone = 8;
/** Answers in each half of the mixed blocks: three beyond a p95. */
const fewestMixed = 60;
/** Shorter than the class that it waits behind. */
const timesShorter = 2;
/** Who comes at a random time waits for half of a request that is being served, on average. */
const leastShareOfService = 0.5;
/** Slowed down so many times as much as the longest class is. */
const timesMoreSlowed = 2;
/** Where the longest class itself takes longer than this, everything waits: that is overload. */
const mostLongestSlowed = 3;
/** By a p95 only those waits are seen that 5 % of the requests meet. */
const leastBusyShare = 0.05;

/**
 * Classes whose requests wait behind those of a longer class: head-of-line blocking. A class is named where, in each half of
 * the valid mixed blocks, its p95 is above its p95 alone by at least half of the service time of a class that is at least twice
 * as long; where its p95 grew at least twice as many times as that of the longest class; and where that longer class keeps
 * a server busy for at least 5 % of the time, since by PASTA (Wolff, 1982) no larger share of requests would meet it.
 * Overload, in which the longest class itself takes over three times as long as alone, is not called so.
 * Absent where the run has too few mixed blocks, or too few requests alone, to judge by.
 */
export function headOfLineOf(run: Run): HeadOfLine[] | undefined {
  const single = viewsOf(run, 'single');
  const mixed = viewsOf(run, 'mixed');
  const alone = run.classes.flatMap(({ name }) => aloneOf(name, single) ?? []);
  const [longest] = longestFirst(alone);
  if (!longest || mixed.length < 2) return undefined;
  const middle = Math.floor(mixed.length / 2);
  // One half would do for the rule; a burst of a neighbour on the machine is in one of them alone.
  const halves = [mixed.slice(0, middle), mixed.slice(middle)];
  return alone.flatMap((waiting) => {
    const behind = longestFirst(alone).find((longer) =>
      halves.every((half) => waitsBehind(waiting, longer, longest, half)),
    );
    const mixedP95Ms = p95(mixed, waiting.name);
    if (!behind || mixedP95Ms === null) return [];
    return [{ class: waiting.name, behind: behind.name, aloneP95Ms: waiting.p95Ms, mixedP95Ms }];
  });
}

/** A class with one request at a time. */
interface Alone {
  name: string;
  medianMs: number;
  p95Ms: number;
}

function aloneOf(name: string, single: readonly BlockView[]): Alone | undefined {
  const completed = single.reduce((sum, view) => sum + view.completed(name), 0);
  const medianMs = timingQuantile(name, 'latency', 0.5)(single);
  const p95Ms = p95(single, name);
  return completed < fewestAlone || !medianMs || p95Ms === null ? undefined : { name, medianMs, p95Ms };
}

const longestFirst = (classes: readonly Alone[]): Alone[] =>
  classes.toSorted((a, b) => b.medianMs - a.medianMs);

function waitsBehind(waiting: Alone, longer: Alone, longest: Alone, mixed: readonly BlockView[]): boolean {
  if (longer.medianMs < timesShorter * waiting.medianMs) return false;
  if (mixed.reduce((sum, view) => sum + view.completed(waiting.name), 0) < fewestMixed) return false;
  const [waitingMs, longestMs] = [p95(mixed, waiting.name), p95(mixed, longest.name)];
  if (waitingMs === null || longestMs === null) return false;
  const slowed = waitingMs / waiting.p95Ms;
  const longestSlowed = longestMs / longest.p95Ms;
  return (
    waitingMs - waiting.p95Ms >= leastShareOfService * longer.medianMs &&
    slowed >= timesMoreSlowed * longestSlowed &&
    longestSlowed <= mostLongestSlowed &&
    busyShare(longer, mixed) >= leastBusyShare
  );
}

/** Of one server, by the service time alone. */
function busyShare({ name, medianMs }: Alone, mixed: readonly BlockView[]): number {
  const attempted = mixed.reduce((sum, view) => sum + view.attempted(name), 0);
  const durationMs = mixed.reduce((sum, { block }) => sum + block.durationMs, 0);
  return durationMs > 0 ? (attempted * medianMs) / durationMs : 0;
}

const p95 = (views: readonly BlockView[], name: string) => timingQuantile(name, 'latency', 0.95)(views);

const viewsOf = ({ blocks }: Run, scenario: Block['scenario']): BlockView[] =>
  blocks
    .filter((block) => block.scenario === scenario && block.validity.valid)
    .map((block) => new BlockView(block));
