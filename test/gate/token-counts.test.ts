import { expect, test } from 'vitest';
import { describeMiscount } from '../../src/gate/token-counts.ts';
import type { Samples } from '../../src/model/sample.ts';
import type { Workload } from '../../src/model/schedule.ts';

const workload: Workload = {
  classes: [{ name: 'long', share: 1 }],
  items: [1_000, 3_000].map((input_tokens) => ({ classIndex: 0, row: { input_tokens } })),
};

/** Two requests of each input, of which one got no answer. */
const noteOf = (short: number, long: number) => {
  const samples = {
    count: 4,
    itemIndex: Uint32Array.of(0, 1, 0, 1),
    inputTokens: Float64Array.of(short, long, short, Number.NaN),
  } as Samples;
  return describeMiscount(samples, workload, { kind: 'o200k' });
};

test('a chat template and a few tokens more are no other tokenizer', () => {
  expect(noteOf(1_040, 3_040)).toBeUndefined();
  expect(noteOf(1_080, 3_200)).toBeUndefined();
});

test('a server that counts otherwise is told with both numbers and the remedy', () => {
  const note = noteOf(1_300, 3_900);
  expect(note).toContain('counts 2167 input tokens a request where 1667 were asked');
  expect(note).toContain('workload.tokenizer');
  expect(noteOf(800, 2_400)).toContain('1333');
});

test('nothing is said where nothing was counted', () => {
  expect(noteOf(Number.NaN, Number.NaN)).toBeUndefined();
});
