import type { ReportInput } from '../model/report.ts';
import type { MetricResult } from '../model/verdict.ts';
import { capacityLine, costLine } from './capacity.ts';
import { effectCharts } from './charts/effect-chart.ts';
import { diagnosisPageSection, bottleneckLine } from './diagnosis.ts';
import { driftFact, driftLine } from './drift.ts';
import { edgeCasesPageParts } from './edge-cases.ts';
import { decisionFacts, furtherReasons, runFacts, tokenFact, warningsOf } from './facts.ts';
import { formatProbability } from './format.ts';
import { markup, name, sentence, type Markup } from './markup.ts';
import { coldStartSection, otherLoadsSection, pairSection, rampSection } from './page-charts.ts';
import { distributionSection, shiftSection } from './page-distributions.ts';
import { pageDocument } from './page-document.ts';
import { figure, pageTable, section } from './page-parts.ts';
import {
  batchingSection,
  faultSection,
  longContextSection,
  resourceSection,
  spikeSection,
  steadySection,
} from './page-scenarios.ts';
import { samplesSection } from './page-samples.ts';
import { sessionSection } from './page-sessions.ts';
import { pageStyle } from './page-style.ts';
import { classPageTable, errorPageTables, provenancePageTable, resultTable } from './page-tables.ts';
import { timelineSection } from './page-timeline.ts';
import { changedResults, detectableLine, hasBase, orderedResults, sloLine } from './rows.ts';
import { unitNoun, verdictMarks, verdictTitles } from './wording.ts';

/**
 * The whole report as one HTML file: no script, no network, one style element that the content policy names by its
 * hash. Same input, same bytes.
 * @param above stands above everything, for example a link to where the page was opened from
 */
export function renderHtml(input: ReportInput, above?: Markup): string {
  return pageDocument({
    title: `${verdictTitles[input.verdict.verdict]}: ${input.suite}`,
    style: pageStyle,
    body: [
      above,
      firstScreen(input),
      diagnosisPageSection(input),
      rampSection(input),
      distributionSection(input),
      shiftSection(input),
      sessionSection(input),
      otherLoadsSection(input),
      spikeSection(input),
      steadySection(input),
      longContextSection(input),
      batchingSection(input),
      faultSection(input),
      timelineSection(input),
      resourceSection(input),
      pairSection(input),
      coldStartSection(input),
      section('Errors', errorPageTables(input)),
      section('Edge cases', edgeCasesPageParts(input)),
      metricsSection(input),
      decisionSection(input),
      section('Provenance', [provenancePageTable(input)]),
      samplesSection(input),
      repeatSection(input),
    ],
  });
}

function firstScreen(input: ReportInput): Markup {
  const { verdict, suite } = input;
  const changed = changedResults(verdict);
  const reasons = furtherReasons(input).slice(0, 5);
  const drift = driftLine(verdict);
  const warnings = warningsOf(input);
  const cause = bottleneckLine(input);
  const promises = [capacityLine(input), costLine(input)].filter((line) => line !== undefined);
  return markup`<h1>Sluice: performance of ${name(suite)}</h1>
<div class="verdict ${verdict.verdict}">
<p class="word">${verdictMarks[verdict.verdict]} ${verdictTitles[verdict.verdict]}</p>
<p class="sentence">${sentence(verdict.sentence)}</p>
</div>
${promises.length > 0 ? markup`<p>${promises.map((line) => markup`${sentence(line)} `)}</p>\n` : undefined}${list([...reasons, ...(drift ? [drift] : []), ...(cause ? [cause] : [])], 'reasons')}
${warnings.length > 0 ? markup`<div class="warnings"><b>What makes this result less valid</b>${list(warnings.slice(0, 30))}</div>` : undefined}
${changed.length > 0 ? changedPart(input) : undefined}
${hasBase(verdict) ? undefined : classPageTable(input, 'mixed')}
<p>${sentence(detectableLine(verdict) ?? '')}</p>
<p class="quiet">${runFacts(input).join(' · ')}</p>
`;
}

function changedPart({ verdict }: ReportInput): Markup {
  const changed = changedResults(verdict);
  const caption = markup`Estimate with its 95 % interval. Shaded: the tolerated change, with its limit as a line.`;
  return markup`${resultTable(changed.slice(0, 12), 'Changed metrics', { reasons: false })}
${effectFigure(changed, 'broad', caption)}${effectFigure(changed, 'narrow', caption)}`;
}

function effectFigure(
  changed: MetricResult[],
  size: 'broad' | 'narrow',
  caption: Markup,
): Markup | undefined {
  const charts = effectCharts(changed, size);
  return charts.html === '' ? undefined : figure(charts, caption, `effects ${size}`);
}

function list(items: string[], className = ''): Markup | undefined {
  if (items.length === 0) return undefined;
  return markup`<ul class="${className}">${items.map((item) => markup`<li>${sentence(item)}</li>`)}</ul>`;
}

function metricsSection(input: ReportInput): Markup | undefined {
  const { verdict } = input;
  const tokens = tokenFact(input);
  if (verdict.metrics.length === 0 && verdict.slo.length === 0) return undefined;
  const results = orderedResults(verdict).slice(0, 200);
  return section('All metrics', [
    results.length > 0 ? resultTable(results, 'All metrics', { reasons: true }) : undefined,
    tokens ? markup`<p>Under the mixed load: ${tokens}.</p>` : undefined,
    verdict.slo.length > 0 ? markup`<h3>Limits (SLO)</h3>` : undefined,
    list(verdict.slo.map(sloLine)),
  ]);
}

function decisionSection(input: ReportInput): Markup | undefined {
  const { verdict } = input;
  const looks = verdict.looks.map(({ pairs, alpha, decision }, index) => [
    String(index + 1),
    String(pairs),
    formatProbability(alpha),
    decision,
  ]);
  const drift = driftFact(verdict);
  const numeric = true;
  const columns = [
    { head: 'look', numeric },
    { head: `${unitNoun(verdict.mode)}s`, numeric },
    { head: 'alpha', numeric },
    { head: 'decision' },
  ];
  return section('How it was decided', [
    list([...decisionFacts(input), ...(drift ? [drift] : [])]),
    looks.length > 0 ? pageTable(columns, looks, 'Looks at the data') : undefined,
    verdict.reasons.length > 0
      ? markup`<h3>Reasons</h3><ul>${verdict.reasons.slice(0, 50).map(({ code, message }) => markup`<li>${name(code)} ${message}</li>`)}</ul>`
      : undefined,
  ]);
}

function repeatSection({ repeatCommand, guesses }: ReportInput): Markup | undefined {
  return section('Repeat it', [
    repeatCommand.trim() === '' ? undefined : markup`<pre>${repeatCommand}</pre>`,
    guesses.length > 0 ? markup`<h3>Guessed, because the settings say nothing</h3>` : undefined,
    list(guesses.slice(0, 50)),
  ]);
}
