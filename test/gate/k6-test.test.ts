import { expect, test } from 'vitest';
import { testIdOf, testNameOf, type TestHead } from '../../src/gate/k6-test.ts';

test.each([
  ['Checkout service', 'sluice-checkout-service'],
  // Of 41 characters, the fortieth a hyphen.
  [`${'a'.repeat(39)}-b`, `sluice-${'a'.repeat(39)}`],
  ['(old) model!', 'sluice-old-model'],
  ['模型', 'sluice'],
])('the suite "%s" is named %s: names of Kubernetes end in no hyphen', (suite, name) => {
  expect(testNameOf(suite)).toBe(name);
  expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
});

const head: TestHead = {
  schema: 'sluice.k6-test/2',
  sluiceVersion: '1.0.0',
  writtenAt: '2026-11-22T20:00:00.000Z',
  segments: 2,
  blocks: 12,
  salt: '7-2026-11-22T20:00:00.000Z',
  planHash: 'a',
  workloadHash: 'b',
};

test('results of another plan, workload, salt, size or number of segments are those of another test', () => {
  const others: Partial<TestHead>[] = [
    { planHash: 'c' },
    { workloadHash: 'c' },
    { salt: '7-2026-11-22T20:00:01.000Z' },
    { blocks: 13 },
    { segments: 3 },
  ];
  const ids = [{}, ...others].map((other) => testIdOf({ ...head, ...other }));
  expect(new Set(ids).size).toBe(6);
  expect(testIdOf({ ...head })).toBe(ids[0]);
});
