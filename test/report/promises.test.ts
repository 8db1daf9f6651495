import { expect, test } from 'vitest';
import type { Capacity, Characteristics, Cost } from '../../src/model/characteristics.ts';
import { headlineOutputs } from '../../src/gate/headline.ts';
import {
  renderCapacity,
  renderCapacityJson,
  renderJUnit,
  renderReleaseNotes,
  renderResultJson,
} from '../../src/report/index.ts';
import { failInput, passInput } from '../support/report-inputs.ts';

const capacity: Capacity = {
  ratePerSecond: { value: 62.345, interval: [58, 65] },
  concurrency: null,
  limits: [{ id: 'latency.p99', limit: 500 }],
  from: 'a ramp of 8 steps',
  atLeast: false,
  environment: { cpuModel: 'AMD EPYC', cores: 4, memoryGiB: 16, gpus: [] },
  statement: 'handles 62.3 requests/s at p99 latency of at most 500 ms, on 4 cores of AMD EPYC, 16 GiB',
};
const characteristics: Characteristics = {
  capacity,
  cost: {
    currency: 'EUR',
    perHour: 2.5,
    perThousandRequests: 0.0112,
    perMillionTokens: null,
    instances: 3,
    perMonth: 5475,
  },
};
const input = () => {
  const { candidate, ...rest } = passInput();
  return { ...rest, candidate: { ...candidate, characteristics } };
};

test('result.json holds what was drawn from the arms, and what changed, after the verdict', () => {
  const changes = [{ code: 'longer-outputs' as const, sentence: 'answers are 20 % longer' }];
  const text = renderResultJson({ ...input(), changes });
  expect(JSON.parse(text)).toEqual({
    ...input().verdict,
    characteristics: { candidate: characteristics },
    changes,
  });
  expect(Object.keys(JSON.parse(text) as object).slice(-2)).toEqual(['characteristics', 'changes']);
});

test('the notes of a release state the capacity and its cost', () => {
  const { section } = renderReleaseNotes(input());
  expect(section).toContain('62.3 requests/s at p99 latency of at most 500 ms, on 4 cores of AMD EPYC');
  expect(section).toContain('per 1,000 requests');
});

const cost = (instances: number, more: Partial<Cost> = {}): Cost => ({
  currency: 'EUR',
  perHour: 2.5,
  perThousandRequests: 0.0112,
  perMillionTokens: null,
  instances,
  perMonth: instances * 730,
  ...more,
});

test('the command tells the promise, that of the base, and what they cost', () => {
  const told = (now: Cost, before?: Cost) =>
    renderCapacity({ capacity, cost: now }, before && { capacity, cost: before });
  const { statement } = capacity;
  expect(renderCapacity({ capacity })).toBe(`H${statement.slice(1)}.\n`);
  expect(told(cost(3, { perMillionTokens: 0.5 }), cost(2))).toBe(
    [
      `H${statement.slice(1)}.`,
      `The base ${statement}.`,
      'At 2.50 EUR an hour that is 0.0112 EUR per 1,000 requests and 0.500 EUR per million tokens.',
      'The peak takes 3 instances: 2190 EUR a month.',
      'The change costs 730 EUR a month more for the peak: 3 instances instead of 2.',
      '',
    ].join('\n'),
  );
  expect(told(cost(1), cost(3))).toContain('1460 EUR a month less for the peak: 1 instance instead of 3.');
  expect(told(cost(3), cost(3))).not.toContain('The change');
  expect(told(cost(3), cost(1, { currency: 'USD' }))).not.toContain('The change');
});

test('for other programs it is JSON that a terminal may show', () => {
  const text = renderCapacityJson({ capacity, cost: cost(3, { currency: '\u202eRUE' }) }, { capacity });
  expect(text).not.toMatch(/\p{Cf}/u);
  expect(JSON.parse(text)).toEqual({
    schema: 'sluice.capacity/1',
    capacity,
    cost: cost(3, { currency: '\u202eRUE' }),
    base: { capacity },
  });
});

test('the action hands the capacity to later steps, as a sentence and as a number', () => {
  expect(headlineOutputs(input())).toMatchObject({
    capacity: capacity.statement,
    'capacity-rate': '62.345',
  });
  expect(headlineOutputs(passInput())).toMatchObject({ capacity: undefined, 'capacity-rate': undefined });
});

test('JUnit skips a limit that is not certain where limits judge alone, and fails it where they do not', () => {
  const { verdict, ...rest } = failInput();
  const slo = [{ ...verdict.slo[0]!, met: false, certain: false }];
  const xmlOf = (mode: 'slo' | 'paired') =>
    renderJUnit({ ...rest, verdict: { ...verdict, mode, metrics: [], slo } });
  expect(xmlOf('slo')).toMatch(/classname="slo" name="p95 latency"><skipped/);
  expect(xmlOf('paired')).toMatch(/classname="slo" name="p95 latency"><failure/);
});
