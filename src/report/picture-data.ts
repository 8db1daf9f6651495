import { allClasses, metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { ClassSummary, ReportInput } from '../model/report.ts';
import { metricHeader } from './format.ts';
import { rampRates, stepAt } from './ramp-steps.ts';
import { changedResults } from './rows.ts';

/** What the one small picture of the comment shows: one value of both arms for each class, or over the ramp's steps. */
export type Picture =
  | {
      kind: 'classes';
      title: string;
      unit: string;
      bars: { class: string; base: number; candidate: number }[];
    }
  | {
      kind: 'ramp';
      title: string;
      unit: string;
      steps: { ratePerSecond: number; base: number; candidate: number }[];
    };

/** More bars than this no longer fit on a phone. */
const maximumClasses = 6;

/** The picture of the change that matters most; undefined when nothing changed or only one arm has values. */
export function pictureOf(input: ReportInput): Picture | undefined {
  const top = changedResults(input.verdict)[0];
  if (!top) return undefined;
  const { kind } = metrics[top.id];
  if (kind.kind === 'quantile' || top.id === 'error-rate') {
    return classPicture(input, top.id, top.class) ?? rampPicture(input);
  }
  return rampPicture(input);
}

function classPicture(input: ReportInput, id: MetricId, mustShow: string): Picture | undefined {
  const names = input.candidate.mixed.map(({ class: name }) => name);
  const shown = names.filter((name) => name === mustShow || names.indexOf(name) < maximumClasses);
  const bars = shown.slice(-maximumClasses).flatMap((name) => {
    const [base, candidate] = [valueOf(input, 'base', id, name), valueOf(input, 'candidate', id, name)];
    return base === null || candidate === null ? [] : [{ class: name, base, candidate }];
  });
  // A single bar shows nothing that the table does not.
  if (bars.length < 2) return undefined;
  const unit = metrics[id].unit === 'share' ? 'percent' : 'ms';
  return { kind: 'classes', title: metricHeader(id), unit, bars };
}

/** The judged value where there is one, so that picture and table agree; else the percentile of all requests. */
function valueOf(input: ReportInput, arm: 'base' | 'candidate', id: MetricId, name: string): number | null {
  const judged = input.verdict.metrics.find((metric) => metric.id === id && metric.class === name);
  const summary = input[arm]?.mixed.find(({ class: className }) => className === name);
  if (id === 'error-rate') {
    const share = judged?.[arm] ?? (summary ? errorShare(summary) : null);
    return share === null ? null : share * 100;
  }
  return judged?.[arm] ?? (summary ? percentileOf(summary, id) : null);
}

const errorShare = ({ attempted, completed }: ClassSummary): number | null =>
  attempted > 0 ? (attempted - completed) / attempted : null;

function percentileOf(summary: ClassSummary, id: MetricId): number | null {
  const { kind } = metrics[id];
  if (kind.kind !== 'quantile') return null;
  const timings = {
    latency: summary.latencyMs,
    service: null,
    ttft: summary.ttftMs,
    tpot: summary.tpotMs,
    itl: summary.itlMs ?? null,
  }[kind.of];
  const key = ({ 0.5: 'p50', 0.95: 'p95', 0.99: 'p99' } as const)[kind.p];
  return timings && key ? timings[key] : null;
}

function rampPicture(input: ReportInput): Picture | undefined {
  const { base, candidate } = input;
  const steps = rampRates(input).flatMap((ratePerSecond) => {
    const [step, other] = [stepAt(candidate, ratePerSecond), base && stepAt(base, ratePerSecond)];
    return step?.valid && other?.valid && step.p95Ms !== null && other.p95Ms !== null
      ? [{ ratePerSecond, base: other.p95Ms, candidate: step.p95Ms }]
      : [];
  });
  return steps.length < 3
    ? undefined
    : { kind: 'ramp', title: 'p95 latency over the load', unit: 'ms', steps };
}

export const classLabel = (name: string): string => (name === allClasses ? 'all requests' : name);
