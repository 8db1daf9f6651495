import type { ReportInput } from '../model/report.ts';
import { coldStartChart } from './charts/cold-start-chart.ts';
import { pairChart } from './charts/pair-chart.ts';
import { rampLatencyChart, rampRateChart } from './charts/ramp-chart.ts';
import { armsOf, coldStartFact } from './facts.ts';
import { markup, sentence, type Markup } from './markup.ts';
import { armKey, figure, folded, section } from './page-parts.ts';
import { classPageTable, pairPageTable, rampPageTable } from './page-tables.ts';
import { pageOf } from './plain-table.ts';
import { knowsGoodput } from './ramp-steps.ts';
import { rampFacts } from './scenario-facts.ts';
import { startTable } from './scenario-tables.ts';

/** The sections of the page that are looked at rather than read, each with its numbers folded below. */

export function rampSection(input: ReportInput): Markup | undefined {
  const latency = rampLatencyChart(input);
  const rate = rampRateChart(input);
  if (!rate) return undefined;
  const facts = rampFacts(input);
  const hasGood = armsOf(input).some(({ summary }) => knowsGoodput(summary));
  const completed = hasGood
    ? 'dotted: all completed; thin: those within every limit'
    : 'dotted: all completed';
  return section('Load', [
    markup`<p>The rate rises step by step. Where the lines bend, the server begins to queue.</p>
<div class="grid">${figure(latency, markup`<b>Latency over the load</b>, thick p95, thin p50. ${armKey(input)}`)}
${figure(rate, markup`<b>Completed over asked rate</b>, ${completed}. ${armKey(input)}`)}</div>`,
    facts.length > 0
      ? markup`<ul>${facts.map((fact) => markup`<li>${sentence(fact)}</li>`)}</ul>`
      : undefined,
    folded('Steps as a table', rampPageTable(input)),
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
  const starts = pageOf(startTable(input));
  return (
    chart &&
    section('Cold start', [
      markup`<div class="grid">${figure(chart, markup`${facts.join('; ')}.`)}</div>`,
      starts && folded('Starts as a table', starts),
    ])
  );
}
