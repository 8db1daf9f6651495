import { expect, test } from 'vitest';
import { loadGate, loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const text = `version: 1
suite: a
target: { process: { command: [node], env: { A: 1, B: 2 } } }
base: { process: { env: { A: 1 } } }
load: { expected-rate: 8 }
`;

test('a setting of the command line goes before the file', () => {
  const workspace = makeWorkspace({ 'sluice.yml': text });
  const set = [
    'target.process.env.A=1.30',
    'load.expected-rate=20',
    'target.process.command=[node, a.js]',
    'slo.latency.p99=2s',
  ];
  const plan = loadPlan({ workspace, set });
  expect(plan.candidate).toMatchObject({ command: ['node', 'a.js'], env: { A: '1.30', B: '2' } });
  expect(plan.base).toMatchObject({ env: { A: '1', B: '2' } });
  expect(plan.load.expectedRatePerSecond).toBe(20);
  expect(plan.slo).toEqual([{ metric: 'latency.p99', limit: 2000 }]);
});

test('settings of the command line do without a file', () => {
  const plan = loadPlan({ workspace: makeWorkspace(), image: 'a', set: ['load.expected-rate=20'] });
  expect(plan.load.expectedRatePerSecond).toBe(20);
  expect(plan.configFile).toBeUndefined();
});

test.each([
  ['load.expected-rate', 'input-invalid', 'option --set'],
  ['=1', 'input-invalid', 'option --set'],
  ['load..rate=1', 'input-invalid', 'option --set'],
  ['suite.name=1', 'input-invalid', 'option --set'],
  ['suite=[a', 'input-invalid', 'option --set'],
  ['suite=*a', 'config-yaml', 'sluice.yml'],
  ['load.expected-rat=1', 'config-unknown-key', 'option --set load.expected-rat'],
  ['load.expected-rate=-1', 'config-invalid', 'option --set load.expected-rate'],
  ['workload={classes: {b: {dataset: no.csv}}}', 'dataset-missing', 'option --set workload'],
])('--set %s is refused', (set, code, location) => {
  const workspace = makeWorkspace({ 'sluice.yml': text });
  expect(errorOf(() => loadPlan({ workspace, set: [set] }))).toMatchObject({ code, location });
});

test('the gate alone needs no target', () => {
  const workspace = makeWorkspace({ 'gate.yml': 'version: 1\ngate: { tolerance: { p50: 7% } }\n' });
  expect(loadGate({ workspace }).gate.tolerance['latency.p50']).toBe(0.05);
  expect(loadGate({ workspace, config: 'gate.yml' }).gate.tolerance['latency.p50']).toBe(0.07);
  expect(errorOf(() => loadGate({ workspace, config: 'no.yml' }))).toMatchObject({
    code: 'config-not-found',
  });
});

test('the demo of the example is a valid plan whose base keeps its own speed', () => {
  const workspace = new URL('../../', import.meta.url).pathname;
  const set = ['target.process.env.SLOWDOWN=1.3'];
  const plan = loadPlan({ workspace, config: 'examples/ticket-routing/demo.yml', set });
  expect(plan.candidate).toMatchObject({ directory: 'examples/ticket-routing', env: { SLOWDOWN: '1.3' } });
  expect(plan.base).toMatchObject({ env: { SLOWDOWN: '1' } });
});
