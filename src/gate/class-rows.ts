import type { DatasetRow, Plan, RequestClassPlan } from '../model/plan.ts';
import type { Tokenizer } from '../model/synthetic.ts';
import { makeSyntheticRows, parseDataset, parseParquet } from '../workload/index.ts';
import { seededRandom } from './chance.ts';
import { readBytes, readText } from './input-file.ts';
import { createMediaSource } from './media-rows.ts';
import { typicalSalt } from './tokenizers.ts';

type Source = RequestClassPlan['source'];

/** Where the rows of a class come from; a file that several classes draw from is read once. */
export function createRowSource(
  plan: Plan,
  openTokenizer: () => Promise<Tokenizer>,
): (source: Source, className: string) => Promise<DatasetRow[]> {
  const { workspace, seed } = plan;
  const mediaRows = createMediaSource(plan);
  const read = new Map<string, DatasetRow[]>();
  return async (source, className) => {
    switch (source.kind) {
      case 'inline':
        return source.rows;
      case 'file': {
        const { path, format, layout } = source;
        const key = JSON.stringify([path, layout]);
        const known = read.get(key);
        if (known) return known;
        const rows =
          format === 'parquet'
            ? await parseParquet(arrayBufferOf(readBytes(path, workspace)), path, layout)
            : parseDataset(readText(path, workspace), format, path, layout);
        read.set(key, rows);
        return rows;
      }
      case 'synthetic': {
        const tokenizer = await openTokenizer();
        const random = seededRandom(seed, 'synthetic', className);
        return makeSyntheticRows(source, {
          className,
          tokenizer,
          salt: await typicalSalt(tokenizer),
          random,
        });
      }
      case 'image':
      case 'audio':
      case 'folder':
        return mediaRows(source, className);
    }
  };
}

/** The bytes alone: a small buffer is a part of a larger one. */
function arrayBufferOf({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
