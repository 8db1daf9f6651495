import { allClasses } from '../model/metric.ts';
import type { ClassScenario, ReportInput, TimelinePoint } from '../model/report.ts';
import type { MetricResult } from '../model/verdict.ts';
import { armsOf, errorCounts, provenanceFields } from './facts.ts';
import { formatMs, formatRate, formatShare, missing } from './format.ts';
import { markup, name, trusted, type Markup } from './markup.ts';
import { pageTable, type Column } from './page-parts.ts';
import { knowsGoodput, sortedRamp } from './ramp-steps.ts';
import { shareOf, toRow, type ResultRow } from './rows.ts';

/** The tables of the page: what a chart draws stands in one of them as numbers. */

/** A class as a name of the user's, all requests together in our own words. */
export const className = (text: string): Markup =>
  text === allClasses ? trusted('all requests') : name(text);

const numbers = (...heads: string[]): Column[] => heads.map((head) => ({ head, numeric: true }));

export function resultTable(
  results: readonly MetricResult[],
  label: string,
  options: { reasons: boolean },
): Markup {
  return pageTable(
    [
      { head: '' },
      { head: 'metric' },
      ...numbers('base', 'candidate', 'change', '95 % interval', 'tolerance', 'smallest seen'),
      { head: 'verdict' },
    ],
    results.map((result) => resultCells(toRow(result), options.reasons)),
    label,
    'changed',
  );
}

function resultCells(row: ResultRow, withReason: boolean): (string | Markup)[] {
  const tone = trusted(`tone-${row.result.result}`);
  const why =
    withReason && row.result.reason !== '' && markup`<br><span class="quiet">${row.result.reason}</span>`;
  return [
    markup`<span class="${tone}">${row.mark}</span>`,
    row.className === allClasses ? row.metric : markup`${row.metric} of ${name(row.className)}`,
    row.base,
    row.candidate,
    markup`<span class="${tone}">${row.change}</span>`,
    row.interval,
    row.tolerance,
    row.detectable,
    markup`<span class="${tone}">${row.verdict}</span>${why || undefined}`,
  ];
}

