import { expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import type { ReplayArrivals } from '../../src/model/plan.ts';
import { makeTraceWorkload, parseArrivalTrace, parseDataset } from '../../src/workload/index.ts';

const trace = [
  'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
  '10,m,100,20,120,a',
  '11,m,4000,20,4020,a',
  '11.5,m,90,0,90,a',
  '13,m,80,30,110,a',
].join('\n');

const replay: ReplayArrivals = { kind: 'replay', path: 'burst.csv', format: 'csv', inputs: 'own', scale: 2 };
const rows = parseDataset(trace, 'csv', 'burst.csv');
const answered = { column: 'output_tokens', minimum: 1, written: 'output_tokens: >0' };
const classes = [
  {
    name: 'short',
    weight: 1,
    rows,
    where: [answered, { column: 'input_tokens', maximum: 999, written: '' }],
  },
  {
    name: 'long',
    weight: 1,
    rows,
    where: [answered, { column: 'input_tokens', minimum: 1000, written: '' }],
  },
];

test('each request of a trace keeps its own time, class and lengths, and what no class takes is not sent', () => {
  const { items, trace: arrivals, classes: shares } = makeTraceWorkload(classes, trace, replay);
  expect(items.map(({ classIndex, row }) => [classIndex, row.input_tokens, row.output_tokens])).toEqual([
    [0, 100, 20],
    [1, 4000, 20],
    [0, 80, 30],
  ]);
  expect(arrivals).toEqual({ atMs: [0, 500, 1500], periodMs: 2250, ownItems: true });
  expect(shares).toEqual([
    { name: 'short', share: 2 / 3 },
    { name: 'long', share: 1 / 3 },
  ]);
});

test('a class that never comes, one whose rows are taken, and rows that are not those of the trace, are refused', () => {
  const never = {
    ...classes[1],
    name: 'never',
    where: [{ column: 'input_tokens', minimum: 9999, written: '' }],
  };
  const attempt = (given: unknown) => {
    try {
      makeTraceWorkload(given as typeof classes, trace, replay);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(attempt([classes[0], never])).toMatchObject({ code: 'dataset-no-match' });
  const second = attempt([{ ...classes[0], where: [] }, classes[1]]);
  expect(second).toMatchObject({
    code: 'dataset-no-match',
    remedy: expect.stringContaining('long above them'),
  });
  const fewer = attempt([{ ...classes[0], rows: rows.slice(1) }]);
  expect(fewer).toBeInstanceOf(SluiceError);
  expect(fewer).toMatchObject({ code: 'config-invalid', remedy: expect.stringContaining('inputs: drawn') });
});

test.each<[string, Partial<ReplayArrivals>, string, number[]]>([
  ['BurstGPT', { format: 'csv' }, trace, [0, 1000, 1500, 3000]],
  [
    'Mooncake',
    { format: 'jsonl' },
    '{"timestamp":0,"input_length":1,"output_length":1}\n{"timestamp":3000,"input_length":1,"output_length":1}',
    [0, 3000],
  ],
  [
    'Azure LLM of 2024',
    { format: 'csv' },
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,1,1\n2024-05-10 00:00:00.509930+00:00,1,1\n',
    [0, 500],
  ],
  [
    'a layout that is named, with another column',
    { format: 'jsonl', layout: 'rows', column: 'at' },
    '{"at":1}\n{"at":3}',
    [0, 2000],
  ],
  [
    'Mooncake in seconds, because the unit is said',
    { format: 'jsonl', unit: 's' },
    '{"timestamp":0,"input_length":1,"output_length":1}\n{"timestamp":3,"input_length":1,"output_length":1}',
    [0, 3000],
  ],
])('the times of %s are found by its layout', (_, settings, text, wanted) => {
  const { atMs } = parseArrivalTrace(text, {
    kind: 'replay',
    path: 'a',
    format: 'csv',
    scale: 1,
    ...settings,
  });
  expect(atMs).toHaveLength(wanted.length);
  atMs.forEach((at, i) => expect(at).toBeCloseTo(wanted[i] ?? Number.NaN, 3));
});
