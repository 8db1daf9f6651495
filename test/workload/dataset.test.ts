import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import { parseDataset } from '../../src/workload/index.ts';

function errorOf(text: string, format: 'jsonl' | 'csv'): SluiceError {
  try {
    parseDataset(text, format, `tickets.${format}`);
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}

test.each([
  ['plain lines', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['a last line without its end', '{"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }]],
  ['a byte order mark and CRLF', '\uFEFF{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ['blank lines', '\n{"a":1}\n  \n\n{"a":2}\n\n', [{ a: 1 }, { a: 2 }]],
  ['values of every type', '{"a":[1,null],"b":{"c":true}}', [{ a: [1, null], b: { c: true } }]],
])('JSONL with %s is read', (_, text, rows) => {
  expect(parseDataset(text, 'jsonl', 'a.jsonl')).toEqual(rows);
});

test.each([
  [
    'plain cells',
    'text,words\nhello,1\nyou,2\n',
    [
      { text: 'hello', words: 1 },
      { text: 'you', words: 2 },
    ],
  ],
  [
    'a byte order mark, CRLF and blank lines',
    '\uFEFFtext\r\n\r\na\r\n\r\nb\r\n',
    [{ text: 'a' }, { text: 'b' }],
  ],
  ['quotes, commas and line breaks in cells', 'text,n\n"a ""b"", c\nd",1\n', [{ text: 'a "b", c\nd', n: 1 }]],
  [
    'ids that look like numbers',
    'id,n\n007,1.50\n8,-2\n',
    [
      { id: '007', n: 1.5 },
      { id: '8', n: -2 },
    ],
  ],
  [
    'a number missing',
    'text,n\na,\nb,2\n',
    [
      { text: 'a', n: null },
      { text: 'b', n: 2 },
    ],
  ],
  ['a text missing', 'text,n\n,1\n', [{ text: '', n: 1 }]],
  ['numbers beyond what a double holds', 'n\n12345678901234567890\n', [{ n: '12345678901234567890' }]],
])('CSV with %s is read', (_, text, rows) => {
  expect(parseDataset(text, 'csv', 'a.csv')).toEqual(rows);
});

test('whatever rows are written as JSONL come back', () => {
  const row = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<never>);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom('\n', '\r\n', '\n\n'), (rows, end) => {
      const lines = rows.map((each) => JSON.stringify(each));
      expect(parseDataset(lines.join(end), 'jsonl', 'a')).toEqual(
        lines.map((line) => JSON.parse(line) as never),
      );
    }),
  );
});

test.each([
  ['jsonl', 'a broken line', '{"a":1}\n\n{"a":\n', 3],
  ['jsonl', 'a list', '{"a":1}\n[1]\n', 2],
  ['jsonl', 'null', 'null\n', 1],
  ['jsonl', 'a bare text', '{"a":1}\r\nhello\r\n', 2],
  ['csv', 'too few cells', 'a,b\n1,2\n3\n', 3],
  ['csv', 'too many cells', 'a,b\n1,2\n\n3,4,5\n', 4],
  ['csv', 'a quote that is never closed', 'a,b\n1,"2\n', 2],
  ['csv', 'a quote inside a cell', 'a,b\n1,x"y\n', 2],
  ['csv', 'a column twice', 'a,a\n1,2\n', 1],
  ['csv', 'a column without a name', 'a,\n1,2\n', 1],
] as const)('%s with %s is malformed at its line', (format, _, text, line) => {
  const error = errorOf(text, format);
  expect(error.code).toBe('dataset-malformed');
  expect(error.location).toBe(`tickets.${format}:${line}`);
  expect(error.remedy).not.toBe('');
});

test('all broken lines are told', () => {
  expect(errorOf('x\n{"a":1}\ny\n', 'jsonl').evidence).toEqual([
    'tickets.jsonl:1: The line is no JSON: x.',
    'tickets.jsonl:3: The line is no JSON: y.',
  ]);
});

test.each([
  ['jsonl', ''],
  ['jsonl', '\uFEFF\n\n'],
  ['csv', ''],
  ['csv', 'text,words\n'],
] as const)('%s of %j is empty', (format, text) => {
  expect(errorOf(text, format)).toMatchObject({ code: 'dataset-empty', location: `tickets.${format}` });
});

test('more rows than anybody sends are refused', () => {
  expect(errorOf('{}\n'.repeat(500_001), 'jsonl')).toMatchObject({ code: 'dataset-malformed' });
});
