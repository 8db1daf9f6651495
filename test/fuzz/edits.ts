import fc from 'fast-check';

/** A change to an input. Places and lengths are shares of the input, so that a change fits any. */
export type Edit =
  | { kind: 'put' | 'insert'; at: number; bytes: Uint8Array }
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'cut' | 'end'; at: number; share: number }
  | { kind: 'repeat'; at: number; share: number; times: number }
  /** Another value in the place of one of JSON, or of what looks like one. */
  | { kind: 'literal'; at: number; text: string };

/** Changes make no input longer than this, unless it is asked for. */
const usualBytes = 64 * 1024;

export function applyEdit(input: Buffer, edit: Edit, mostBytes = usualBytes): Buffer {
  return changed(input, edit, mostBytes).subarray(0, Math.max(mostBytes, input.length));
}

function changed(input: Buffer, edit: Edit, mostBytes: number): Buffer {
  const at = Math.floor(edit.at * (input.length + 1));
  const [before, after] = [input.subarray(0, at), input.subarray(at)];
  switch (edit.kind) {
    case 'put':
      return Buffer.concat([before, edit.bytes, after.subarray(edit.bytes.length)]);
    case 'insert':
      return Buffer.concat([before, edit.bytes, after]);
    case 'flip': {
      const flipped = Buffer.from(input);
      if (at < flipped.length) flipped[at] = (flipped[at] as number) ^ (1 << edit.bit);
      return flipped;
    }
    case 'end':
      return before;
    case 'cut':
      return Buffer.concat([before, after.subarray(Math.ceil(edit.share * after.length))]);
    case 'repeat': {
      const part = after.subarray(0, Math.ceil(edit.share * after.length));
      const repeated = Buffer.alloc(Math.min(edit.times * part.length, mostBytes), part);
      return Buffer.concat([before, repeated, after]);
    }
    case 'literal': {
      const text = input.toString('latin1');
      const found = [...text.matchAll(literal)];
      const chosen = found[Math.floor(edit.at * found.length)];
      if (!chosen) return input;
      const end = '[{'.includes(chosen[0])
        ? endOfNested(text, chosen.index)
        : chosen.index + chosen[0].length;
      return Buffer.concat([input.subarray(0, chosen.index), Buffer.from(edit.text), input.subarray(end)]);
    }
  }
}

const literal = /[[{]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b[a-z]+\b/g;

/** After the bracket that closes the one at `from`; brackets in texts count too, which only makes another change. */
function endOfNested(text: string, from: number): number {
  let depth = 0;
  for (const { 0: bracket, index } of text.slice(from).matchAll(/[[{\]}]/g)) {
    depth += '[{'.includes(bracket) ? 1 : -1;
    if (depth === 0) return from + index + 1;
  }
  return text.length;
}

/** Deeper than a stack of the usual size holds. */
const deep = (open: string, depth: number, inside: string, close: string): string =>
  open.repeat(depth) + inside + close.repeat(depth);

/** Values at the borders of what is taken. */
const values = [
  ...['null', 'true', 'false', '0', '-0', '1', '-1', '0.1', '1.5', '255', '65536', '1e21', '1e308', '1e999'],
  ...['-1e308', '1e-320', '4294967296', '9007199254740993', '8640000000000001', '1e15', 'NaN', 'Infinity'],
  ...['""', '" "', '"0"', '"1e999"', '"__proto__"', '"constructor"', '"all"', '"\\u0000"', '"\\ud800"'],
  ...['"2026-02-30T25:61:00Z"', '"9999-12-31T23:59:59Z"', '"@octocat"', '"<b>|`"', '"\\r\\n::error::x"'],
  ...['[]', '{}', '[[]]', '[null]', '{"":0}', deep('[', 20_000, '', ']'), deep('{"a":', 9000, '0', '}')],
  ...[`"${'x'.repeat(300)}"`, `"${'9'.repeat(400)}"`, '-', '*', '&a', '!!', '..', '"../../etc"'],
];

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** @param words of the format */
export function anyEdit(words: readonly string[] = []): fc.Arbitrary<Edit> {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom(...words, '\0', '\n', '\r', '\r\n', '"', '\\', '\u{1f40e}', '\ufeff')
      .map((text) => Buffer.from(text)),
  );
  const kind = <Kind extends string>(...kinds: [Kind, ...Kind[]]) => fc.constantFrom(...kinds);
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: kind('put', 'insert'), at: share, bytes }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('flip'), at: share, bit: fc.nat(7) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: kind('cut', 'end'), at: share, share: share.map((x) => x ** 4) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: kind('repeat'),
        at: share,
        share: share.map((x) => x ** 3),
        times: fc.oneof(fc.nat(9), fc.nat(9), fc.nat(1e6)),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: kind('literal'), at: share, text: fc.constantFrom(...values, ...words) }),
    },
  );
}
