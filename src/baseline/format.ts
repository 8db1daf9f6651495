import type { MetricStatistic, OutputLength } from '../model/baseline.ts';
import type { Acceptance } from '../model/history.ts';
import { allClasses, metricIds } from '../model/metric.ts';
import { baselineSchema, type BaselineFile, type RecordedRun } from './baseline-file.ts';
import { columns, type ClassDocument, type RunDocument } from './document.ts';

/**
 * The file's text: a JSON document, the same for the same content, with one run a line so that a diff shows runs.
 * Numbers are rounded to what measuring supports; a file that was read and written again is unchanged.
 */
export function formatBaseline(file: BaselineFile): string {
  const runs = file.runs.map((run) => `    ${JSON.stringify(toDocument(run))}`);
  const { fingerprint, cpuModel, cores, memoryGiB, gpus, kernel, runnerImage, nodeVersion } =
    file.environment;
  const environment = { fingerprint, cpuModel, cores, memoryGiB, gpus, kernel, runnerImage, nodeVersion };
  return [
    '{',
    `  "schema": ${JSON.stringify(baselineSchema)},`,
    `  "suite": ${JSON.stringify(file.suite)},`,
    `  "environment": ${JSON.stringify(environment)},`,
    `  "columns": ${JSON.stringify(columns)},`,
    runs.length === 0 ? '  "runs": []' : `  "runs": [\n${runs.join(',\n')}\n  ]`,
    '}',
    '',
  ].join('\n');
}

function toDocument({
  sequence,
  provenance,
  metrics,
  prefixHitRate,
  outputLengths = [],
  release,
  accepted,
}: RecordedRun): RunDocument {
  const { commit, target } = provenance;
  return {
    run: sequence,
    measuredAt: provenance.measuredAt,
    ...(release !== undefined && { release }),
    ...(accepted !== undefined && { accepted: orderAcceptance(accepted) }),
    ...(commit !== undefined && { commit }),
    target: {
      kind: target.kind,
      name: target.name,
      ...(target.digest !== undefined && { digest: target.digest }),
    },
    profile: provenance.profile,
    seed: provenance.seed,
    planHash: provenance.planHash,
    workloadHash: provenance.workloadHash,
    sluiceVersion: provenance.sluiceVersion,
    ...(prefixHitRate !== undefined && { prefixHitRate: round(prefixHitRate, 4) }),
    metrics: classNames(metrics).map((name) => ({
      class: name,
      ...outputTokensOf(outputLengths, name),
      ...rowsOf(metrics.filter((metric) => metric.class === name)),
    })),
  };
}

function orderAcceptance({ pullRequest, by, why, acceptedAt }: Acceptance): Acceptance {
  return { pullRequest, by, why, acceptedAt };
}

/** `all` first, the others in the order in which they come. */
function classNames(metrics: readonly MetricStatistic[]): string[] {
  const names = [...new Set(metrics.map((metric) => metric.class))];
  return names.includes(allClasses) ? [allClasses, ...names.filter((name) => name !== allClasses)] : names;
}

function outputTokensOf(lengths: readonly OutputLength[], name: string): Pick<ClassDocument, 'outputTokens'> {
  const known = lengths.find((length) => length.class === name);
  return known ? { outputTokens: significant(known.meanTokens, 4) } : {};
}

function rowsOf(metrics: readonly MetricStatistic[]): Omit<ClassDocument, 'class' | 'outputTokens'> {
  const ordered = metricIds.flatMap((id) => metrics.filter((metric) => metric.id === id));
  return Object.fromEntries(
    ordered.map(({ id, logMean, value, units, requests }) => [
      id,
      // Five decimals of a logarithm are 0.001 % of the value: far below what any two runs agree on.
      [logMean === null ? null : round(logMean, 5), significant(value, 6), units, requests],
    ]),
  );
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function significant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