/** Requests and percentiles of each class and arm. */
export function classPageTable(input: ReportInput, scenario: ClassScenario): Markup | undefined {
  const rows = armsOf(input).flatMap(({ arm, summary }) =>
    summary[scenario].map((entry) => {
      const failed = Object.values(entry.errors).reduce((sum, count) => sum + count, 0);
      const { latencyMs } = entry;
      const percentile = (valueMs: number | undefined, isSufficient: boolean | undefined) =>
        isSufficient === false
          ? markup`<span class="weak" title="fewer than 3 requests beyond the percentile">${formatMs(valueMs)}</span>`
          : formatMs(valueMs);
      return [
        className(entry.class),
        arm,
        String(entry.attempted),
        String(entry.completed),
        `${failed} (${shareOf(failed, entry.attempted)})`,
        formatMs(latencyMs?.p50),
        percentile(latencyMs?.p95, latencyMs?.p95Sufficient),
        percentile(latencyMs?.p99, latencyMs?.p99Sufficient),
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  const columns = [
    { head: 'class' },
    { head: 'arm' },
    ...numbers('requests', 'completed', 'errors', 'p50', 'p95', 'p99'),
  ];
  const hasWeak = rows.some((cells) =>
    cells.some((cell) => typeof cell !== 'string' && cell.html.includes('class="weak"')),
  );
  const note = markup`<p class="quiet">Slanted: fewer than 3 requests beyond the percentile, so it says little.</p>`;
  return markup`${pageTable(columns, rows, 'Requests and percentiles by class')}${hasWeak ? note : undefined}`;
}

export function rampPageTable(input: ReportInput): Markup {
  const hasGood = armsOf(input).some(({ summary }) => knowsGoodput(summary));
  const rows = armsOf(input).flatMap(({ arm, summary }) =>
    sortedRamp(summary).map((step) => [
      arm,
      formatRate(step.ratePerSecond),
      formatRate(step.completedPerSecond),
      ...(hasGood ? [formatRate(step.goodPerSecond)] : []),
      formatMs(step.p50Ms),
      formatMs(step.p95Ms),
      formatShare(step.errorShare),
      step.valid ? 'valid' : 'invalid',
    ]),
  );
  const columns = [
    { head: 'arm' },
    ...numbers('asked', 'completed', ...(hasGood ? ['within limits'] : []), 'p50', 'p95', 'errors'),
    { head: 'block' },
  ];
  return pageTable(columns, rows, 'Steps of the ramp');
}

/** `2 (1 timeout, 1 model-error)`. Kinds are unescaped. */
export function errorText({ errors, errorKinds = {} }: TimelinePoint): string {
  const kinds = Object.entries(errorKinds).filter(([, count]) => count > 0);
  return kinds.length === 0
    ? String(errors)
    : `${errors} (${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')})`;
}

export function timelinePageTable(input: ReportInput, maximum: number): Markup {
  const rows = armsOf(input)
    .flatMap(({ arm, summary }) => summary.timeline.map((point) => ({ arm, ...point })))
    .toSorted((a, b) => a.atSeconds - b.atSeconds)
    .slice(0, maximum)
    .map((point) => [
      point.atSeconds.toFixed(1),
      point.arm,
      `${point.scenario} ${point.index}`,
      formatRate(point.ratePerSecond),
      formatRate(point.completedPerSecond),
      formatMs(point.p50Ms),
      formatMs(point.p95Ms),
      formatMs(point.p99Ms),
      errorText(point),
      point.valid ? 'valid' : point.reason === undefined ? 'invalid' : `invalid: ${point.reason}`,
    ]);
  const columns = [
    ...numbers('second'),
    { head: 'arm' },
    { head: 'block' },
    ...numbers('asked', 'completed', 'p50', 'p95', 'p99'),
    { head: 'errors' },
    { head: 'validity' },
  ];
  return pageTable(columns, rows, 'Blocks in the order of time');
}

export function pairPageTable({ pairs }: ReportInput): Markup {
  const percent = (ratio: number | null) =>
    ratio === null ? missing : `${((ratio - 1) * 100).toFixed(1)} %`;
  const rows = pairs
    .slice(0, 400)
    .map(({ pair, first, ratioP50, ratioP95 }) => [
      String(pair + 1),
      first,
      percent(ratioP50),
      percent(ratioP95),
    ]);
  return pageTable(
    [...numbers('pair'), { head: 'went first' }, ...numbers('p50 change', 'p95 change')],
    rows,
    'Block pairs',
  );
}

/** Counts by kind, then bounded examples. Undefined where nothing failed. */
export function errorPageTables(input: ReportInput): (Markup | undefined)[] {
  const counts = armsOf(input).flatMap(({ arm, summary }) =>
    errorCounts(summary).map(([kind, count]) => [arm, name(kind), String(count)]),
  );
  const examples = armsOf(input).flatMap(({ arm, summary }) =>
    summary.errorExamples
      .slice(0, 20)
      .map((example) => [
        arm,
        name(example.kind),
        className(example.className),
        example.httpStatus === 0 ? 'none' : String(example.httpStatus),
        markup`<bdi>${example.message}</bdi>`,
      ]),
  );
  return [
    counts.length > 0
      ? pageTable([{ head: 'arm' }, { head: 'kind' }, ...numbers('requests')], counts, 'Errors by kind')
      : undefined,
    examples.length > 0
      ? markup`<h3>Examples</h3>${pageTable(
          [
            { head: 'arm' },
            { head: 'kind' },
            { head: 'class' },
            ...numbers('status'),
            { head: 'what the client saw' },
          ],
          examples,
          'Examples of errors',
        )}`
      : undefined,
  ];
}

export function provenancePageTable(input: ReportInput): Markup {
  const arms = armsOf(input);
  const rows = provenanceFields.flatMap(([field, read]) => {
    const values = arms.map(({ summary }) => read(summary.provenance));
    return values.every((value) => value === undefined)
      ? []
      : [[field, ...values.map((value) => (value === undefined ? missing : name(value, 200)))]];
  });
  return pageTable([{ head: '' }, ...arms.map(({ arm }) => ({ head: arm }))], rows, 'Provenance');
}
