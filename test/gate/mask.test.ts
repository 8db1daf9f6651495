import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask } from '../../src/model/mask.ts';
import { maskStream } from '../../src/target/masked-stream.ts';

const secret = 'se/cret "7"+ü';
const mask = createMask([secret, 'hunter22']);

test.each([
  [`as it is: ${secret}`, 'as it is: ***'],
  [`as JSON: ${JSON.stringify({ a: secret })}`, 'as JSON: {"a":"***"}'],
  [`in a url: ?a=${encodeURIComponent(secret)}&b=1`, 'in a url: ?a=***&b=1'],
  [`in a form: ${new URLSearchParams({ a: 'hunter22' }).toString()}`, 'in a form: a=***'],
  ['cut off: hunter…', 'cut off: ***…'],
  ['cut off: hunter2', 'cut off: ***'],
  ['cut off, and no more than a word: hunt', 'cut off, and no more than a word: hunt'],
  ['nothing', 'nothing'],
])('%s', (text, hidden) => expect(mask.hide(text)).toBe(hidden));

test('a secret in base64 is found wherever it stands in what was encoded', () => {
  for (const before of ['', 'u:', 'user:', 'me:'])
    expect(mask.hide(Buffer.from(`${before}${secret} and more`).toString('base64'))).toContain('***');
});

test('a key of several lines is found as a whole, line by line, and as one line', () => {
  const key = '-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n';
  const { hide } = createMask([key]);
  for (const text of [key, key.replaceAll('\n', ' '), 'now abcdefgh then', JSON.stringify(key)])
    expect(hide(text)).not.toMatch(/abcd|ijkl/);
});

test('secrets of any size and number are found', () => {
  const many = Array.from({ length: 5000 }, (_, i) => `secret-number-${i}.`);
  const { hide } = createMask([...many, 'long'.repeat(250_000)]);
  expect(hide(`a ${many[4321]} b ${'long'.repeat(250_000)} c`)).toBe('a *** b *** c');
});

test('what is too short to be a secret is left as it is', () => {
  expect(createMask(['EMPTY', 'none', '']).hide('EMPTY none')).toBe('EMPTY none');
});

test('a stream is masked alike however it is cut into pieces', () => {
  const text = Buffer.from(`a ${secret} hunter hunter22hunter22 ü ${secret}\n`);
  const whole = 'a *** hunter ****** ü ***\n';
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (sizes) => {
      const handed: Buffer[] = [];
      const stream = maskStream(mask, (chunk) => void handed.push(chunk));
      for (let at = 0, i = 0; at < text.length; i += 1) {
        const size = sizes[i % sizes.length] as number;
        stream.take(text.subarray(at, at + size));
        at += size;
      }
      stream.end();
      expect(Buffer.concat(handed).toString('utf8')).toBe(whole);
    }),
  );
});
