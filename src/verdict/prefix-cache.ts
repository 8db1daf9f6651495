import { allClasses } from '../model/metric.ts';
import type { Metric } from '../model/metric.ts';
import type { BlockView } from './block-view.ts';
import { percentOf } from './numbers.ts';
import type { Pair } from './pairing.ts';

/**
 * Both arms of a pair get the same prompts, so their hit rates should be equal. They still differ by a little: of two
 * requests with one prefix that are under way at once, either may miss.
 */
export const alikeInPairs = 0.05;
/** Between the arms' places in a pair, where each arm alone has few blocks. */
const alikeInPlaces = 0.1;

/** Of the prompt tokens, the share that a prefix cache answered. */
interface HitRate {
  share: number;
  /** Not told, where the other side of the comparison tells: some servers leave a zero out. */
  told: boolean;
}

/** What a cached prefix saves is part of both. TPOT begins after the prompt, and an open loop sets its own throughput. */
export const dependsOnPrefix = ({ kind }: Metric): boolean =>
  kind.kind === 'quantile' && (kind.of === 'latency' || kind.of === 'ttft');

/** What the answers themselves say, of the measured requests of a class; null where no answer tells of cached tokens. */
function rateOfAnswers(views: readonly BlockView[], className: string): number | null {
  if (!views.some((view) => view.tellsCachedTokens(className))) return null;
  const cached = sum(views, (view) => view.cachedTokens(className));
  const prompt = sum(views, (view) => view.inputTokens(className));
  return prompt === 0 ? null : Math.min(1, cached / prompt);
}

/** What the server's counters say, of all classes and of the lead-in as well; null where it publishes none. */
function rateOfCounters(views: readonly BlockView[]): number | null {
  const queries = sum(views, ({ block }) => block.prefixCache?.queries ?? 0);
  return queries === 0 ? null : sum(views, ({ block }) => block.prefixCache?.hits ?? 0) / queries;
}

const sum = (views: readonly BlockView[], read: (view: BlockView) => number): number =>
  views.reduce((total, view) => total + read(view), 0);

/** Of the blocks of one arm, all classes: by the answers, else by the server's counters; null where neither tells. */
export function hitRateOf(views: readonly BlockView[]): number | null {
  return rateOfAnswers(views, allClasses) ?? rateOfCounters(views);
}

/** Of two sides, from one and the same source; null where it is not told. */
function hitRatesOf(
  one: readonly BlockView[],
  other: readonly BlockView[],
  className: string,
): [HitRate, HitRate] | null {
  const answers = [rateOfAnswers(one, className), rateOfAnswers(other, className)];
  const counters = [rateOfCounters(one), rateOfCounters(other)];
  const whole = [answers, counters].find((rates) => rates.every((rate) => rate !== null));
  const rates = whole ?? (answers.some((rate) => rate !== null) ? answers : null);
  if (!rates) return null;
  const [first, second] = rates.map((rate) => ({ share: rate ?? 0, told: rate !== null }));
  return [first!, second!];
}

const differ = ([one, other]: readonly [HitRate, HitRate], alike: number): boolean =>
  Math.abs(one.share - other.share) > alike;

const written = ({ share, told }: HitRate): string =>
  told ? percentOf(share, false) : 'none that it tells of';

const viewsOf = (pairs: readonly Pair[], arm: 'base' | 'candidate'): BlockView[] =>
  pairs.map((pair) => pair[arm]);

/**
 * A stated rule: under the same inputs, hit rates that differ by more than 5 points are the servers' own doing, so the
 * metric stays comparable and is judged, and its reason names both rates as the likely cause. Empty where there is none.
 */
export function prefixCacheNote(metric: Metric, className: string, pairs: readonly Pair[]): string {
  if (!dependsOnPrefix(metric)) return '';
  const rates = hitRatesOf(viewsOf(pairs, 'base'), viewsOf(pairs, 'candidate'), className);
  if (!rates || !differ(rates, alikeInPairs)) return '';
  const [base, candidate] = rates;
  return `the prefix cache answered ${written(candidate)} of the prompt tokens, the base's ${written(base)}`;
}

/** What hit rates say of the pairs as a whole, in sentences. */
export function prefixCacheWarnings(pairs: readonly Pair[]): string[] {
  const arms = hitRatesOf(viewsOf(pairs, 'base'), viewsOf(pairs, 'candidate'), allClasses);
  const differing =
    arms && differ(arms, alikeInPairs)
      ? `under the same inputs the candidate's prefix cache answered ${written(arms[1])} of the prompt tokens, the base's ${written(arms[0])}: what changed in TTFT and latency may be its doing`
      : null;
  return [differing, sharedCache(pairs)].filter((warning) => warning !== null);
}

/** Where each arm finds more when it goes second in a pair, it finds what the other has just left. */
function sharedCache(pairs: readonly Pair[]): string | null {
  const places = (['base', 'candidate'] as const).map((arm) => {
    const other = arm === 'base' ? 'candidate' : 'base';
    const wentSecond = (pair: Pair) => pair[arm].block.order > pair[other].block.order;
    const first = pairs.filter((pair) => !wentSecond(pair));
    return hitRatesOf(viewsOf(first, arm), viewsOf(pairs.filter(wentSecond), arm), allClasses);
  });
  const gain = (rates: (typeof places)[number]): boolean =>
    rates !== null && rates.every(({ told }) => told) && rates[1].share - rates[0].share > alikeInPlaces;
  const [first, second] = places[1] ?? [];
  if (!first || !second || !places.every(gain)) return null;
  return `each arm found more in the prefix cache when it went second in a pair (the candidate ${written(second)} of the prompt tokens instead of ${written(first)}): the arms share a cache, which hides a change of TTFT and latency`;
}
