import { expect, test } from 'vitest';
import { loadGate, loadPlan } from '../../src/config/index.ts';
import type { Overrides } from '../../src/config/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = "version: 1\ntarget: { url: 'http://127.0.0.1:9' }\n";

const load = (text: string, overrides: Partial<Overrides> = {}): Plan =>
  loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${head}${text}\n` }), ...overrides });

test('a preset gives the limits that are known to be asked of such a server', () => {
  expect(load('slo: { preset: real-time }').slo).toEqual([
    { metric: 'latency.p99', limit: 250 },
    { metric: 'error-rate', limit: 0.001 },
  ]);
  expect(load('slo: { preset: interactive-llm }').slo).toEqual([
    { metric: 'ttft.p95', limit: 500 },
    { metric: 'tpot.p95', limit: 50 },
    { metric: 'error-rate', limit: 0.001 },
  ]);
});

test('limits of the settings go before those of the preset, and add to them', () => {
  const text = 'slo: { preset: interactive-llm, ttft: { p95: 2s }, latency: { p99: 30s }, cold-start: 1m }';
  expect(load(text).slo).toEqual([
    { metric: 'latency.p99', limit: 30_000 },
    { metric: 'ttft.p95', limit: 2000 },
    { metric: 'tpot.p95', limit: 50 },
    { metric: 'error-rate', limit: 0.001 },
    { metric: 'cold-start', limit: 60_000 },
  ]);
});

test('mode slo comes from the settings or as an input, and leaves the base out', () => {
  const limits = 'slo: { latency: { p99: 500ms } }';
  const own = load(`gate: { mode: slo }\n${limits}\nbase: { url: 'http://127.0.0.1:8' }`);
  expect([own.mode, own.base]).toEqual(['slo', undefined]);
  expect(load(limits, { mode: 'slo' }).mode).toBe('slo');
  expect(load(`gate: { mode: slo }\n${limits}`, { mode: 'auto' }).mode).toBe('auto');
  expect(load(limits).mode).toBe('auto');
});

test('what the server costs has defaults for everything but the price', () => {
  expect(load('load: { expected-rate: 40 }\ncost: { per-hour: 2.5 }').cost).toEqual({
    perHour: 2.5,
    currency: 'USD',
    peakRatePerSecond: 40,
    headroom: 0.3,
  });
  const written = 'cost: { per-hour: 2, currency: EUR, peak-rate: 900, headroom: 50% }';
  expect(load(written).cost).toEqual({
    perHour: 2,
    currency: 'EUR',
    peakRatePerSecond: 900,
    headroom: 0.5,
  });
  expect(load('').cost).toBeUndefined();
});

test('stored runs are judged by the same limits and prices', () => {
  const text = 'slo: { preset: real-time }\nload: { expected-rate: 40 }\ncost: { per-hour: 2.5 }';
  const workspace = makeWorkspace({ 'sluice.yml': `${head}${text}\n` });
  const { slo, cost } = loadPlan({ workspace });
  expect(loadGate({ workspace })).toMatchObject({ slo, cost });
});

test.each<[what: string, text: string, overrides: Partial<Overrides>, fact: string, remedy: string]>([
  ['an unknown preset', 'slo: { preset: real-tim }', {}, "'real-tim'", '`real-time`'],
  ['mode slo without limits', '', { mode: 'slo' }, 'none is set', 'preset: real-time'],
  ['the same in the settings', 'gate: { mode: slo }', {}, 'none is set', 'slo: {'],
  ['an unknown mode', 'gate: { mode: slos }', {}, "'slos'", '`slo`'],
  ['a cost without a price', 'cost: { currency: EUR }', {}, '`cost.per-hour` is missing', 'a number'],
  ['a price of nothing', 'cost: { per-hour: 0 }', {}, '`cost.per-hour` is 0', 'more than 0'],
  ['an unknown currency', 'cost: { per-hour: 1, currency: euros }', {}, "'euros'", 'USD'],
  ['no room left', 'cost: { per-hour: 1, headroom: 95% }', {}, "'95%'", '0% to 90%'],
])('%s is refused', (_, text, overrides, fact, remedy) => {
  const error = errorOf(() => load(text, overrides));
  expect(error.code).toBe('config-invalid');
  expect(error.fact).toContain(fact);
  expect(error.remedy).toContain(remedy);
});
