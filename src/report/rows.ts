import { allClasses } from '../model/metric.ts';
import type { MetricOutcome, MetricResult, SloResult, Verdict } from '../model/verdict.ts';
import {
  formatChange,
  formatDetectable,
  formatInterval,
  formatShare,
  formatTolerance,
  formatValue,
  metricHeader,
} from './format.ts';
import { formatEstimate } from './telemetry-format.ts';
import { outcomeMarks, type Mark } from './wording.ts';

/** One metric as the texts of its table row. `className` is the user's own text and still unescaped. */
export interface ResultRow {
  result: MetricResult;
  mark: Mark;
  metric: string;
  className: string;
  base: string;
  candidate: string;
  change: string;
  interval: string;
  tolerance: string;
  detectable: string;
  verdict: string;
}

export function toRow(result: MetricResult): ResultRow {
  const { id } = result;
  return {
    result,
    mark: outcomeMarks[result.result],
    metric: metricHeader(id),
    className: result.class,
    base: formatValue(id, result.base),
    candidate: formatValue(id, result.candidate),
    change: formatChange(id, result.effect),
    interval: formatInterval(id, result.interval),
    tolerance: formatTolerance(id, result.tolerance),
    detectable: formatDetectable(id, result.mde),
    verdict: result.gated ? result.result : `${result.result} (not gated)`,
  };
}

const rank: Readonly<Partial<Record<MetricOutcome, number>>> = { regressed: 0, improved: 1, inconclusive: 2 };

/**
 * What changed or may have changed: regressed, improved, then what stayed open; the largest change, counted in
 * tolerances, first. Open metrics that decide nothing are left to the full table.
 */
export function changedResults(verdict: Verdict): MetricResult[] {
  return verdict.metrics
    .filter(({ result, gated }) => (result === 'inconclusive' ? gated : rank[result] !== undefined))
    .toSorted(
      (a, b) =>
        Number(b.gated) - Number(a.gated) ||
        (rank[a.result] ?? 9) - (rank[b.result] ?? 9) ||
        inTolerances(b) - inTolerances(a),
    );
}

function inTolerances({ effect, tolerance }: MetricResult): number {
  return effect === null ? 0 : Math.abs(effect) / Math.max(tolerance, 1e-9);
}

/** Whether anything was there to compare with: another arm, or committed runs. */
export const hasBase = ({ metrics: results }: Verdict): boolean => results.some(({ base }) => base !== null);

/** Gated first, all requests before single classes, otherwise in the verdict's own order. */
export function orderedResults(verdict: Verdict): MetricResult[] {
  return verdict.metrics.toSorted(
    (a, b) =>
      Number(b.gated) - Number(a.gated) || Number(a.class !== allClasses) - Number(b.class !== allClasses),
  );
}

/**
 * The smallest worsening of each gated metric over all requests that the run would have found 95 % of the time:
 * `p50 latency 4.1 %, p95 latency 9.0 %`. Undefined where none is known.
 */
export function detectableSentence(verdict: Verdict): string | undefined {
  const known = verdict.metrics.filter(
    ({ gated, mde, class: name }) => gated && mde !== null && name === allClasses,
  );
  if (known.length === 0) return undefined;
  return known.map(({ id, mde }) => `${metricHeader(id)} ${formatDetectable(id, mde)}`).join(', ');
}

/** The smallest change as a sentence of its own; undefined where the verdict's sentence says it already. */
export function detectableLine(verdict: Verdict): string | undefined {
  // Limits alone compare nothing.
  if (verdict.mode === 'slo' || /smallest (worsening|change)/i.test(verdict.sentence)) return undefined;
  const detectable = detectableSentence(verdict);
  return detectable
    ? `Smallest change this run could have seen: ${detectable}.`
    : 'This run cannot say what the smallest change is that it would have seen.';
}

/** Whether a limit says nothing for the gate: where limits judge alone, only what is certain counts. */
export const isOpen = ({ certain, value }: SloResult, { mode }: Verdict): boolean =>
  mode === 'slo' && !certain && value !== null;

export const missedLimits = (verdict: Verdict): SloResult[] =>
  verdict.slo.filter((slo) => !slo.met && !isOpen(slo, verdict));

/** Limits that were missed and that no reason tells of yet. */
export function untoldLimits(verdict: Verdict): SloResult[] {
  return verdict.reasons.some(({ code }) => code.startsWith('slo')) ? [] : missedLimits(verdict);
}

/** `p99 latency is 612 ms (95 % interval 581 to 650 ms), the limit is 500 ms: not met`. */
export function sloSentence({ id, limit, value, met, interval, certain }: SloResult): string {
  const format = (amount: number) => formatValue(id, amount);
  const shown =
    value === null ? 'could not be measured' : `is ${formatEstimate({ value, interval }, format)}`;
  const state = `${met ? '' : ': not met'}${certain || value === null ? '' : ', but not for certain'}`;
  return `${metricHeader(id)} ${shown}, the limit is ${format(limit)}${state}`;
}

/** The same with its mark. */
export function sloLine(slo: SloResult): string {
  const mark: Mark = slo.value === null ? '?' : !slo.certain ? '~' : slo.met ? '✓' : '✗';
  return `${mark} ${sloSentence(slo)}`;
}

export const shareOf = (part: number, whole: number): string => formatShare(whole > 0 ? part / whole : null);
