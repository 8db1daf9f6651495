import type { ExportInput } from '../../model/export.ts';
import { describeGate, labelsOf, nameOf, parametersOf } from './labels.ts';
import { metricsOf } from './metrics.ts';
import { seriesOf } from './series.ts';
import type { Series } from './series.ts';

/** A gate as trackers of experiments know runs: what MLflow, Weights & Biases and ClearML are each told in their own words. */
export interface TrackedRun {
  name: string;
  startedAtMs: number;
  endedAtMs: number;
  /** One number each; names are `group/name`, of letters, digits, spaces, `.`, `_` and `-`. */
  metrics: ReadonlyMap<string, number>;
  series: readonly Series[];
  /** What was asked, and on what: the same of a repeated run. */
  parameters: Readonly<Record<string, string>>;
  /** What is to be searched for, and what came of it. */
  labels: Readonly<Record<string, string>>;
  /** For people, a few lines. */
  description: string;
}

/** One run for each gate: the candidate's. What it was compared with is in it as changes. */
export function trackedRunOf(input: ExportInput): TrackedRun {
  const startedAtMs = Date.parse(input.candidate.provenance.measuredAt);
  return {
    name: nameOf(input),
    startedAtMs,
    endedAtMs: startedAtMs + input.report.tookMs,
    metrics: metricsOf(input.report),
    series: seriesOf(input),
    parameters: parametersOf(input),
    labels: labelsOf(input),
    description: describeGate(input),
  };
}
