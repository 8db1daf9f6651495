import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseParquet } from '../../../src/workload/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { same, unlessRefusedLater } from '../properties.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'datasets');

/** Parquet, which a library reads: what it makes of anything is rows of JSON, or a refusal. */
export const parquet: FuzzTarget = {
  name: 'parquet',
  covers: ['src/workload/parquet', 'node_modules/hyparquet'],
  seeds: () =>
    ['rows', 'conversations', 'empty'].map((name) => readFileSync(join(fixtures, `${name}.parquet`))),
  words: ['PAR1', '\0\0\0\0', '\xff\xff\xff\x7f', '\x15\x00', '\x19\x4c'],
  async check(bytes) {
    const rows = await unlessRefusedLater(() => parseParquet(new Uint8Array(bytes).buffer, 'rows.parquet'));
    if (rows) same(JSON.parse(JSON.stringify(rows)), rows, 'rows as JSON');
  },
};
