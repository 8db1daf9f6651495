import type {
  BatchingTraits,
  ConcurrencyStep,
  FaultTraits,
  LoadTrait,
  LongContextTraits,
  SteadyTraits,
  Trend,
} from '../model/characteristics.ts';
import type { ReportInput } from '../model/report.ts';
import { armsOf } from './facts.ts';
import {
  formatDuration,
  formatMs,
  formatPercent,
  formatProbability,
  formatRate,
  formatShare,
  formatSignificant,
  missing,
} from './format.ts';
import { plainTable, type PlainCell, type PlainTable } from './plain-table.ts';
import { bestStep } from './scenario-facts.ts';
import { formatBytes, formatCounted, formatRange, formatTelemetry } from './telemetry-format.ts';

/** The numbers of the scenarios, made once for the comment, the summary and the page. */

const numbers = (...heads: string[]) => heads.map((head) => ({ head, numeric: true }));
const texts = (...heads: string[]) => heads.map((head) => ({ head }));

/** Of a stretch of requests. */
const loadText = ({ p50Ms, p95Ms, errorShare }: LoadTrait): string =>
  [formatMs(p50Ms), formatMs(p95Ms), formatShare(errorShare)].join(' / ');

const loadColumns = (...phases: string[]) => numbers(...phases.map((phase) => `p50 / p95 / errors ${phase}`));

/** Only where more is known of a start than when it was ready: that is in the chart. */
export function startTable(input: ReportInput): PlainTable | undefined {
  const rows = armsOf(input).flatMap(({ arm, summary }) =>
    summary.coldStarts
      .filter(({ firstAnswerMs, loadMs }) => firstAnswerMs !== undefined || loadMs !== undefined)
      .map(({ start, readyMs, loadMs, firstAnswerMs, laterMs }) => [
        arm,
        String(start + 1),
        ...[readyMs, loadMs, firstAnswerMs, laterMs].map(formatMs),
      ]),
  );
  return plainTable({
    label: 'Starts',
    columns: [
      ...texts('arm'),
      ...numbers('start', 'ready after', 'model loaded in', 'first answer', 'later answers'),
    ],
    rows,
  });
}

export function spikeTable(input: ReportInput): PlainTable | undefined {
  const rows = armsOf(input).flatMap(({ arm, summary }) =>
    (summary.characteristics?.spikes ?? []).map((spike) => [
      arm,
      `${formatRate(spike.ratePerSecond)} (${formatShare(spike.height)})`,
      loadText(spike.before),
      loadText(spike.during),
      recoveryText(spike.recoveryMs, spike.watchedMs),
      spike.adaptedMs === null ? missing : formatDuration(spike.adaptedMs),
    ]),
  );
  return plainTable({
    label: 'Spikes',
    columns: [
      ...texts('arm'),
      ...numbers('spike'),
      ...loadColumns('before', 'during'),
      ...numbers('recovered after', 'adapted after'),
    ],
    rows,
  });
}

/** @param watchedMs how long it was waited for, where that is known */
function recoveryText(recoveryMs: number | null, watchedMs?: number): string {
  if (recoveryMs !== null) return formatMs(recoveryMs);
  return watchedMs === undefined ? 'not in the time' : `not within ${formatDuration(watchedMs)}`;
}

const trendNames: Readonly<Record<Trend['of'], string>> = {
  'latency.p50': 'p50 latency',
  'latency.p95': 'p95 latency',
  'target.memory': 'memory of the target',
  'target.files': 'open files',
  'gpu.memory': 'GPU memory',
};

const slopeFormats: Readonly<Record<Trend['unit'], (slope: number) => string>> = {
  'share/h': (slope) => `${signed(slope, formatPercent)}/h`,
  'bytes/min': (slope) => `${signed(slope, formatBytes)}/min`,
  'files/min': (slope) => `${signed(slope, (size) => size.toFixed(2))} files/min`,
};

const signed = (value: number, format: (size: number) => string): string =>
  `${value < 0 ? '-' : value > 0 ? '+' : ''}${format(Math.abs(value))}`;

