import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { scanDelta } from '../../src/load/streams/delta-scan.ts';

const scan = (text: string) => {
  // Inside of a longer chunk, as it is met there.
  const bytes = Buffer.from(`data: ${text}\n\ndata: {"content":"next"}`);
  return scanDelta(bytes, 6, 6 + Buffer.byteLength(text));
};

const keys = ['content', 'text', 'reasoning_content', 'reasoning', 'usage', 'error', 'finish_reason'];
const otherKeys = ['usage', 'error', 'finish_reason', 'tool_calls'];

/** What a parser would say, whatever the depth. */
function expectedOf(event: unknown): string {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (otherKeys.includes(key) && inner !== null) found.add('other');
      if (key === 'object' && inner === 'error') found.add('other');
      if (typeof inner === 'string' && inner !== '') {
        if (key === 'content' || key === 'text') found.add('content');
        if (key === 'reasoning' || key === 'reasoning_content') found.add('reasoning');
      }
      visit(inner);
    }
  };
  visit(event);
  if (found.has('other')) return 'other';
  return found.has('content') ? 'content' : found.has('reasoning') ? 'reasoning' : 'other';
}

describe('the kind of a streamed event', () => {
  test.each([
    ['{"choices":[{"delta":{"content":" a"},"finish_reason":null}],"usage":null}', 'content'],
    ['{"choices":[{"delta":{"content": "a"}}]}', 'content'],
    ['{"choices":[{"delta":{"content":""}}]}', 'other'],
    ['{"choices":[{"delta":{"role":"assistant"}}]}', 'other'],
    ['{"choices":[{"delta":{"reasoning_content":"so"}}]}', 'reasoning'],
    ['{"choices":[{"delta":{"content":"","reasoning":"so"}}]}', 'reasoning'],
    ['{"choices":[{"delta":{"reasoning":"so","content":"a"}}]}', 'content'],
    ['{"choices":[{"text":"a","finish_reason":"stop"}]}', 'other'],
    ['{"object":"error","content":"a"}', 'other'],
    ['{"object":"chat.completion.chunk","content":"a"}', 'content'],
    ['{"note":"\\"content\\":\\"x\\""}', 'other'],
    ['{"note":"ends in a backslash\\\\","content":"a"}', 'content'],
    ['{"content":"cut he', 'content'],
    ['{"content":"', 'other'],
    ['{"content":', 'other'],
    ['{"usage":', 'other'],
    ['"', 'other'],
    ['', 'other'],
  ])('%s is %s', (text, kind) => {
    expect(scan(text)).toBe(kind);
  });

  it('is what a parser finds in any JSON', () => {
    const key = fc.oneof(fc.constantFrom(...keys, 'tool_calls', 'object', 'role'), fc.string());
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom('error', '', '"content":"x"'),
      fc.constant(null),
      fc.nat(),
    );
    const { event } = fc.letrec((tie) => ({
      event: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('event'), { maxLength: 3 }),
        fc.dictionary(key, tie('event'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(event, (value) => {
        expect(scan(JSON.stringify(value))).toBe(expectedOf(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('never reads beyond the event, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (raw) => {
        const alone = Buffer.from(raw);
        const inside = Buffer.concat([alone, Buffer.from('"content":"more"')]);
        expect(scanDelta(inside, 0, alone.length)).toBe(scanDelta(alone, 0, alone.length));
      }),
    );
  });
});
