import type { DatasetRow } from '../../model/plan.ts';
import type { JsonValue } from '../../model/protocol.ts';
import { cellOf } from '../row-condition.ts';
import type { Arranged, Layout } from './layout.ts';

type Origin = Required<Pick<Layout, 'name' | 'time'>> & { input: string; output: string };

/**
 * Traces of production hold times and lengths and no texts.
 * - Mooncake: JSON Lines, `timestamp` in milliseconds; `hash_ids` names each block of 512 tokens of the input, equal ids equal text.
 * - Azure LLM inference traces of 2023 and 2024: CSV with date-times.
 * - BurstGPT: CSV, seconds from the start; `Response tokens` is 0 where the request failed.
 */
const origins: Origin[] = [
  {
    name: 'mooncake',
    time: { column: 'timestamp', unit: 'ms' },
    input: 'input_length',
    output: 'output_length',
  },
  {
    name: 'azure-llm',
    time: { column: 'TIMESTAMP', unit: 's' },
    input: 'ContextTokens',
    output: 'GeneratedTokens',
  },
  {
    name: 'burstgpt',
    time: { column: 'Timestamp', unit: 's' },
    input: 'Request tokens',
    output: 'Response tokens',
  },
];

/** Each keeps its own columns and gets `timestamp`, `input_tokens` and `output_tokens`. */
export const traceLayouts: Layout[] = origins.map((origin) => ({
  name: origin.name,
  time: origin.time,
  fits: (row) =>
    [origin.time.column, origin.input, origin.output].every((column) => Object.hasOwn(row, column)),
  arrange: (row) => arrange(row, origin),
}));

function arrange(row: DatasetRow, { name, time, input, output }: Origin): Arranged {
  const [timestamp, inputTokens, outputTokens] = [
    cellOf(row, time.column),
    readTokens(cellOf(row, input)),
    readTokens(cellOf(row, output)),
  ];
  const remedy = `The layout ${name} has the columns \`${time.column}\`, \`${input}\` and \`${output}\`, with whole numbers of tokens; write \`layout: rows\` to take the file as it is.`;
  if (timestamp === undefined) return { kind: 'fault', fact: `The row has no \`${time.column}\`.`, remedy };
  if (inputTokens === undefined) return { kind: 'fault', fact: noTokens(input, cellOf(row, input)), remedy };
  if (outputTokens === undefined)
    return { kind: 'fault', fact: noTokens(output, cellOf(row, output)), remedy };
  return { kind: 'row', row: { ...row, timestamp, input_tokens: inputTokens, output_tokens: outputTokens } };
}

/** A whole number from 0 on. As text too: a CSV column with a single odd cell is one of texts. */
export function readTokens(cell: JsonValue | undefined): number | undefined {
  const tokens = typeof cell === 'string' && /^\d+$/.test(cell) ? Number(cell) : cell;
  return typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined;
}

export function noTokens(column: string, cell: JsonValue | undefined): string {
  return cell === undefined
    ? `The row has no \`${column}\`.`
    : `\`${column}\` is ${JSON.stringify(cell).slice(0, 60)}, which is no number of tokens.`;
}
