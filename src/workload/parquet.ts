import type { FileMetaData, SchemaTree } from 'hyparquet';
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
  const rows = await readRows(file, name).catch((cause: unknown) => {
    throw cause instanceof SluiceError ? cause : malformed(name, cause);
  });
  if (rows.length > 0) return arrangeRows(rows, layout, name, (row) => `${name}, row ${row + 1}`);
  throw new SluiceError('dataset-empty', {
    location: name,
    fact: `The dataset ${name} has no rows.`,
    remedy: 'Write a Parquet file with at least one row.',
  });
}

async function readRows(file: ArrayBuffer, name: string): Promise<DatasetRow[]> {
  // Large, and most runs have no Parquet file.
  const [{ parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const metadata = await parquetMetadataAsync(file);
  checkSize(name, metadata);
  checkColumns(metadata, parquetSchema(metadata));
  const rows = await parquetReadObjects({ file, metadata, compressors });
  return rows.map((row) => toJson(row) as DatasetRow);
}

/** What the file says of itself, in two places: the groups are what is read. */
function checkSize(name: string, { num_rows, row_groups }: FileMetaData): void {
  const grouped = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const rows = Math.max(Number(num_rows), grouped);
  if (rows > mostRows) throw tooLarge(name, `${rows} rows`);
  const bytes = row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  if (bytes > mostBytes) throw tooLarge(name, `${Math.round(bytes / 2 ** 20)} MiB unpacked`);
}

/**
 * The library finds out that a column is not in the schema when it reads others already, and waits for those no more: what
 * fails in them would end the process.
 */
function checkColumns({ row_groups }: FileMetaData, schema: SchemaTree): void {
  for (const { meta_data } of row_groups.flatMap(({ columns }) => columns)) {
    let tree: SchemaTree | undefined = schema;
    for (const part of meta_data?.path_in_schema ?? [])
      tree = tree?.children.find(({ element }) => element.name === part);
    if (!tree) throw new TypeError(`the schema has no column ${meta_data?.path_in_schema.join('.')}`);
  }
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
