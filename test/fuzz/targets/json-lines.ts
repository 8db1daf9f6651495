import { JsonLinesParser } from '../../../src/load/streams/json-lines.ts';
import { chunkings } from '../chunkings.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { same } from '../properties.ts';

/** Newline-delimited JSON: the same however it is cut, and the same as splitting the whole gives. */
export const jsonLines: FuzzTarget = {
  name: 'json-lines',
  covers: ['src/load/streams/json-lines', 'src/load/streams/line-splitter'],
  seeds: () => ['{"a":1}\n{"b":2}\r\n\r\n{"c"', '"🐎"\n\r\n\n'],
  words: ['\r', '\n', '\r\r\n'],
  check(bytes) {
    const whole = parsed([bytes]);
    const lines = bytes.toString('latin1').split('\n');
    const values = lines.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '');
    same(whole, values.join('\0'), 'the values of the whole');
    for (const chunks of chunkings(bytes)) same(parsed(chunks), whole, 'the values of chunks');
  },
};

/** As one text, which is compared in no time. */
function parsed(chunks: readonly Buffer[]): string {
  const values: string[] = [];
  const parser = new JsonLinesParser((bytes, start, end) =>
    values.push(bytes.toString('latin1', start, end)),
  );
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return values.join('\0');
}
