import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDataset, parseParquet } from '../../../src/workload/index.ts';
import type { ErrorCode } from '../../../src/model/error.ts';
import type { Fault } from '../fault.ts';
import { failingSettings } from '../platform/gate-scenes.ts';
import { cuts, mutants, readEach, tell } from './readings.ts';
import { refuseEach, tellRefused, type Damaged } from './refused.ts';

const codes: readonly ErrorCode[] = ['dataset-malformed', 'dataset-empty'];

const lines =
  '{"n":1,"text":"one \\"two\\"","tags":["a",{"b":null}]}\n{"n":-2.5e3,"text":"drei \\u00fc ü"}\n\n{"n":3,"text":""}\n';
const list = `[${lines.trim().split(/\n+/).join(',\n')}]\n`;
const table = 'id,text,n\r\n007,"one, ""two""",1\r\n008,"three\nlines",2.50\r\n009,plain,\r\n';
const texts = [
  ['jsonl', lines],
  ['json', list],
  ['csv', table],
] as const;

const textual: Fault = {
  name: 'dataset cut at every byte',
  side: 'data',
  injected:
    'JSON Lines, a JSON array and CSV with quotes, cut after each byte, and 3,000 copies of each with changed bytes',
  expected: '`dataset-malformed` or `dataset-empty` with file and line, or the rows as far as they go',
  async run() {
    const told: string[] = [];
    for (const [format, text] of texts) {
      const read = (bytes: Buffer) => parseDataset(bytes.toString('utf8'), format, `rows.${format}`);
      const bytes = Buffer.from(text);
      read(bytes);
      told.push(`${format}: ${tell(await readEach([...cuts(bytes), ...mutants(bytes, 3000)], read, codes))}`);
    }
    return told.join('. ');
  },
};

const fixtures = join(import.meta.dirname, '../../fixtures/datasets');

const packed: Fault = {
  name: 'Parquet file cut at every byte',
  side: 'data',
  injected: 'two Parquet files, cut after each byte, and 1,000 copies of each with changed bytes',
  expected: '`dataset-malformed` or `dataset-empty`, or rows; in bounded time',
  async run() {
    const told: string[] = [];
    for (const name of ['rows.parquet', 'conversations.parquet']) {
      const bytes = readFileSync(join(fixtures, name));
      const read = (some: Buffer) => parseParquet(Uint8Array.from(some).buffer, name);
      await read(bytes);
      told.push(`${name}: ${tell(await readEach([...cuts(bytes), ...mutants(bytes, 1000)], read, codes))}`);
    }
    return told.join('. ');
  },
};

/** A class of the settings that draws from the file. */
const drawing = (file: string): object => ({ seed: 1, classes: { only: { weight: 1, dataset: file } } });

const damaged = (
  name: string,
  file: string,
  put: string | Buffer | ((path: string) => void),
  code: ErrorCode,
  told: RegExp,
): Damaged => ({
  name,
  put: (folder) => {
    const path = join(folder, file);
    if (typeof put === 'function') put(path);
    else writeFileSync(path, put);
    writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(failingSettings({ workload: drawing(file) })));
  },
  arguments: ['run'],
  code,
  told,
});

const depth = 200_000;

const shapes: Fault = {
  name: 'something else in the place of a dataset',
  side: 'data',
  injected:
    'JSON Lines, JSON, CSV and Parquet cut through the real gate; an empty file, a folder, a link out of the workspace, none, UTF-16, 300 MB, 600,000 rows, 200,000 brackets, a list in a line, a quote that never ends, a header with equal names',
  expected:
    '`dataset-malformed`, `dataset-empty`, `dataset-missing` or `path-outside-workspace`, exit 2, in bounded time and 1 GB of memory; nothing started',
  async run(bench) {
    await bench.setScene(failingSettings());
    const parquet = readFileSync(join(fixtures, 'rows.parquet'));
    const inputs: Damaged[] = [
      damaged('jsonl', 'a.jsonl', lines.slice(0, 80), 'dataset-malformed', /a\.jsonl:2/),
      damaged('json', 'a.json', list.slice(0, 90), 'dataset-malformed', /a\.json/),
      damaged('csv', 'a.csv', table.slice(0, 45), 'dataset-malformed', /a\.csv:\d/),
      damaged('parquet', 'a.parquet', parquet.subarray(0, 1500), 'dataset-malformed', /a\.parquet/),
      damaged('empty', 'a.jsonl', '', 'dataset-empty', /has no rows/),
      damaged('folder', 'a.jsonl', (path) => mkdirSync(path), 'dataset-missing', /a\.jsonl/),
      damaged(
        'link out',
        'a.jsonl',
        (path) => symlinkSync('/etc/hostname', path),
        'path-outside-workspace',
        /a\.jsonl/,
      ),
      damaged('none', 'a.jsonl', () => undefined, 'dataset-missing', /a\.jsonl/),
      damaged('utf-16', 'a.jsonl', Buffer.from(lines, 'utf16le'), 'dataset-malformed', /a\.jsonl:1/),
      damaged(
        'large',
        'a.jsonl',
        (path) => {
          writeFileSync(path, lines);
          truncateSync(path, 300_000_000);
        },
        'dataset-malformed',
        /a\.jsonl has 286 MiB/,
      ),
      damaged('rows', 'a.jsonl', '{"n":1}\n'.repeat(600_000), 'dataset-malformed', /600000 rows/),
      damaged(
        'nested',
        'a.jsonl',
        `{"n":${'['.repeat(depth)}${']'.repeat(depth)}}\n`,
        'dataset-malformed',
        /a\.jsonl:1/,
      ),
      damaged('list', 'a.jsonl', '[1, 2]\n', 'dataset-malformed', /is no JSON object/),
      damaged('quote', 'a.csv', `text\n"${'x\n'.repeat(100_000)}`, 'dataset-malformed', /a\.csv/),
      damaged('header', 'a.csv', 'text,text\na,b\n', 'dataset-malformed', /column `text` twice/),
      damaged('blank header', 'a.csv', 'text,\na,b\n', 'dataset-malformed', /column without a name/),
    ];
    return tellRefused(await refuseEach(bench, inputs));
  },
};

export const datasets: Fault[] = [textual, packed, shapes];
