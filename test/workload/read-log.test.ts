import { describe, expect, test } from 'vitest';
import { toSluiceError } from '../../src/model/error.ts';
import { readLog } from '../../src/workload/index.ts';
import type { LogOptions } from '../../src/workload/index.ts';

async function* rowsOf(rows: unknown[]) {
  for (const [i, row] of rows.entries()) yield { row: row as never, location: `log:${i + 1}` };
}

const read = (rows: unknown[], options: Partial<LogOptions> = {}) =>
  readLog(rowsOf(rows), { name: 'log', format: 'auto', columns: {}, ...options });

const errorOf = (rows: unknown[], options: Partial<LogOptions> = {}) =>
  read(rows, options).then(() => {
    throw new TypeError('nothing was thrown');
  }, toSluiceError);

/** What was read, as first and last time, and lengths. */
async function digest(rows: unknown[], options: Partial<LogOptions> = {}) {
  const { traffic } = await read(rows, options);
  const { firstMs, lastMs } = traffic.arrivals.span();
  return [firstMs, lastMs, ...traffic.lengths.cells().map((cell) => [cell.inputTokens, cell.outputTokens])];
}

const otlp = (...spans: object[]) => ({
  resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }],
});
const attribute = (key: string, value: object) => ({ key, value });
const chatSpan = {
  name: 'chat m',
  startTimeUnixNano: '1747872000500000000',
  attributes: [
    attribute('gen_ai.operation.name', { stringValue: 'chat' }),
    attribute('gen_ai.request.model', { stringValue: 'm' }),
    attribute('gen_ai.usage.input_tokens', { intValue: '50' }),
    attribute('gen_ai.usage.output_tokens', { intValue: 7 }),
  ],
};

describe('logs are read', () => {
  test.each<[string, unknown[], Partial<LogOptions>, unknown[]]>([
    [
      'with known columns',
      [{ timestamp: 1, prompt_tokens: 5, completion_tokens: 6 }],
      {},
      [1000, 1000, [5, 6]],
    ],
    [
      'with columns in other letters, and texts as CSV has them',
      [{ TIME: '2026-05-04T09:30:00Z', Input_Tokens: '5', Output_Tokens: '6' }],
      {},
      [1_777_887_000_000, 1_777_887_000_000, [5, 6]],
    ],
    [
      'with fields in fields',
      [{ ts: 2, usage: { prompt_tokens: 5, completion_tokens: 6 } }],
      {},
      [2000, 2000, [5, 6]],
    ],
    [
      'with columns that are named',
      [{ 'a.b': 1, in: 5, answer: { length: 6 }, timestamp: 9 }],
      { columns: { time: 'a.b', input: 'in', output: 'answer.length' } },
      [1000, 1000, [5, 6]],
    ],
    [
      'in milliseconds where no seconds are so many',
      [{ time: 1_777_887_000_250, prompt_tokens: 5, completion_tokens: 6 }],
      {},
      [1_777_887_000_250, 1_777_887_000_250, [5, 6]],
    ],
    [
      'of Mooncake, in milliseconds',
      [{ timestamp: 3000, input_length: 5, output_length: 6 }],
      {},
      [3000, 3000, [5, 6]],
    ],
    ['of OpenTelemetry, as OTLP writes it', [otlp(chatSpan)], {}, [1747872000500, 1747872000500, [50, 7]]],
    [
      'of OpenTelemetry, one span a row with a map of attributes',
      [
        {
          start_time: '2026-05-04T09:30:00.250Z',
          attributes: { 'gen_ai.usage.prompt_tokens': 50, 'gen_ai.usage.completion_tokens': 7 },
        },
      ],
      {},
      [1_777_887_000_250, 1_777_887_000_250, [50, 7]],
    ],
    [
      'of OpenTelemetry, of embeddings',
      [otlp({ ...chatSpan, attributes: [attribute('gen_ai.usage.input_tokens', { intValue: 3 })] })],
      {},
      [1747872000500, 1747872000500, [3, 0]],
    ],
  ])('%s', async (_, rows, options, wanted) => {
    expect(await digest(rows, options)).toEqual(wanted);
  });

  test('without the rows that failed, the spans that call no model, and the agents that sum their calls up', async () => {
    const row = { time: 1, prompt_tokens: 5, completion_tokens: 6 };
    expect(
      await read([row, { time: 2, prompt_tokens: null }, { ...row, completion_tokens: '' }]),
    ).toMatchObject({
      leftOut: 2,
      traffic: { requests: 1 },
    });
    const agent = {
      ...chatSpan,
      attributes: [
        ...chatSpan.attributes.slice(1),
        attribute('gen_ai.operation.name', { stringValue: 'invoke_agent' }),
      ],
    };
    expect(await read([otlp(chatSpan, agent, { name: 'GET /', attributes: [] })])).toMatchObject({
      leftOut: 2,
      traffic: { requests: 1 },
    });
  });

  test('of one model, where it is asked', async () => {
    const rows = ['a', 'b', 'b'].map((model, i) => ({
      time: i,
      model,
      prompt_tokens: 5,
      completion_tokens: 6,
    }));
    expect(await read(rows, { model: 'b' })).toMatchObject({ otherModels: 1, traffic: { requests: 2 } });
    expect((await read(rows)).traffic.models).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });
});

describe('logs are refused', () => {
  const row = { time: 1, prompt_tokens: 5, completion_tokens: 6 };
  test.each<[string, unknown[], Partial<LogOptions>, object, string]>([
    [
      'without a known column of output',
      [{ time: 1, prompt_tokens: 5 }],
      {},
      { location: 'log:1' },
      'output tokens is known here; the columns are time, prompt_tokens',
    ],
    [
      'with a negative length',
      [row, { ...row, prompt_tokens: -5 }],
      {},
      { location: 'log:2' },
      '`prompt_tokens` is -5',
    ],
    [
      'with a length that is none',
      [row, { ...row, completion_tokens: 'six' }],
      {},
      { location: 'log:2' },
      '"six"',
    ],
    ['with a time that is none', [row, { ...row, time: 'soon' }], {}, { location: 'log:2' }, '"soon"'],
    [
      'with times of two kinds',
      [row, { ...row, time: '2026-05-04T09:30:00Z' }],
      {},
      { location: 'log:2' },
      'date-time here and a number',
    ],
    [
      'with no requests',
      [{ ...row, prompt_tokens: null }],
      {},
      { code: 'dataset-empty' },
      '1 rows or spans have none',
    ],
    [
      'with a named column that is nowhere',
      [row],
      { columns: { input: 'tokns' } },
      { code: 'dataset-empty' },
      'token counts',
    ],
    [
      'with none of the model',
      [{ ...row, model: 'a' }],
      { model: 'b' },
      { code: 'dataset-empty' },
      'model b',
    ],
    [
      'of spans without a start',
      [otlp({ ...chatSpan, startTimeUnixNano: 'x' })],
      {},
      { location: 'log:1' },
      'startTimeUnixNano',
    ],
    [
      'of spans with a count that is none',
      [otlp({ ...chatSpan, attributes: [attribute('gen_ai.usage.input_tokens', { stringValue: 'x' })] })],
      {},
      { location: 'log:1' },
      '"x"',
    ],
  ])('%s', async (_, rows, options, expected, fact) => {
    const error = await errorOf(rows, options);
    expect(error).toMatchObject({ code: 'dataset-malformed', ...expected });
    expect(error.fact).toContain(fact);
    expect(error.remedy).not.toBe('');
  });
});
