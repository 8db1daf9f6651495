import { SluiceError } from '../model/error.ts';
import type { TimingId } from '../model/metric.ts';
import type { Run } from '../model/run.ts';
import type { Statistics } from './export-statistics.ts';
import { definitionOf, measuredBlocks } from './export-statistics.ts';

/** One measured request a row, as far as the blocks keep them; a time is empty where the request did not complete. */
export function exportRequests(run: Run): string {
  const blocks = measuredBlocks(run);
  const missing = blocks.filter(({ requests }) => requests === undefined).length;
  if (missing > 0)
    throw new SluiceError('export-refused', {
      fact: `${missing} of ${blocks.length} blocks of the run hold no single requests, only distributions${run.imported ? ', as every imported run does' : ''}.`,
      remedy: 'Use --format blocks-csv, which has the percentiles of each block.',
    });
  const header = [
    'block',
    'started_at',
    'class',
    'completed',
    'latency_ms',
    'ttft_ms',
    'tpot_ms',
    'definitions',
  ];
  const definitions = (['latency', 'ttft', 'tpot'] as const)
    .map((timing) => definitionOf(run, timing))
    .join(' ');
  const rows = blocks.flatMap(({ index, startedAtEpochMs, requests }) =>
    requests!.classIndex.map((classIndex, i) => [
      index,
      new Date(startedAtEpochMs).toISOString(),
      run.classes[classIndex]!.name,
      requests!.latencyMs[i] !== null,
      requests!.latencyMs[i],
      requests!.ttftMs?.[i],
      requests!.tpotMs?.[i],
      definitions,
    ]),
  );
  return csvOf([header, ...rows]);
}

const percentiles = [0.5, 0.9, 0.95, 0.99] as const;

/** A row for each number of each block and class, with the id of its definition. */
export function exportBlocks(run: Run, { quantile, mean: meanOf }: Statistics): string {
  const header = ['block', 'started_at', 'duration_ms', 'class', 'metric', 'definition', 'value'];
  const rows = measuredBlocks(run).flatMap(({ index, startedAtEpochMs, durationMs, classes }) =>
    Object.entries(classes).flatMap(([className, part]) => {
      const place = [index, new Date(startedAtEpochMs).toISOString(), durationMs, className];
      const times = (Object.entries(part.timings) as [TimingId, (typeof part.timings)[TimingId]][]).flatMap(
        ([timing, distribution]) => {
          const row = (name: string, value: number | null) => [
            ...place,
            `${timing}.${name}_ms`,
            definitionOf(run, timing),
            value,
          ];
          return [
            row('mean', meanOf(distribution!)),
            ...percentiles.map((p) => row(`p${100 * p}`, quantile(distribution!, p))),
          ].filter((cells) => cells.at(-1) !== null);
        },
      );
      const counts: [string, string, number | undefined][] = [
        ['attempted', 'sluice.attempted/1', part.attempted],
        ['completed', 'sluice.completed/1', part.completed],
        ...Object.entries(part.errors).map(
          ([kind, count]) => [`errors.${kind}`, 'sluice.error-kind/1', count] as [string, string, number],
        ),
        ['input_tokens', 'sluice.input-tokens/1', part.inputTokens],
        ['output_tokens', 'sluice.output-tokens/1', part.outputTokens],
      ];
      return [
        ...counts.filter(([, , value]) => value !== undefined).map((count) => [...place, ...count]),
        ...times,
      ];
    }),
  );
  return csvOf([header, ...rows]);
}

type Cell = string | number | boolean | null | undefined;

const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((cells) => `${cells.map(cellOf).join(',')}\n`).join('');

function cellOf(cell: Cell): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  // A spreadsheet would take a class that begins so for a formula.
  const plain = typeof cell === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
