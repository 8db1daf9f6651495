import type { ReportInput } from '../model/report.ts';
import type { Arm } from '../model/run.ts';
import { concurrencyChart, type ConcurrencyLine } from './charts/concurrency-chart.ts';
import { steadyChart } from './charts/steady-chart.ts';
import { armStyles, colours } from './charts/theme.ts';
import { armsOf } from './facts.ts';
import { markup, type Markup } from './markup.ts';
import { armKey, figure, folded, section } from './page-parts.ts';
import { pageOf } from './plain-table.ts';
import { resourceTable } from './resources.ts';
import { batchingFacts, longContextFacts, spikeFacts, steadyFact } from './scenario-facts.ts';
import { batchingTable, faultTable, longContextTable, spikeTable, trendTable } from './scenario-tables.ts';

/** The sections of scenarios that find the limits of the server; each is left out where it was not run. */

const paragraphs = (texts: string[]): Markup | undefined =>
  texts.length === 0 ? undefined : markup`${texts.map((text) => markup`<p>${text}</p>\n`)}`;

const grid = (drawing: Markup | undefined): Markup | undefined =>
  drawing && markup`<div class="grid">${drawing}</div>`;

export function spikeSection(input: ReportInput): Markup | undefined {
  const table = pageOf(spikeTable(input));
  return (
    table &&
    section('Spikes', [
      markup`<p>The load rises within a second to a multiple of the expected rate, is held, and falls again.</p>`,
      paragraphs(spikeFacts(input)),
      table,
    ])
  );
}

export function steadySection(input: ReportInput): Markup | undefined {
  const steady = input.candidate.characteristics?.steady ?? [];
  const caption = markup`<b>Latency of each block</b>, thick p95, thin p50; below it memory, as far as it was sampled.`;
  return section(
    'Steady load',
    steady.flatMap((traits) => [
      markup`<p>${steadyFact(traits)}</p>`,
      grid(figure(steadyChart(input, traits.scenario), caption)),
      pageOf(trendTable(traits)),
    ]),
  );
}

export function longContextSection(input: ReportInput): Markup | undefined {
  const table = pageOf(longContextTable(input));
  if (!table) return undefined;
  const lines = armsOf(input).flatMap(({ arm, summary }): ConcurrencyLine[] => {
    const traits = summary.characteristics?.longContext;
    return traits ? [armLine(arm, traits.steps, traits.exhaustedAt?.concurrency ?? null)] : [];
  });
  const drawing = concurrencyChart(
    'long-context',
    'p95 latency against throughput with more and more long requests at a time. The numbers are in the table below.',
    lines,
  );
  const caption = markup`<b>Long inputs, more and more at a time</b>: the numbers say how many, the diamond where there is no more room. ${armKey(input)}`;
  return section('Long context', [
    paragraphs(longContextFacts(input)),
    grid(figure(drawing, caption)),
    folded('Steps as a table', table),
  ]);
}

function armLine(arm: Arm, steps: ConcurrencyLine['steps'], marked: number | null): ConcurrencyLine {
  const { colour, line } = armStyles[arm];
  return { label: '', colour, type: line, steps, marked };
}

/** Told apart by line as well, for readers who see no colours. */
const settingStyles = (['solid', 'dashed'] as const).flatMap((type) =>
  [colours.candidate, colours.bad, colours.good, colours.open].map((colour) => ({ colour, type })),
);

export function batchingSection(input: ReportInput): Markup | undefined {
  const facts = paragraphs(batchingFacts(input));
  if (!facts) return undefined;
  const settings = input.candidate.characteristics?.batching ?? [];
  const lines = settings
    .filter(({ steps }) => steps.length > 0)
    .slice(0, settingStyles.length)
    .map(({ setting, steps, best }, index) => ({
      label: setting,
      steps,
      marked: best,
      ...(settingStyles[index] ?? { colour: colours.soft, type: 'solid' as const }),
    }));
  const drawing = concurrencyChart(
    'batching',
    'p95 latency against throughput over the number of users, a line for each setting of the server. The numbers are in the table below.',
    lines,
  );
  const caption = markup`<b>Latency against throughput</b>: the numbers say how many requests at a time, the diamond is the best point within every limit.`;
  const table = pageOf(batchingTable(input));
  return section('Batching', [
    facts,
    grid(figure(drawing, caption)),
    table && folded('Steps as a table', table),
  ]);
}

export function faultSection(input: ReportInput): Markup | undefined {
  const table = pageOf(faultTable(input));
  return (
    table &&
    section('Faults of the dependency', [
      markup`<p>A dependency of the server was made slow, failing or unreachable. ✓ means that the server lived, let no request hang, and was as before again in the time that it was watched.</p>`,
      table,
    ])
  );
}

export function resourceSection(input: ReportInput): Markup | undefined {
  const table = pageOf(resourceTable(input));
  return (
    table &&
    section('Resources', [
      markup`<p>Means, and the most under the mixed load; of what is counted, the increase a second.</p>`,
      table,
    ])
  );
}
