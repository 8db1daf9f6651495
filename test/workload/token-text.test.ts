import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import { loadTokenizer } from '../../src/gate/tokenizers.ts';
import { toSluiceError } from '../../src/model/error.ts';
import type { Tokenizer } from '../../src/model/synthetic.ts';
import { createTextWriter, joinPieces } from '../../src/workload/index.ts';

const root = `${import.meta.dirname}/../..`;
const o200k = await loadTokenizer({ kind: 'o200k' }, root);
const bytes = await loadTokenizer({ kind: 'file', path: 'test/fixtures/tokenizer/byte-level.json' }, root);
const unigram = await loadTokenizer({ kind: 'file', path: 'test/fixtures/tokenizer/metaspace.json' }, root);

const writerOf = (tokenizer: Tokenizer, seed: number, opening = '') =>
  createTextWriter(tokenizer, opening, seededRandom(seed));

async function writeText(tokenizer: Tokenizer, seed: number, tokens: number): Promise<string> {
  const writer = await writerOf(tokenizer, seed);
  return joinPieces((await writer.write(tokens)).pieces);
}

test('what looks like a mark of the encoding is text', async () => {
  const [mark = 0, none] = await o200k.count(['<|endoftext|>', '']);
  expect(mark).toBeGreaterThan(1);
  expect(none).toBe(0);
});

test('a text has exactly as many tokens as were asked, whatever the length and the seed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4_000 }),
      fc.integer({ min: 0, max: 4 }),
      async (tokens, seed) => {
        expect(encode(await writeText(o200k, seed, tokens))).toHaveLength(tokens);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

test.each([
  ['o200k', o200k],
  ['a byte-level tokenizer that cuts nearly every word', bytes],
  ['a tokenizer that marks the spaces before words', unigram],
])('every short text is exact by %s', async (_, tokenizer) => {
  const writer = await writerOf(tokenizer, 1);
  const lengths = Array.from({ length: 60 }, (_, i) => i + 1);
  const texts = await Promise.all(
    lengths.map(async (tokens) => joinPieces((await writer.write(tokens)).pieces)),
  );
  expect(await tokenizer.count(texts)).toEqual(lengths);
});

test('what stands before a text is counted with it, and what it goes on from is kept', async () => {
  const opening = '1234567890123456';
  const writer = await writerOf(o200k, 2, opening);
  const start = await writer.write(120);
  const text = await writer.write(300, start.pieces);
  expect(encode(`${opening} ${joinPieces(text.pieces)}`)).toHaveLength(300);
  expect(joinPieces(text.pieces).startsWith(joinPieces(start.pieces))).toBe(true);
});

test('a text reads like language to a tokenizer', async () => {
  const text = await writeText(o200k, 3, 4_000);
  const words = text.split(/\s+/);
  expect(4_000 / words.length).toBeGreaterThan(1.2);
  expect(4_000 / words.length).toBeLessThan(1.45);
  expect(new Set(words.map((word) => word.toLowerCase())).size).toBeGreaterThan(300);
});

test('texts of one writer have no beginning in common', async () => {
  const writer = await writerOf(o200k, 4);
  const texts = await Promise.all(Array.from({ length: 500 }, () => writer.write(40)));
  expect(new Set(texts.map(({ pieces }) => encode(joinPieces(pieces)).slice(0, 16).join())).size).toBe(500);
});

test('the nearest text is given, with its true count, where no text has the asked one', async () => {
  // Counts by twos: an odd number of tokens cannot be had.
  const countWords = (text: string) => 2 * text.split(/\s+/).filter(Boolean).length;
  const even: Tokenizer = { name: 'even', count: async (texts) => texts.map(countWords) };
  const { pieces, tokens } = await (await writerOf(even, 1)).write(9);
  expect(tokens).toBe(countWords(joinPieces(pieces)));
  expect(tokens).toBe(8);
});

test('a tokenizer that makes nothing of words is refused', async () => {
  const deaf: Tokenizer = { name: 'deaf.json', count: async (texts) => texts.map(() => 0) };
  const error = await writerOf(deaf, 1).then(() => undefined, toSluiceError);
  expect(error).toMatchObject({ code: 'tokenizer-invalid', location: 'deaf.json' });
});
