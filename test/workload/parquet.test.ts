import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toSluiceError } from '../../src/model/error.ts';
import type { DatasetLayout } from '../../src/model/plan.ts';
import { parseParquet } from '../../src/workload/index.ts';

/** Files that pyarrow wrote: test/fixtures/datasets/README.md. */
function fixture(name: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(
    new URL(`../fixtures/datasets/${name}`, import.meta.url),
  );
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}

test('columns of every kind become JSON', async () => {
  expect(await parseParquet(fixture('rows.parquet'), 'rows.parquet')).toEqual([
    {
      text: 'one',
      words: 1,
      share: 0.5,
      at: '2026-05-04T09:30:00.250Z',
      digest: 'AAEC/w==',
      tags: ['a', 'b'],
      info: { lang: 'en', ids: [1, 2] },
    },
    {
      text: 'zwei',
      words: '9007199254740993',
      share: null,
      at: null,
      digest: 'YWJjZA==',
      tags: [],
      info: { lang: null, ids: [] },
    },
    { text: null, words: null, share: null, at: null, digest: null, tags: null, info: null },
  ]);
});

test('conversations are recognised in Parquet too', async () => {
  expect(await parseParquet(fixture('conversations.parquet'), 'a')).toEqual([
    { id: 'a', text: 'Hello', turns: 1, messages: [{ role: 'user', content: 'Hello' }] },
  ]);
});

const rows = fixture('rows.parquet');
/** In the middle of the pages, whose compressed bytes then are none. */
function damaged(): ArrayBuffer {
  const bytes = new Uint8Array(rows.slice(0));
  bytes.fill(0xff, 4, 200);
  return bytes.buffer;
}

test.each<[string, ArrayBuffer, DatasetLayout | undefined, object]>([
  ['that is cut short', rows.slice(0, -100), undefined, { code: 'dataset-malformed', location: 'a.parquet' }],
  [
    'that has lost its start',
    rows.slice(600),
    undefined,
    { code: 'dataset-malformed', location: 'a.parquet' },
  ],
  ['with damaged pages', damaged(), undefined, { code: 'dataset-malformed', location: 'a.parquet' }],
  [
    'that is a text',
    new TextEncoder().encode('text,words\none,1\n').buffer,
    undefined,
    { code: 'dataset-malformed' },
  ],
  ['of no bytes', new ArrayBuffer(0), undefined, { code: 'dataset-malformed' }],
  ['without rows', fixture('empty.parquet'), undefined, { code: 'dataset-empty' }],
  ['of another layout', rows, 'mooncake', { code: 'dataset-malformed', location: 'a.parquet, row 1' }],
])('a file %s is refused', async (_, file, layout, expected) => {
  const error = await parseParquet(file, 'a.parquet', layout).then(() => undefined, toSluiceError);
  expect(error).toMatchObject(expected);
  expect(error?.remedy).not.toBe('');
});
