import type { ReportInput } from '../model/report.ts';
import { coldStartChart } from './charts/cold-start-chart.ts';
import { pairChart } from './charts/pair-chart.ts';
import { percentileChart } from './charts/percentile-chart.ts';
import { rampLatencyChart, rampRateChart } from './charts/ramp-chart.ts';
import { maximumBlocks, timelineChart } from './charts/timeline-chart.ts';
import { armsOf, coldStartFact } from './facts.ts';
import { markup, type Markup } from './markup.ts';
import { armKey, figure, folded, section } from './page-parts.ts';
import { className, classPageTable, pairPageTable, rampPageTable, timelinePageTable } from './page-tables.ts';

/** The sections of the page that are looked at rather than read, each with its numbers folded below. */

/** Classes that get a percentile chart of their own; the table below has all of them. */
const maximumClasses = 12;

export function rampSection(input: ReportInput): Markup | undefined {
  const latency = rampLatencyChart(input);
  const rate = rampRateChart(input);
  if (!rate) return undefined;
  return section('Load', [
    markup`<p>The rate rises step by step. Where the lines bend, the server begins to queue.</p>
<div class="grid">${figure(latency, markup`<b>Latency over the load</b>, thick p95, thin p50. ${armKey(input)}`)}
${figure(rate, markup`<b>Completed over asked rate</b>, dotted: all completed. ${armKey(input)}`)}</div>`,
    folded('Steps as a table', rampPageTable(input)),
  ]);
}

export function percentileSection(input: ReportInput): Markup | undefined {
  const names = [
    ...new Set(armsOf(input).flatMap(({ summary }) => summary.mixed.map((entry) => entry.class))),
  ];
  const figures = names
    .slice(0, maximumClasses)
    .map((text, index) =>
      figure(percentileChart(input, text, index), markup`<b>${className(text)}</b> ${armKey(input)}`),
    );
  const numbers = classPageTable(input, 'mixed');
  if (!numbers) return undefined;
  const isWhole = figures.every((drawing) => drawing === undefined);
  return section('Latency by request class', [
    isWhole
      ? markup`<p>No request succeeded, so there is no latency to draw.</p>`
      : markup`<p>Each curve reads: so many percent of the requests were answered within this time. The axis stretches the slowest ones.</p>
<div class="grid">${figures}</div>`,
    isWhole ? numbers : folded('Percentiles as a table', numbers),
  ]);
}

/** What is measured besides the steady load, and is not judged. */
export function otherLoadsSection(input: ReportInput): Markup | undefined {
  const single = classPageTable(input, 'single');
  const closed = classPageTable(input, 'closed');
  if (!single && !closed) return undefined;
  return section('Under other loads', [
    single && folded('One request at a time', single),
    closed && folded('Closed loop', closed),
  ]);
}

export function timelineSection(input: ReportInput): Markup | undefined {
  const broad = timelineChart(input, 'broad');
  if (!broad) return undefined;
  const caption = markup`Each bar is one block, from p50 up to p95: base outlined, candidate filled, dashed and empty where the block was invalid or had no success. Below: failed requests.`;
  return section('Timeline', [
    figure(broad, caption, 'broad'),
    figure(timelineChart(input, 'narrow'), caption, 'narrow'),
    folded('Blocks as a table', timelinePageTable(input, maximumBlocks)),
  ]);
}

export function pairSection(input: ReportInput): Markup | undefined {
  const p50 = pairChart(input.pairs, 'p50');
  const p95 = pairChart(input.pairs, 'p95');
  if (!p50 && !p95) return undefined;
  return section('Block pairs', [
    markup`<p>What the verdict was computed from: candidate against base in each pair of blocks, over all requests. Filled: the base went first. Hollow: the candidate did.</p>
<div class="grid">${figure(p50, markup`<b>p50 latency</b>`)}${figure(p95, markup`<b>p95 latency</b>`)}</div>`,
    folded('Pairs as a table', pairPageTable(input)),
  ]);
}

export function coldStartSection(input: ReportInput): Markup | undefined {
  const chart = coldStartChart(input);
  const facts = armsOf(input).flatMap(({ arm, summary }) => {
    const fact = coldStartFact(summary);
    return fact ? [`${arm}: ${fact}`] : [];
  });
  return (
    chart &&
    section('Cold start', [markup`<div class="grid">${figure(chart, markup`${facts.join('; ')}.`)}</div>`])
  );
}
