import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { openAiDialect } from '../../src/load/protocols/openai.ts';
import { CompletionStream, type CompletionSummary } from '../../src/load/streams/completion-stream.ts';
import { EventStreamParser } from '../../src/load/streams/event-stream.ts';
import { JsonLinesParser } from '../../src/load/streams/json-lines.ts';

/** Cuts bytes at the given places, which may lie inside a multi-byte character or a line end. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index, all) => bytes.subarray(all[index - 1] ?? 0, end));
}

const anyCuts = fc.array(fc.nat({ max: 10_000 }), { maxLength: 40 });

function eventsOf(chunks: Buffer[]): [string, string | undefined][] {
  const events: [string, string | undefined][] = [];
  const parser = new EventStreamParser((bytes, start, end, name) =>
    events.push([bytes.toString('utf8', start, end), name]),
  );
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return events;
}

describe('server-sent events', () => {
  test.each<[string, string, [string, string | undefined][]]>([
    [
      'an event ends at a blank line',
      'data: a\n\ndata: b\n\n',
      [
        ['a', undefined],
        ['b', undefined],
      ],
    ],
    [
      'CRLF',
      'data: a\r\n\r\ndata: b\r\n\r\n',
      [
        ['a', undefined],
        ['b', undefined],
      ],
    ],
    [
      'single CR',
      'data: a\r\rdata: b\r\r',
      [
        ['a', undefined],
        ['b', undefined],
      ],
    ],
    [
      'line ends of several kinds',
      'data: a\r\n\ndata: b\n\r\n',
      [
        ['a', undefined],
        ['b', undefined],
      ],
    ],
    [
      'only one space is taken off',
      'data:  a\n\ndata:b\n\ndata: \n\n',
      [
        [' a', undefined],
        ['b', undefined],
        ['', undefined],
      ],
    ],
    ['several data lines are one event', 'data: a\ndata:\ndata: b\n\n', [['a\n\nb', undefined]]],
    ['a data line without a colon is an empty line', 'data\ndata: b\n\n', [['\nb', undefined]]],
    [
      'comments and pings are no events',
      ': ping\n\n:\n\ndata: a\n: in between\ndata: b\n\n: ping\n\n',
      [['a\nb', undefined]],
    ],
    [
      'the name of an event',
      'event: error\ndata: x\n\ndata: y\n\n',
      [
        ['x', 'error'],
        ['y', undefined],
      ],
    ],
    [
      'an error as a field of its own',
      'error: {"code":500}\n\ndata: y\n\n',
      [
        ['{"code":500}', 'error'],
        ['y', undefined],
      ],
    ],
    ['an event of no data is none', 'event: ping\n\nid: 3\nretry: 5\n\ndata: a\n\n', [['a', undefined]]],
    ['fields that only begin like data', 'dataset: x\ndata: a\n\n', [['a', undefined]]],
    ['a byte order mark', '\ufeffdata: a\n\n', [['a', undefined]]],
    [
      'a last event without its blank line',
      'data: a\n\ndata: b',
      [
        ['a', undefined],
        ['b', undefined],
      ],
    ],
    ['characters of several bytes', 'data: žluťoučký 🐎\n\n', [['žluťoučký 🐎', undefined]]],
    ['colons in the data', 'data: {"a": "b:c"}\n\n', [['{"a": "b:c"}', undefined]]],
    ['nothing', '', []],
  ])('%s, however the chunks are cut', (_, text, expected) => {
    const bytes = Buffer.from(text);
    expect(eventsOf([bytes])).toEqual(expected);
    expect(eventsOf(cut(bytes, Array.from(bytes.keys())))).toEqual(expected);
    fc.assert(
      fc.property(anyCuts, (places) => {
        expect(eventsOf(cut(bytes, places))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('newline-delimited JSON', () => {
  test.each<[string, string, string[], boolean]>([
    ['a value a line', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}'], false],
    ['CRLF and empty lines', '{"a":1}\r\n\r\n\n{"b":2}\r\n', ['{"a":1}', '{"b":2}'], false],
    ['a last line without an end', '{"a":1}\n{"b"', ['{"a":1}', '{"b"'], true],
    ['characters of several bytes', '"🐎"\n', ['"🐎"'], false],
  ])('%s, however the chunks are cut', (_, text, expected, expectedLeftOver) => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(anyCuts, (places) => {
        const values: string[] = [];
        const parser = new JsonLinesParser((line, start, end) =>
          values.push(line.toString('utf8', start, end)),
        );
        for (const chunk of cut(bytes, places)) parser.push(chunk);
        expect(parser.end()).toBe(expectedLeftOver);
        expect(values).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

const chunk = (choice: object, rest: object = {}) =>
  `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, ...choice }], ...rest })}\n\n`;
const delta = (fields: object, finish: string | null = null) =>
  chunk({ delta: fields, finish_reason: finish });
const role = delta({ role: 'assistant', content: '' });
const done = 'data: [DONE]\n\n';
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":12}}\n\n';

/** Each text is one chunk, read at 10, 20, 30 ... ms. */
function summaryOf(...chunks: (string | Buffer)[]): CompletionSummary {
  const stream = new CompletionStream(openAiDialect, { keepText: false });
  chunks.forEach((text, index) => stream.push(Buffer.from(text), 10 * (index + 1)));
  return stream.end();
}

