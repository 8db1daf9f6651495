import { allClasses, metrics } from '../model/metric.ts';
import type { MetricResult, SloResult, Verdict } from '../model/verdict.ts';
import { percentOf } from './numbers.ts';
import { directionWord, nameOf, sentenceOf } from './words.ts';

/** One sentence for the whole gate, with a full stop: what a person reads first. */
export function verdictSentence(verdict: Omit<Verdict, 'sentence'>): string {
  switch (verdict.verdict) {
    case 'fail':
      return sentence(failure(verdict));
    case 'pass':
      return sentence(success(verdict));
    case 'inconclusive':
      return sentence(`No verdict: ${verdict.reasons[0]?.message ?? 'nothing was decided'}`);
    case 'invalid':
      return sentence(`The measurement is invalid: ${verdict.reasons[0]?.message ?? 'nothing was measured'}`);
  }
}

/**
 * An absolute limit and how it stands, as a clause:
 * `p99 latency is 612 ms (95 % interval 581 to 650 ms), over the limit of 500 ms`.
 */
export function sloSentence({ id, limit, value, met, interval, certain }: SloResult): string {
  const { header, unit, betterIs } = metrics[id];
  const amountOf = (amount: number) =>
    String(unit === 'share' ? Number((amount * 100).toFixed(2)) : Number(amount.toPrecision(3)));
  const written = (amount: number) => `${amountOf(amount)} ${unit === 'share' ? '%' : unit}`;
  if (value === null) return `${header} has a limit of ${written(limit)} but was not measured`;
  const range = interval ? ` (95 % interval ${amountOf(interval[0])} to ${written(interval[1])})` : '';
  const [inside, outside] = betterIs === 'lower' ? ['within', 'over'] : ['above', 'under'];
  const doubt = certain ? '' : ', though not for certain';
  return `${header} is ${written(value)}${range}, ${met ? inside : outside} the limit of ${written(limit)}${doubt}`;
}

/** `p50 3 %, p95 6 %`: the smallest worsening of each metric over all classes that this run would have found. */
export function detectableSentence(results: readonly MetricResult[]): string {
  return results
    .filter((result) => result.gated && result.class === allClasses && result.mde !== null)
    .map((result) => `${nameOf(result)} ${detectable(result)}`)
    .join(', ');
}

/** A change of over 100 % is told as that: the number would only seem exact. */
export function detectable({ id, mde }: MetricResult): string {
  const share = metrics[id].kind.kind === 'share';
  return mde !== null && mde > 1 && !share ? 'over 100 %' : percentOf(mde ?? 0, share);
}

/**
 * The regression to name first. When some classes regressed and others did not, the class is the news; otherwise the
 * metric that is furthest beyond its tolerance, all classes together before single ones.
 */
export function mainRegression(results: readonly MetricResult[]): MetricResult | undefined {
  const gated = results.filter((result) => result.gated);
  const regressed = gated.filter(({ result }) => result === 'regressed');
  const ofClasses = regressed.filter((result) => result.class !== allClasses);
  const judgedClasses = new Set(
    gated.flatMap((result) => (result.class === allClasses ? [] : [result.class])),
  );
  const someClasses =
    ofClasses.length > 0 && new Set(ofClasses.map((r) => r.class)).size < judgedClasses.size;
  const ofAll = regressed.filter((result) => result.class === allClasses);
  const news = someClasses || ofAll.length === 0 ? ofClasses : ofAll;
  return [...news].sort((a, b) => excess(b) - excess(a))[0];
}

const excess = ({ effect, tolerance }: MetricResult): number => Math.abs(effect ?? 0) / (tolerance || 1e-9);

function failure({ metrics: results, reasons, slo }: Omit<Verdict, 'sentence'>): string {
  const main = mainRegression(results);
  const count = results.filter(({ gated, result }) => gated && result === 'regressed').length;
  const broken = slo.filter(({ met }) => !met);
  const parts = [
    ...(main ? [sentenceOf(main)] : []),
    ...(count > 1 ? [`${count - 1} more ${count === 2 ? 'metric' : 'metrics'} regressed`] : []),
    ...broken.map(sloSentence),
  ];
  return parts.length > 0 ? parts.join('; ') : (reasons[0]?.message ?? 'failed');
}

function success({ metrics: results, mode, slo }: Omit<Verdict, 'sentence'>): string {
  if (mode === 'slo') {
    const limits = slo.length === 1 ? 'the limit is' : `all ${slo.length} limits are`;
    return `${limits} met: ${slo.map(sloSentence).join('; ')}`;
  }
  const improved = results.filter(({ gated, result }) => gated && result === 'improved');
  const start = improved.length > 0 ? `improved: ${sentenceOf(improved[0]!)}` : 'no regression';
  if (mode === 'baseline') {
    return `${start}, as far as a coarse screen sees; the smallest worsening that it would have found: ${detectableSentence(results)}`;
  }
  const worst = atWorst(results);
  return worst === '' ? start : `${start}; at worst (95 % intervals) ${worst}`;
}

/** The far end of the interval of every gated metric over all classes, where that end is a worsening. */
function atWorst(results: readonly MetricResult[]): string {
  return results
    .filter(
      ({ gated, class: className, result }) => gated && className === allClasses && result === 'unchanged',
    )
    .flatMap((result) => worstOf(result) ?? [])
    .join(', ');
}

function worstOf(result: MetricResult): string | null {
  const metric = metrics[result.id];
  const bound = result.interval?.[metric.betterIs === 'lower' ? 1 : 0];
  if (bound === undefined || (metric.betterIs === 'lower' ? bound <= 0 : bound >= 0)) return null;
  return `${nameOf(result)} ${percentOf(bound, metric.unit === 'share')} ${directionWord(metric, bound)}`;
}

/** `p50` and `p95` stay as they are, at the start of a sentence too. */
function sentence(clause: string): string {
  return /^p\d/.test(clause) ? `${clause}.` : `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
