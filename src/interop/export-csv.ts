import { SluiceError } from '../model/error.ts';
import type { TimingId } from '../model/metric.ts';
import type { Block, Run } from '../model/run.ts';
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
  const definitions = definitionsOf(run);
  const rows = blocks.flatMap((block) => requestCells(run, block).map((cells) => [...cells, definitions]));
  return csvOf([[...requestColumns, 'definitions'], ...rows]);
}

/**
 * Every single request that the runs keep, of all scenarios, a row each: what `exportRequests` tells of it, and before that
 * its arm, scenario and whether its block is valid. Only the count where there are more than `most`.
 */
export function exportSamples(runs: readonly Run[], most: number): { count: number; csv?: string } {
  const count = runs
    .flatMap(({ blocks }) => blocks)
    .reduce((sum, { requests }) => sum + (requests?.classIndex.length ?? 0), 0);
  if (count === 0 || count > most) return { count };
  const rows = runs.flatMap((run) => {
    const definitions = definitionsOf(run);
    return run.blocks.flatMap((block) => {
      const place = [run.arm, block.scenario, block.validity.valid];
      const due = block.requests?.dueMs ?? [];
      return requestCells(run, block).map((cells, i) => [...place, ...cells, due[i], definitions]);
    });
  });
  const header = ['arm', 'scenario', 'valid', ...requestColumns, 'due_ms', 'definitions'];
  return { count, csv: csvOf([header, ...rows]) };
}

const requestColumns = ['block', 'started_at', 'class', 'completed', 'latency_ms', 'ttft_ms', 'tpot_ms'];

function requestCells({ classes }: Run, { index, startedAtEpochMs, requests }: Block): Cell[][] {
  const startedAt = isoTime(startedAtEpochMs);
  return (requests?.classIndex ?? []).map((classIndex, i) => [
    index,
    startedAt,
    classes[classIndex]?.name,
    requests!.latencyMs[i] !== null,
    requests!.latencyMs[i],
    requests!.ttftMs?.[i],
    requests!.tpotMs?.[i],
  ]);
}

const definitionsOf = (run: Run): string =>
  (['latency', 'ttft', 'tpot'] as const).map((timing) => definitionOf(run, timing)).join(' ');

const percentiles = [0.5, 0.9, 0.95, 0.99] as const;

/** A row for each number of each block and class, with the id of its definition. */
export function exportBlocks(run: Run, { quantile, mean: meanOf }: Statistics): string {
  const header = ['block', 'started_at', 'duration_ms', 'class', 'metric', 'definition', 'value'];
  const rows = measuredBlocks(run).flatMap(({ index, startedAtEpochMs, durationMs, classes }) =>
    Object.entries(classes).flatMap(([className, part]) => {
      const place = [index, isoTime(startedAtEpochMs), durationMs, className];
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

/** Empty where no calendar has the time: a run file may hold any number. */
function isoTime(epochMs: number): string {
  const time = new Date(epochMs);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
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
