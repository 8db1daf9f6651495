import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLogRows } from '../../src/gate/log-rows.ts';
import type { LogFormat } from '../../src/gate/log-rows.ts';
import { toSluiceError } from '../../src/model/error.ts';
import { makeWorkspace } from '../config/workspace.ts';

async function rowsOf(name: string, text: string, format: LogFormat) {
  const folder = makeWorkspace({ [name]: text });
  const rows: [unknown, string][] = [];
  for await (const { row, location } of readLogRows(join(folder, name), format)) {
    rows.push([row, location.slice(folder.length + 1)]);
  }
  return rows;
}

test.each<[LogFormat, string, [unknown, string][]]>([
  [
    'jsonl',
    '\uFEFF{"a":1}\r\n\n{"a":2}',
    [
      [{ a: 1 }, 'log:1'],
      [{ a: 2 }, 'log:3'],
    ],
  ],
  [
    'csv',
    '\uFEFFa,b\r\n1,\r\n\r\n"2",x\r\n',
    [
      [{ a: '1', b: '' }, 'log:2'],
      [{ a: '2', b: 'x' }, 'log:4'],
    ],
  ],
  [
    'json',
    '[\n{"a":1},\n{"a":2}]',
    [
      [{ a: 1 }, 'log, row 1'],
      [{ a: 2 }, 'log, row 2'],
    ],
  ],
  ['json', ' {"a":\n1}\n', [[{ a: 1 }, 'log, row 1']]],
  ['jsonl', '', []],
])('the rows of %s are read with their places', async (format, text, rows) => {
  expect(await rowsOf('log', text, format)).toEqual(rows);
});

test.each<[string, LogFormat, string, string, object, string]>([
  ['a broken line', 'jsonl', 'log', '{"a":1}\n{"a":\n', { code: 'dataset-malformed' }, 'log:2'],
  ['a row with too many cells', 'csv', 'log', 'a,b\n1,2\n1,2,3\n', { code: 'dataset-malformed' }, 'log:3'],
  ['a quote that is never closed', 'csv', 'log', 'a,b\n1,"2\n', { code: 'dataset-malformed' }, 'log:2'],
  ['JSON that is cut short', 'json', 'log', '[{"a":1},', { code: 'dataset-malformed' }, 'log'],
  ['a folder', 'jsonl', 'log/file', '', { code: 'dataset-missing' }, 'EISDIR'],
  ['no file', 'csv', 'other', '', { code: 'dataset-missing' }, 'ENOENT'],
])('%s is told with its place', async (_, format, name, text, expected, told) => {
  const log = join(makeWorkspace({ [name]: text }), 'log');
  const readAll = async () => {
    for await (const { location } of readLogRows(log, format)) expect(location).not.toBe('');
  };
  const error = await readAll().then(() => undefined, toSluiceError);
  expect(error).toMatchObject(expected);
  expect(error?.message).toContain(told);
});
