import { SluiceError } from '../model/error.ts';
import type { DatasetLayout, DatasetRow } from '../model/plan.ts';
import type { JsonValue } from '../model/protocol.ts';
import { mostRows, tooLarge } from './dataset.ts';
import { arrangeRows } from './layouts/index.ts';

/** Unpacked: a small file may hold a great deal. */
const mostBytes = 1024 * 1024 * 1024;

/**
 * The rows of a Parquet file, as `parseDataset` gives those of a text. Lists and structs become JSON; a 64-bit integer becomes
 * a number where it is exact and else a text, a time an ISO 8601 text, bytes base64.
 * @throws SluiceError dataset-empty, or dataset-malformed where the file is none, is cut short, or is packed in an unknown way
 */
export async function parseParquet(
  file: ArrayBuffer,
  name: string,
  layout?: DatasetLayout,
): Promise<DatasetRow[]> {
  // Large, and most runs have no Parquet file.
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw malformed(name, cause);
  });
  checkSize(name, metadata);
  const read = await parquetReadObjects({ file, metadata, compressors }).catch((cause: unknown) => {
    throw malformed(name, cause);
  });
  const rows = read.map((row) => toJson(row) as DatasetRow);
  if (rows.length > 0) return arrangeRows(rows, layout, name, (row) => `${name}, row ${row + 1}`);
  throw new SluiceError('dataset-empty', {
    location: name,
    fact: `The dataset ${name} has no rows.`,
    remedy: 'Write a Parquet file with at least one row.',
  });
}

function checkSize(
  name: string,
  metadata: { num_rows: bigint; row_groups: { total_byte_size: bigint }[] },
): void {
  if (metadata.num_rows > mostRows) throw tooLarge(name, `${metadata.num_rows} rows`);
  const bytes = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  if (bytes > mostBytes) throw tooLarge(name, `${Math.round(bytes / 2 ** 20)} MiB unpacked`);
}

function toJson(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object':
      return value === null ? null : ofObject(value);
    default:
      return null;
  }
}

function ofObject(value: object): JsonValue {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as ArrayLike<unknown>, toJson);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(each)]));
}

function malformed(name: string, cause: unknown): SluiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SluiceError('dataset-malformed', {
    location: name,
    fact: `The file is no Parquet file that can be read: ${why.replace(/\p{C}/gu, '?').slice(0, 160)}.`,
    remedy:
      'Write or fetch the file again: a file that was cut short lacks its end, where Parquet keeps its index.',
    cause,
  });
}
