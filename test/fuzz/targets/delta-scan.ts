import { openAiDialect } from '../../../src/load/protocols/openai.ts';
import { tellsError } from '../../../src/load/streams/completion-stream.ts';
import { scanDelta } from '../../../src/load/streams/delta-scan.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds, same } from '../properties.ts';

/** The kind of an event by its bytes: by them alone, and never plain text where a parser finds an error, an end or counts. */
export const deltaScan: FuzzTarget = {
  name: 'delta-scan',
  covers: ['src/load/streams/delta-scan'],
  seeds: () => [
    '{"id":"x","choices":[{"delta":{"content":" a"},"finish_reason":null}],"usage":null}',
    '{"choices":[{"delta":{"reasoning_content":"so","content":""}}]}',
    '{"object":"error","content":"a","error":{"code":500}}',
    '{"choices":[{"text":"a","finish_reason":"stop"}],"usage":{"prompt_tokens":7}}',
  ],
  words: [
    '"content":',
    '"usage":',
    '"error":',
    '"object":"error"',
    '"text":"',
    'null',
    '\\"',
    ' :',
    ': ',
    '\t',
  ],
  check(bytes) {
    const kind = scanDelta(bytes, 0, bytes.length);
    for (const after of ['"content":"more"', 'null', '"error"', '\n\ndata: {"usage":1}']) {
      const around = Buffer.concat([Buffer.from('data: "'), bytes, Buffer.from(after)]);
      same(scanDelta(around, 7, 7 + bytes.length), kind, `inside of a chunk, before ${after}`);
    }
    const event = parsed(bytes);
    // A key that is written with escapes is not recognised, and no server writes one so.
    if (kind === 'other' || !event || bytes.includes('\\u')) return;
    const { usage, finished } = openAiDialect.readEvent(event);
    holds(!tellsError(event) && !finished && usage === undefined, `${kind} is all that it says`);
  },
};

function parsed(bytes: Buffer): object | undefined {
  try {
    const event: unknown = JSON.parse(bytes.toString());
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
}
