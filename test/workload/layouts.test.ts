import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import type { DatasetLayout, DatasetRow } from '../../src/model/plan.ts';
import type { TextFormat } from '../../src/workload/dataset.ts';
import { parseDataset } from '../../src/workload/index.ts';

const lines = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

function errorOf(text: string, format: TextFormat, layout?: DatasetLayout): SluiceError {
  try {
    parseDataset(text, format, `file.${format}`, layout);
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}

const conversation = [
  { from: 'system', value: 'Be brief.' },
  { from: 'human', value: 'Hello' },
  { from: 'gpt', value: 'Hi' },
  { from: 'human', value: 'Who are you?' },
  { from: 'gpt', value: 'A model' },
];
const asked = {
  text: 'Hello',
  turns: 2,
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi' },
    { role: 'user', content: 'Who are you?' },
  ],
};

const azure =
  'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n';
const burst =
  'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,1087,0,1087,API log\n';
const mooncake = lines(
  { timestamp: 0, input_length: 6758, output_length: 500, hash_ids: [0, 1, 2] },
  { timestamp: 3000, input_length: 7319, output_length: 490, hash_ids: [0, 14] },
);

describe('the columns of each layout', () => {
  test.each<[string, string, TextFormat, DatasetRow]>([
    [
      "ShareGPT, up to the user's last turn",
      JSON.stringify([{ id: 'a', conversations: conversation }]),
      'json',
      { id: 'a', ...asked },
    ],
    [
      'messages, whose further fields stay',
      lines({ id: 7, messages: [{ role: 'user', content: 'Hello', name: 'ada' }] }),
      'jsonl',
      { id: 7, text: 'Hello', turns: 1, messages: [{ role: 'user', content: 'Hello', name: 'ada' }] },
    ],
    [
      'messages of parts',
      lines({
        messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url' }] }],
      }),
      'jsonl',
      {
        text: 'What is it?',
        turns: 1,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url' }] }],
      },
    ],
    [
      'a batch of chats',
      lines({
        custom_id: 'r1',
        method: 'POST',
        url: '/v1/chat/completions',
        body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 9 },
      }),
      'jsonl',
      {
        custom_id: 'r1',
        method: 'POST',
        url: '/v1/chat/completions',
        text: 'Hello',
        model: 'm',
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 9,
        output_tokens: 9,
        body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 9 },
      },
    ],
    [
      'a batch of embeddings',
      lines({ custom_id: 'r1', url: '/v1/embeddings', body: { input: 'Hello' } }),
      'jsonl',
      { custom_id: 'r1', url: '/v1/embeddings', text: 'Hello', input: 'Hello', body: { input: 'Hello' } },
    ],
    [
      'Mooncake',
      mooncake,
      'jsonl',
      {
        timestamp: 0,
        input_length: 6758,
        output_length: 500,
        hash_ids: [0, 1, 2],
        input_tokens: 6758,
        output_tokens: 500,
      },
    ],
    [
      'Azure LLM',
      azure,
      'csv',
      {
        TIMESTAMP: '2023-11-16 18:15:46.6805900',
        ContextTokens: 374,
        GeneratedTokens: 44,
        timestamp: '2023-11-16 18:15:46.6805900',
        input_tokens: 374,
        output_tokens: 44,
      },
    ],
    [
      'BurstGPT',
      burst,
      'csv',
      {
        Timestamp: 5,
        Model: 'ChatGPT',
        'Request tokens': 472,
        'Response tokens': 18,
        'Total tokens': 490,
        'Log Type': 'Conversation log',
        timestamp: 5,
        input_tokens: 472,
        output_tokens: 18,
      },
    ],
  ])('%s', (_, text, format, row) => {
    expect(parseDataset(text, format, 'a')[0]).toEqual(row);
  });
});

test('conversations in which the user says nothing are left out', () => {
  const rows = [
    { conversations: [] },
    { conversations: [{ from: 'gpt', value: 'Hi' }] },
    { conversations: conversation },
  ];
  expect(parseDataset(JSON.stringify(rows), 'json', 'a')).toEqual([asked]);
});

test('rows stay as they are where they have a text of their own, or `rows` is said', () => {
  const own = { text: 'mine', messages: [{ role: 'user', content: 'Hello' }] };
  expect(parseDataset(lines(own), 'jsonl', 'a')).toEqual([own]);
  expect(parseDataset(lines({ conversations: conversation }), 'jsonl', 'a', 'rows')).toEqual([
    { conversations: conversation },
  ]);
});

describe('bad files', () => {
  test.each<[string, string, TextFormat, DatasetLayout | undefined, Partial<SluiceError>, string]>([
    [
      'conversations without any turn of a user',
      '[{"conversations":[]}]',
      'json',
      undefined,
      { code: 'dataset-empty' },
      'sharegpt',
    ],
    [
      'an unknown speaker',
      lines({ conversations: conversation }, { conversations: [{ from: 'narrator', value: 'Once' }] }),
      'jsonl',
      undefined,
      { location: 'file.jsonl:2' },
      'narrator',
    ],
    [
      'a row without conversations',
      '[{"id":1}]',
      'json',
      'sharegpt',
      { location: 'file.json, row 1' },
      'conversations',
    ],
    [
      'a batch without a body',
      lines({ custom_id: 'a', body: 'x' }),
      'jsonl',
      undefined,
      { location: 'file.jsonl:1' },
      '`body`',
    ],
    [
      'a negative length',
      azure.replace('396', '-396'),
      'csv',
      undefined,
      { location: 'file.csv:3' },
      '`ContextTokens` is -396',
    ],
    [
      'a length that is a text',
      azure.replace('396', 'many'),
      'csv',
      undefined,
      { location: 'file.csv:3' },
      '"many"',
    ],
    [
      'half a token',
      `${mooncake}\n${lines({ timestamp: 1, input_length: 1.5, output_length: 1 })}`,
      'jsonl',
      undefined,
      { location: 'file.jsonl:3' },
      '1.5',
    ],
    [
      'a layout that the file has not',
      lines({ text: 'a' }),
      'jsonl',
      'mooncake',
      { location: 'file.jsonl:1' },
      '`timestamp`',
    ],
    ['JSON that is no array', '{"a":1}', 'json', undefined, { location: 'file.json' }, 'no array'],
    ['an array of texts', '[{"a":1},"b"]', 'json', undefined, { location: 'file.json, row 2' }, '"b"'],
    ['JSON that is broken', '[{"a":1},\n{"a" 2}]', 'json', undefined, { location: 'file.json:2' }, 'no JSON'],
    [
      'JSON that is cut short',
      '[{"a":1},\n{"a":',
      'json',
      undefined,
      { code: 'dataset-malformed' },
      'no JSON',
    ],
    ['an empty array', '[]', 'json', undefined, { code: 'dataset-empty' }, 'no rows'],
  ])('%s', (_, text, format, layout, expected, fact) => {
    const error = errorOf(text, format, layout);
    expect(error).toMatchObject({ code: 'dataset-malformed', ...expected });
    expect(error.fact).toContain(fact);
    expect(error.remedy).not.toBe('');
  });
});
