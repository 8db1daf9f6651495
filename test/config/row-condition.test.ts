import { expect, test } from 'vitest';
import { parseCondition } from '../../src/config/row-condition.ts';

test.each([
  ['<15', { maximum: 15, maximumExclusive: true }],
  ['<= 15', { maximum: 15 }],
  ['>60', { minimum: 60, minimumExclusive: true }],
  ['>=60.5', { minimum: 60.5 }],
  ['15-60', { minimum: 15, maximum: 60 }],
  ['-5 - -1', { minimum: -5, maximum: -1 }],
  ['12', { minimum: 12, maximum: 12 }],
  [12, { minimum: 12, maximum: 12 }],
  ['billing', { equals: 'billing' }],
])('%j becomes %j', (written, condition) => {
  expect(parseCondition(written)).toEqual(condition);
});

test.each(['60-15', '<<3', '=3', '< words', '15-', '', '15 to 60', 'a<3'])(
  '%j is no condition',
  (written) => {
    expect(parseCondition(written)).toBeUndefined();
  },
);
