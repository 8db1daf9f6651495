import type { ClassSummary, RunSummary } from '../model/report.ts';
import type { ImportedOrigin, Run } from '../model/run.ts';
import { escapeTerminal } from './escape.ts';
import { formatMs, formatValue } from './format.ts';
import { metrics } from '../model/metric.ts';

/** What `sluice import` tells: what was read, in whose words, and what it can be judged by. */
export function renderImport(
  { imported, blocks, warnings }: Run,
  { mixed }: RunSummary,
  fewestBlocks: number,
): string {
  const [all] = mixed;
  if (!imported || !all) return '';
  const lines = [
    `${imported.format}${imported.version ? ` (${imported.version})` : ''}: ${countsOf(all)}`,
    ...timesOf(all, imported),
    ...(imported.reported ?? []).map(
      ({ id, value }) => `${metrics[id].header}: ${formatValue(id, value)}, as the tool told it`,
    ),
    ...warnings.map((warning) => `! ${warning}`),
    judgedBy(blocks, fewestBlocks),
  ];
  return lines.map((line) => `${escapeTerminal(line, 400)}\n`).join('');
}

function countsOf({ attempted, completed, errors }: ClassSummary): string {
  const kinds = Object.entries(errors)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`);
  return `${attempted} requests, ${completed} completed${kinds.length > 0 ? `; ${kinds.join(', ')}` : ''}`;
}

function timesOf(all: ClassSummary, { definitions }: ImportedOrigin): string[] {
  const timings = [
    ['latency', 'latency', all.latencyMs],
    ['TTFT', 'ttft', all.ttftMs],
    ['TPOT', 'tpot', all.tpotMs],
    ['ITL', 'itl', all.itlMs],
  ] as const;
  return timings.flatMap(([title, id, times]) =>
    times
      ? [
          `${title}: p50 ${formatMs(times.p50)}, p95 ${formatMs(times.p95)}, p99 ${formatMs(times.p99)} (${definitions[id] ?? `sluice.${id}/1`})`,
        ]
      : [],
  );
}

function judgedBy(blocks: Run['blocks'], fewestBlocks: number): string {
  const [first] = blocks;
  const timed = blocks.some(({ classes }) => Object.values(classes).some(({ timings }) => timings.latency));
  const length = `${blocks.length} ${blocks.length === 1 ? 'block' : 'blocks'}`;
  if (blocks.length < fewestBlocks)
    return `${length}: ${fewestBlocks} are needed to compare it with other runs. Absolute limits (slo) are shown, and the verdict is invalid.${blocks.length > 1 ? ' Shorter blocks (--block) or a longer run would do.' : ''}`;
  if (!timed)
    return `${length} of ${first!.durationMs / 1000} s without times: nothing can pass by them, throughput and errors alone are compared.`;
  return `${length} of ${first!.durationMs / 1000} s: it can be compared with earlier runs of the same tool and load (sluice compare --base RUN... --candidate RUN).`;
}