describe('a streamed completion', () => {
  test.each<[string, string[], Partial<CompletionSummary>]>([
    [
      'an empty role delta is no first token',
      [role, delta({ content: 'a' }), delta({}, 'stop'), done],
      { firstTokenAtMs: 20, lastTokenAtMs: 20, contentEvents: 1, finished: true, fault: undefined },
    ],
    [
      'several events in a chunk have its time',
      [role, delta({ content: 'a' }) + delta({ content: 'b' }), done],
      { firstTokenAtMs: 20, lastTokenAtMs: 20, contentEvents: 2 },
    ],
    [
      'pings are no tokens',
      [': ping\n\n', role, ': ping\n\n', delta({ content: 'a' }), done],
      { firstTokenAtMs: 40, contentEvents: 1 },
    ],
    [
      'usage in the last chunk says how many tokens there were',
      [delta({ content: 'a b c' }), delta({}, 'stop'), usage, done],
      { contentEvents: 1, promptTokens: 7, completionTokens: 12 },
    ],
    [
      'reasoning is told apart',
      [role, delta({ reasoning_content: 'hm' }), delta({ reasoning: 'so' }), delta({ content: 'a' }), done],
      { firstTokenAtMs: 20, firstContentAtMs: 40, reasoningEvents: 2, contentEvents: 1 },
    ],
    [
      'spaces after colons, as Python writes them',
      ['data: {"choices": [{"delta": {"content": "a"}, "finish_reason": null}], "usage": null}\n\n', done],
      { contentEvents: 1, firstTokenAtMs: 10 },
    ],
    [
      'quotes in the text are not mistaken for keys',
      [delta({ content: '"finish_reason": "stop", "error": {}' }), done],
      { contentEvents: 1, fault: undefined },
    ],
    [
      'text that ends in the event of the finish reason',
      [delta({ content: 'a' }, 'length')],
      { contentEvents: 1, finished: true, fault: undefined },
    ],
    [
      'completions without a delta',
      [chunk({ text: 'a' }), chunk({ text: '', finish_reason: 'stop' }), done],
      { contentEvents: 1, finished: true },
    ],
    [
      'tool calls are tokens',
      [delta({ tool_calls: [{ index: 0 }] }), delta({}, 'tool_calls'), done],
      { contentEvents: 1 },
    ],
    [
      'a second choice that speaks first',
      ['data: {"choices":[{"delta":{"content":""}},{"delta":{"content":"b"}}]}\n\n', done],
      { contentEvents: 1 },
    ],
    [
      'no token at all is an answer too',
      [delta({}, 'stop'), done],
      { contentEvents: 0, firstTokenAtMs: Number.NaN, fault: undefined },
    ],
  ])('%s', (_, chunks, expected) => {
    expect(summaryOf(...chunks)).toMatchObject(expected);
  });

  test.each<[string, string[], string, RegExp]>([
    [
      'an error object inside a 200 stream',
      [role, 'data: {"error":{"message":"engine died","code":500}}\n\n'],
      'model-error',
      /engine died/,
    ],
    [
      '… that says out of memory',
      [role, 'data: {"error":{"message":"CUDA out of memory"}}\n\n'],
      'out-of-memory',
      /CUDA/,
    ],
    [
      '… that says overload',
      [role, 'data: {"error":{"message":"queue is full","code":"503"}}\n\n', done],
      'overload',
      /queue/,
    ],
    [
      '… as vLLM wrote it',
      ['data: {"object":"error","message":"bad","code":400}\n\n', done],
      'client-error',
      /bad/,
    ],
    [
      '… that says overload by a word',
      ['data: {"error":{"message":"later","type":"overloaded_error","code":null}}\n\n', done],
      'overload',
      /later/,
    ],
    [
      '… that says that the request is wrong by a word',
      ['data: {"error":{"message":"too long","type":"invalid_request_error"}}\n\n'],
      'client-error',
      /too long/,
    ],
    ['an error event by its name', ['event: error\ndata: it broke\n\n', done], 'model-error', /it broke/],
    [
      'an error after good tokens',
      [delta({ content: 'a' }), 'data: {"error":{"message":"late"}}\n\n', done],
      'model-error',
      /late/,
    ],
    ['a stream cut early', [role, delta({ content: 'a' })], 'bad-response', /ended early/],
    [
      'a stream cut inside an event',
      [delta({ content: 'a' }), 'data: {"choices":[{"del'],
      'bad-response',
      /not JSON/,
    ],
    ['an empty stream', [], 'bad-response', /ended early/],
    ['an event that is no JSON', ['data: <html>\n\n', done], 'bad-response', /not JSON: <html>/],
    ['an event that is no object', ['data: null\n\n', done], 'bad-response', /no object/],
  ])('is no success: %s', (_, chunks, outcome, message) => {
    const { fault } = summaryOf(...chunks);
    expect(fault?.outcome).toBe(outcome);
    expect(fault?.message).toMatch(message);
  });

  it('comes to the same summary however its bytes are cut, but for the times', () => {
    const events = [
      role,
      delta({ reasoning: 'hm' }),
      delta({ content: 'žluť' }),
      ': ping\r\n\r\n',
      delta({ content: '🐎"\\' }),
      delta({}, 'stop'),
      usage,
      done,
    ];
    const bytes = Buffer.from(events.join(''));
    const whole = { ...summaryOf(bytes), firstTokenAtMs: 0, firstContentAtMs: 0, lastTokenAtMs: 0 };
    fc.assert(
      fc.property(anyCuts, (places) => {
        const summary = summaryOf(...cut(bytes, places));
        expect({ ...summary, firstTokenAtMs: 0, firstContentAtMs: 0, lastTokenAtMs: 0 }).toEqual(whole);
        expect(summary.firstTokenAtMs).toBeLessThanOrEqual(summary.firstContentAtMs);
        expect(summary.firstContentAtMs).toBeLessThanOrEqual(summary.lastTokenAtMs);
      }),
    );
  });

  it('keeps the generated text where it is asked to', () => {
    const stream = new CompletionStream(openAiDialect, { keepText: true });
    stream.push(Buffer.from(delta({ content: 'a "' }) + delta({ content: 'ž' }) + done), 1);
    expect(stream.end()).toMatchObject({ text: 'a "ž', contentEvents: 2 });
  });
});

test.each([
  ['an event without an end', 'x', false],
  ['an event of lines without end', 'data: x\n', false],
  ['a text without an end', delta({ content: 'x'.repeat(1000) }), true],
])('%s is given up before it fills the memory', (_, text, keepText) => {
  const stream = new CompletionStream(openAiDialect, { keepText });
  const chunk = Buffer.alloc(1024 * 1024 - ((1024 * 1024) % Buffer.byteLength(text)), text);
  for (let sent = 0; sent < 40; sent++) stream.push(chunk, sent);
  const { fault, text: kept } = stream.end();
  expect(fault?.outcome).toBe('bad-response');
  expect(fault?.message).toMatch(/is longer than 33554432 bytes and was not read on/);
  expect(kept.length).toBeLessThanOrEqual(33_554_432);
});
