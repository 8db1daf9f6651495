import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/model/protocol.ts';
import { longestClass } from '../../src/workload/index.ts';

type Row = Record<string, JsonValue>;

const workload = (...rowsOfClass: Row[][]) => ({
  classes: rowsOfClass.map((_, i) => ({ name: `class ${i}`, share: 1 / rowsOfClass.length })),
  items: rowsOfClass.flatMap((rows, classIndex) => rows.map((row) => ({ classIndex, row }))),
});

test.each<[string, Row[][], { classIndex: number; length: number; unit: string }]>([
  [
    'by tokens where every row has them',
    [[{ input_tokens: 10, text: 'a long, long text' }], [{ input_tokens: '20', text: 'a' }]],
    { classIndex: 1, length: 20, unit: 'tokens' },
  ],
  [
    'by its longest column where one row has no tokens',
    [[{ text: 'four' }], [{ input_tokens: 900, text: 'six...', id: 'x' }]],
    { classIndex: 1, length: 6, unit: 'characters' },
  ],
  [
    'on average, and not by its longest row',
    [[{ text: 'x'.repeat(8) }, { text: 'x' }], [{ text: 'x'.repeat(5) }]],
    { classIndex: 1, length: 5, unit: 'characters' },
  ],
  [
    'by lists and numbers as they are written',
    [[{ n: 7 }], [{ messages: [{ role: 'user' }] }]],
    { classIndex: 1, length: 17, unit: 'characters' },
  ],
  [
    'as the first of equals',
    [[{ text: 'ab' }], [{ text: 'cd' }]],
    { classIndex: 0, length: 2, unit: 'characters' },
  ],
])('the class with the longest inputs is found %s', (_, rows, found) => {
  expect(longestClass(workload(...rows))).toEqual(found);
});