/** How latency, memory and files moved over the time of a steady load. */
export function trendTable({ scenario, trends }: SteadyTraits): PlainTable | undefined {
  const rows = trends.map(({ of, slope, unit, p, rising }) => {
    const format = slopeFormats[unit];
    return [
      trendNames[of],
      format(slope.value),
      slope.interval ? formatRange(slope.interval, format) : missing,
      formatProbability(p),
      rising ? '✗ rises' : '✓ no rise established',
    ];
  });
  const columns = [...texts('trend'), ...numbers('slope', '95 % interval', 'p'), ...texts('result')];
  return plainTable({ label: `Trends of ${scenario}`, columns, rows });
}

/** Steps of a closed loop; `note` says what is special about a step. */
function stepsTable(label: string, first: string, rows: PlainCell[][]): PlainTable | undefined {
  return plainTable({
    label,
    columns: [
      { head: first },
      ...numbers(
        'at a time',
        'completed',
        'output tokens',
        'p50',
        'p95',
        'p99',
        'p95 TTFT',
        'p95 TPOT',
        'errors',
        'KV cache',
        'waiting',
        'preemptions',
      ),
      { head: 'note' },
    ],
    rows,
  });
}

function stepCells(first: PlainCell, step: ConcurrencyStep, notes: string[]): PlainCell[] {
  const { outputTokensPerSecond: tokens } = step;
  return [
    first,
    String(step.concurrency),
    formatRate(step.completedPerSecond),
    tokens === null ? missing : `${formatSignificant(tokens)}/s`,
    ...[step.p50Ms, step.p95Ms, step.p99Ms, step.ttftP95Ms, step.tpotP95Ms].map(formatMs),
    formatShare(step.errorShare),
    formatTelemetry('server.kv-cache', step.kvCache),
    formatTelemetry('server.waiting', step.waiting),
    formatCounted(step.preemptions),
    [...(step.valid ? [] : ['invalid']), ...notes].join(', '),
  ];
}

export function longContextTable(input: ReportInput): PlainTable | undefined {
  const rows = armsOf(input).flatMap(({ arm, summary }) => {
    const traits = summary.characteristics?.longContext;
    return traits?.steps.map((step) => stepCells(arm, step, longContextNotes(traits, step))) ?? [];
  });
  return stepsTable('Long context', 'arm', rows);
}

function longContextNotes({ exhaustedAt, saturatedAt }: LongContextTraits, step: ConcurrencyStep): string[] {
  return [
    ...(step.concurrency === saturatedAt ? ['rises no more'] : []),
    ...(step.concurrency === exhaustedAt?.concurrency ? ['no more room'] : []),
  ];
}

export function batchingTable(input: ReportInput): PlainTable | undefined {
  const settings = input.candidate.characteristics?.batching ?? [];
  return stepsTable('Batching', 'setting', settings.flatMap(batchingRows));
}

function batchingRows(traits: BatchingTraits): PlainCell[][] {
  const best = bestStep(traits);
  const setting = traits.setting === '' ? 'as it is' : { name: traits.setting };
  return traits.steps.map((step) => stepCells(setting, step, step === best ? ['best'] : []));
}

const degradedWords: Readonly<Record<FaultTraits['degraded'], string>> = {
  unaffected: 'unaffected',
  slower: 'slower',
  'failing-fast': 'fails fast',
  hanging: 'hangs',
  ended: 'the server ended',
};

export function faultTable({ candidate }: ReportInput): PlainTable | undefined {
  const rows = (candidate.characteristics?.faults ?? []).map((fault) => [
    fault.graceful ? '✓' : '✗',
    { name: fault.fault },
    degradedWords[fault.degraded],
    ...[fault.before, fault.during, fault.after].map(loadText),
    recoveryText(fault.recoveryMs),
  ]);
  return plainTable({
    label: 'Faults of the dependency',
    columns: [
      ...texts('', 'dependency', 'requests'),
      ...loadColumns('before', 'during', 'after'),
      ...numbers('recovered after'),
    ],
    rows,
  });
}
