import type { ReportInput } from '../model/report.ts';
import { telemetryIds, telemetryMetrics } from '../model/telemetry.ts';
import {
  blocksOf,
  errorColours,
  maximumBlocks,
  shownErrorKinds,
  type BlockPoint,
} from './charts/timeline-blocks.ts';
import { timelineChart } from './charts/timeline-chart.ts';
import { armsOf } from './facts.ts';
import { formatMs, formatRate, missing } from './format.ts';
import { markup, name, type Markup } from './markup.ts';
import { armKey, folded, pageTable, section } from './page-parts.ts';
import { errorText, timelinePageTable } from './page-tables.ts';
import { formatTelemetry } from './telemetry-format.ts';
import { timeSlices, type TimeSlice } from './time-slices.ts';

export function timelineSection(input: ReportInput): Markup | undefined {
  const broad = timelineChart(input, 'broad');
  if (!broad) return undefined;
  const sampled = armsOf(input).some(({ summary }) => summary.telemetry !== undefined);
  const more = sampled && markup` Then what was sampled of each arm: base dashed, candidate solid.`;
  const slices = timeSlices(input);
  const kinds = errorKey(input);
  const samples = sampled ? samplePageTable(slices) : undefined;
  return section('Timeline', [
    markup`<figure class="timeline">
<div class="stage">
<div class="broad">${broad}</div><div class="narrow">${timelineChart(input, 'narrow')}</div>
<div class="times" role="radiogroup" aria-label="All values at one time">
${slices.map(timeColumn)}</div>
</div>
<p class="hint">Point at a time to see all of its values; by keyboard, Tab to the picture and then the arrow keys.</p>
<figcaption>Each block is shaded in the colour of its arm, and hatched where it is invalid. A bar is its latency from p50 up to p95, the stroke above it goes on to p99; there is none where nothing succeeded. Below: requests a second${kinds.length > 0 ? ', and failed requests by kind' : ' (no request failed)'}.${more || undefined}<br>${armKey(input)}${kinds}</figcaption>
</figure>`,
    folded('Blocks as a table', timelinePageTable(input, maximumBlocks)),
    samples && folded('Samples as a table', samples),
  ]);
}

function errorKey(input: ReportInput): Markup[] {
  return shownErrorKinds(blocksOf(input)).map((kind, index) => {
    const colour = kind === null ? errorColours.length - 1 : index;
    return markup`<span class="kind kind-${colour}">${kind === null ? 'other errors' : name(kind)}</span>`;
  });
}

/** A radio button a column: one stop of the keyboard, arrow keys from time to time, and a tap that stays. No script. */
function timeColumn(slice: TimeSlice): Markup {
  const { fromSeconds, toSeconds, blocks, more, samples } = slice;
  const lines = [
    ...blocks.map((point) => markup`<span>${point.arm}, ${blockText(point)}</span>`),
    ...(more > 0 ? [markup`<span>and ${more} more blocks</span>`] : []),
    ...samples.map(
      ({ arm, values }) =>
        markup`<span>${arm}: ${values.map(([id, value]) => `${telemetryMetrics[id].header} ${formatTelemetry(id, value)}`).join(', ')}</span>`,
    ),
  ];
  return markup`<label data-from="${seconds(fromSeconds)}" data-to="${seconds(toSeconds)}"><input type="radio" name="time"><span class="readout"><b>${seconds(fromSeconds)} to ${seconds(toSeconds)} s</b>${lines.length > 0 ? lines : markup`<span>nothing was measured</span>`}</span></label>
`;
}

function blockText(point: BlockPoint): Markup {
  const facts = [
    `asked ${formatRate(point.ratePerSecond)}`,
    ...(point.completedPerSecond === undefined ? [] : [`completed ${formatRate(point.completedPerSecond)}`]),
    `p50 ${formatMs(point.p50Ms)}`,
    `p95 ${formatMs(point.p95Ms)}`,
    ...(point.p99Ms === undefined ? [] : [`p99 ${formatMs(point.p99Ms)}`]),
    `failed ${errorText(point)}`,
  ];
  const invalid = point.valid ? '' : `; invalid${point.reason === undefined ? '' : `: ${point.reason}`}`;
  return markup`${name(point.scenario)} ${point.index}: ${facts.join(', ')}${invalid}`;
}

/** What the panels draw, a row a slice and arm. */
function samplePageTable(slices: readonly TimeSlice[]): Markup | undefined {
  const known = telemetryIds.filter((id) =>
    slices.some(({ samples }) => samples.some(({ values }) => values.some(([other]) => other === id))),
  );
  const rows = slices.flatMap(({ fromSeconds, toSeconds, samples }) =>
    samples.map(({ arm, values }) => [
      `${seconds(fromSeconds)} to ${seconds(toSeconds)}`,
      arm,
      ...known.map((id) => {
        const value = values.find(([other]) => other === id)?.[1];
        return value === undefined ? missing : formatTelemetry(id, value);
      }),
    ]),
  );
  if (rows.length === 0) return undefined;
  const numeric = true;
  const columns = [
    { head: 'seconds', numeric },
    { head: 'arm' },
    ...known.map((id) => ({ head: telemetryMetrics[id].header, numeric })),
  ];
  return pageTable(columns, rows, 'Samples in the order of time');
}

const seconds = (time: number): string => time.toFixed(1);
