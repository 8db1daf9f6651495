import type { Characteristics, Estimate } from '../../model/characteristics.ts';
import { allClasses, metrics } from '../../model/metric.ts';
import type { Metric, MetricId } from '../../model/metric.ts';
import type { ClassSummary, PercentileSummary, ReportInput, RunSummary } from '../../model/report.ts';
import type { MetricResult, SloResult } from '../../model/verdict.ts';

type Named = [name: string, value: number | null | undefined];

const suffixes: Record<Metric['unit'], string> = { ms: '_ms', 'requests/s': '_per_second', share: '' };
const named = (id: MetricId): string => `${id}${suffixes[metrics[id].unit]}`;

/**
 * All single numbers of a gate, the candidate's by class (`all/latency.p95_ms`), what changed against the base
 * (`change/all/latency.p95` with `.low` and `.high`), the smallest change that could have been seen
 * (`detectable/all/latency.p95`), limits, capacity and cost. A number of the verdict goes before one of all requests
 * together, so that what stands here is what the comment says. What too few requests stand behind is left out.
 */
export function metricsOf({ verdict, candidate, tookMs }: ReportInput): Map<string, number> {
  const found: Named[] = [
    ...measuredOf(candidate),
    ...(candidate.characteristics ? traitsOf(candidate.characteristics) : []),
    ...verdict.metrics.flatMap(judgedOf),
    ...verdict.slo.flatMap(limitOf),
    ['gate/took_seconds', tookMs / 1000],
    ['gate/pairs', verdict.pairsUsed],
  ];
  return new Map(
    found.filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    ),
  );
}

function judgedOf({ id, class: name, result, ...metric }: MetricResult): Named[] {
  if (result === 'insufficient') return [];
  return [
    [`${name}/${named(id)}`, metric.candidate],
    [`base/${name}/${named(id)}`, metric.base],
    [`change/${name}/${id}`, metric.effect],
    [`change/${name}/${id}.low`, metric.interval?.[0]],
    [`change/${name}/${id}.high`, metric.interval?.[1]],
    [`detectable/${name}/${id}`, metric.mde],
  ];
}

const limitOf = ({ id, limit, value, met }: SloResult): Named[] => [
  [`${allClasses}/${named(id)}`, value],
  [`limits/${named(id)}`, limit],
  [`limits/${id}.met`, met ? 1 : 0],
];

/** Of all requests of the judged scenario together. */
function measuredOf({ mixed, closed, single }: RunSummary): Named[] {
  const summaries = [mixed, closed, single].find((each) => each.length > 0) ?? [];
  return summaries.flatMap((summary): Named[] => [
    ...percentilesOf('latency', summary, summary.latencyMs),
    ...percentilesOf('ttft', summary, summary.ttftMs),
    ...percentilesOf('tpot', summary, summary.tpotMs),
    ...percentilesOf('itl', summary, summary.itlMs),
    [`${summary.class}/requests`, summary.attempted],
    [
      `${summary.class}/error-rate`,
      summary.attempted > 0 ? (summary.attempted - summary.completed) / summary.attempted : undefined,
    ],
    [`${summary.class}/output_tokens`, summary.outputTokens],
  ]);
}

function percentilesOf(
  timing: string,
  { class: name }: ClassSummary,
  values: PercentileSummary | null | undefined,
): Named[] {
  if (!values) return [];
  return [
    [`${name}/${timing}.p50_ms`, values.p50],
    [`${name}/${timing}.p95_ms`, values.p95Sufficient ? values.p95 : null],
    [`${name}/${timing}.p99_ms`, values.p99Sufficient ? values.p99 : null],
  ];
}

function traitsOf({ capacity, ramp, coldStart, cost }: Characteristics): Named[] {
  return [
    ...estimateOf('capacity/requests_per_second', capacity?.ratePerSecond),
    ['capacity/concurrency', capacity?.concurrency],
    ...estimateOf('capacity/knee_requests_per_second', ramp?.knee),
    ['capacity/breaking_requests_per_second', ramp?.breaking?.ratePerSecond],
    [`${allClasses}/${named('cold-start')}`, coldStart?.readyMs],
    [`${allClasses}/${named('first-answer')}`, coldStart?.firstAnswerMs],
    ['cost/per_thousand_requests', cost?.perThousandRequests],
    ['cost/per_million_tokens', cost?.perMillionTokens],
    ['cost/per_month', cost?.perMonth],
  ];
}

const estimateOf = (name: string, estimate: Estimate | null | undefined): Named[] => [
  [name, estimate?.value],
  [`${name}.low`, estimate?.interval?.[0]],
  [`${name}.high`, estimate?.interval?.[1]],
];
