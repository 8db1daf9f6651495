import { expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import type { RowCondition } from '../../src/model/plan.ts';
import { makeWorkload } from '../../src/workload/index.ts';
import { holds } from '../../src/workload/row-condition.ts';

const below15: RowCondition = {
  column: 'words',
  maximum: 15,
  maximumExclusive: true,
  written: "words: '<15'",
};
const from15: RowCondition = { column: 'words', minimum: 15, maximum: 60, written: "words: '15-60'" };

test.each([
  [below15, { words: 14.9 }, true],
  [below15, { words: 15 }, false],
  [from15, { words: 15 }, true],
  [from15, { words: 60 }, true],
  [from15, { words: 61 }, false],
  [from15, { words: '123456789012345' }, true],
  [from15, { words: '😀'.repeat(14) }, false],
  [from15, { words: null }, false],
  [from15, { words: [20] }, false],
  [from15, { text: 20 }, false],
  [{ column: 'toString', equals: 'a', written: '' }, {}, false],
  [{ column: 'lang', equals: 'de', written: '' }, { lang: 'de' }, true],
  [{ column: 'lang', equals: 'de', written: '' }, { lang: 'den' }, false],
] as [RowCondition, never, boolean][])('%j holds for %j: %s', (condition, row, expected) => {
  expect(holds(condition, row)).toBe(expected);
});

const rows = [{ words: 3 }, { words: 20 }, { words: 40 }, { words: 90 }];

test('each class gets its share and the rows that fit it, in their order', () => {
  const workload = makeWorkload([
    { name: 'short', weight: 3, rows, where: [below15] },
    { name: 'medium', weight: 1, rows, where: [from15] },
  ]);
  expect(workload).toEqual({
    classes: [
      { name: 'short', share: 0.75 },
      { name: 'medium', share: 0.25 },
    ],
    items: [
      { classIndex: 0, row: { words: 3 } },
      { classIndex: 1, row: { words: 20 } },
      { classIndex: 1, row: { words: 40 } },
    ],
  });
});

function errorOf(action: () => unknown): SluiceError {
  try {
    action();
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}

test.each([
  [below15, [{ words: 16 }, { words: 140 }], "words: '<15': words goes from 16 to 140"],
  [below15, [{ words: 'a text of 23 characters' }], 'words goes from 23 to 23 characters'],
  [below15, [{ text: 'a', n: 1 }], 'no row has the column words, there are text, n'],
  [below15, [{ words: true }], 'neither numbers nor texts'],
  [
    { column: 'lang', equals: 'de', written: "lang: 'de'" },
    [{ lang: 'en' }, { lang: 'fr' }],
    'one of en, fr',
  ],
] as [RowCondition, never[], string][])(
  'a class that no row fits names condition and data: %#',
  (condition, data, fact) => {
    const error = errorOf(() => makeWorkload([{ name: 'short', weight: 1, rows: data, where: [condition] }]));
    expect(error.code).toBe('dataset-no-match');
    expect(error.fact).toContain('class short');
    expect(error.fact).toContain(condition.written);
    expect(error.fact).toContain(fact);
  },
);

test.each([[[]], [[0, 0]], [[2, -1]], [[Number.NaN]]])('weights of %j are refused', (weights) => {
  const classes = weights.map((weight) => ({ name: 'a', weight, rows, where: [] }));
  expect(errorOf(() => makeWorkload(classes))).toMatchObject({ code: 'weights-zero' });
});
