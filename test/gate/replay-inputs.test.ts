import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { hashPlan, hashWorkload, readWorkload } from '../../src/gate/inputs.ts';
import type { Plan } from '../../src/model/plan.ts';
import { errorOf, makeWorkspace } from '../config/workspace.ts';

const seconds = (...times: number[]) => `timestamp\n${times.join('\n')}\n`;
const steady = seconds(...Array.from({ length: 100 }, (_, i) => i / 2));

function planOf(arrivals: string, trace = steady, load = ''): Plan {
  const settings = `version: 1\nsuite: a\ntarget: { url: 'http://127.0.0.1:1' }\nload:\n  arrivals: ${arrivals}\n${load}`;
  const files = { 'sluice.yml': settings, 'trace.csv': trace, 'renamed.csv': trace };
  return loadPlan({ workspace: makeWorkspace(files) });
}

const replay = (trace?: string, load?: string) => planOf('{ replay: { file: trace.csv } }', trace, load);

test('a replayed trace is part of the workload, and nothing else has one', () => {
  expect(readWorkload(replay()).trace).toMatchObject({ periodMs: 50_000 });
  expect(readWorkload(planOf('poisson'))).not.toHaveProperty('trace');
});

test.each([
  ['out of order', seconds(0, 2, 1), 'dataset-malformed', 'trace.csv:4', '`timestamp`'],
  ['without times', 'at\n0\n', 'dataset-malformed', 'trace.csv:2', 'number'],
  ['silent for a block', seconds(0, 1, 2, 60, 61), 'config-invalid', 'trace.csv', 'pairing.block'],
  [
    'of too many at once',
    `${'timestamp\n'}${'0.5\n'.repeat(50)}0.50000001\n`,
    'dataset-malformed',
    'trace.csv',
    'scale',
  ],
  ['of more than fit into memory', seconds(0, 0.000002), 'config-invalid', 'trace.csv', 'pairing.block'],
])('a trace %s is refused before anything is started', (_, trace, code, location, remedy) => {
  const error = errorOf(() => readWorkload(replay(trace)));
  expect(error).toMatchObject({ code, location });
  expect(error.remedy).toContain(remedy);
});

test('runs are comparable when their times are, whatever the file is called and other scenarios do', () => {
  const plan = replay();
  expect(hashPlan(planOf('{ replay: { file: renamed.csv } }'))).toBe(hashPlan(plan));
  expect(hashPlan(replay(steady, '  expected-rate: 50\n'))).toBe(hashPlan(plan));
  const workload = hashWorkload(readWorkload(plan));
  expect(hashWorkload(readWorkload(planOf('{ replay: { file: renamed.csv } }')))).toBe(workload);
  expect(hashWorkload(readWorkload(planOf('{ replay: { file: trace.csv, scale: 2x } }')))).not.toBe(workload);
});

test('runs of different arrivals are not comparable', () => {
  const forms = ['poisson', 'constant', '{ gamma: { burstiness: 1 } }', '{ gamma: { burstiness: 2 } }'];
  const hashes = [...forms.map((form) => hashPlan(planOf(form))), hashPlan(replay())];
  expect(new Set(hashes).size).toBe(5);
});
