import { EventStreamParser } from '../../../src/load/streams/event-stream.ts';
import { chunkings } from '../chunkings.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { same } from '../properties.ts';

/** Server-sent events: the same however they are cut, and the same as a reader of whole texts finds. */
export const eventStream: FuzzTarget = {
  name: 'event-stream',
  covers: ['src/load/streams/event-stream', 'src/load/streams/line-splitter'],
  seeds: () => [
    'data: {"a":1}\n\ndata: [DONE]\n\n',
    '\ufeff: ping\r\n\r\nevent: error\r\ndata: a\r\ndata:  b\r\n\r\nerror: {"code":500}\r\r',
    'id: 3\nretry: 5\ndata\ndataset: x\n\n\ndata: žluť 🐎',
  ],
  words: ['data', 'data:', 'data: ', 'event:', 'error:', ': ', '\n\n', '\r\r', '\r\n\r\n', '\n\r'],
  check(bytes) {
    const whole = parsed([bytes]);
    same(whole, expected(bytes.toString('latin1')), 'the events of the whole');
    for (const chunks of chunkings(bytes)) same(parsed(chunks), whole, 'the events of chunks');
  },
};

/** As one text, which is compared in no time. */
const written = (name: string | undefined, data: string): string => `${name ?? '-'} ${data}\0`;

function parsed(chunks: readonly Buffer[]): string {
  let events = '';
  const parser = new EventStreamParser((bytes, start, end, name) => {
    events += written(name, bytes.toString('latin1', start, end));
  });
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return events;
}

/** As WHATWG HTML, 9.2.6 says it, with `error` as a field and a last event that lacks its blank line. */
function expected(text: string): string {
  let events = '';
  let data: string[] = [];
  let name: string | undefined;
  for (const line of [...text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r\n|\r|\n/), '']) {
    const [, field = '', value = ''] = /^([^:]*)(?::[ ]?([^]*))?$/.exec(line) ?? [];
    if (line === '') {
      if (data.length > 0) events += written(name, data.join('\n'));
      [data, name] = [[], undefined];
    } else if (field === 'event') name = Buffer.from(value, 'latin1').toString();
    else if (field === 'data' || field === 'error') {
      if (field === 'error') name = 'error';
      data.push(value);
    }
  }
  return events;
}
