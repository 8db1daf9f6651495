import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { hashPlan, hashWorkload, readWorkload } from '../../src/gate/inputs.ts';
import type { Plan } from '../../src/model/plan.ts';
import { toSluiceError } from '../../src/model/error.ts';
import { makeWorkspace } from '../config/workspace.ts';

const seconds = (...times: number[]) => `timestamp\n${times.join('\n')}\n`;
const steady = seconds(...Array.from({ length: 100 }, (_, i) => i / 2));

function planOf(arrivals: string, trace = steady, load = '', profile = 'pr'): Plan {
  const settings = `version: 1\nsuite: a\ntarget: { url: 'http://127.0.0.1:1' }\nload:\n  arrivals: ${arrivals}\n${load}`;
  const files = { 'sluice.yml': settings, 'trace.csv': trace, 'renamed.csv': trace };
  return loadPlan({ workspace: makeWorkspace(files), profile });
}

const replay = (trace?: string, load?: string) => planOf('{ replay: { file: trace.csv } }', trace, load);

test('a replayed trace is part of the workload, and nothing else has one', async () => {
  expect((await readWorkload(replay())).trace).toMatchObject({ periodMs: 50_000 });
  expect(await readWorkload(planOf('poisson'))).not.toHaveProperty('trace');
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
])('a trace %s is refused before anything is started', async (_, trace, code, location, remedy) => {
  const error = await readWorkload(replay(trace)).then(() => undefined, toSluiceError);
  expect(error).toMatchObject({ code, location });
  expect(error?.remedy).toContain(remedy);
});

test('runs are comparable when their times are, whatever the file is called and other scenarios do', async () => {
  const plan = replay();
  expect(hashPlan(planOf('{ replay: { file: renamed.csv } }'))).toBe(hashPlan(plan));
  expect(hashPlan(replay(steady, '  expected-rate: 50\n'))).toBe(hashPlan(plan));
  const workload = hashWorkload(await readWorkload(plan));
  expect(hashWorkload(await readWorkload(planOf('{ replay: { file: renamed.csv } }')))).toBe(workload);
  expect(hashWorkload(await readWorkload(planOf('{ replay: { file: trace.csv, scale: 2x } }')))).not.toBe(
    workload,
  );
});

test('a release and a pull request are comparable: the profile is no part of what a hash is taken of', () => {
  const hashes = ['pr', 'release'].map((profile) => hashPlan(planOf('poisson', steady, '', profile)));
  expect(hashes[0]).toBe(hashes[1]);
});

test('runs of different arrivals are not comparable', () => {
  const forms = ['poisson', 'constant', '{ gamma: { burstiness: 1 } }', '{ gamma: { burstiness: 2 } }'];
  const hashes = [...forms.map((form) => hashPlan(planOf(form))), hashPlan(replay())];
  expect(new Set(hashes).size).toBe(5);
});

const lengths = [40, 700, 40, 90];
const mooncake = lengths
  .map((input, i) =>
    JSON.stringify({ timestamp: i * 1000, input_length: input, output_length: 5, hash_ids: [1] }),
  )
  .join('\n');

function tracePlanOf(classes: string, inputs = ''): Plan {
  const load = `load: { arrivals: { replay: { file: trace.jsonl${inputs} } } }\npairing: { block: 4s }\n`;
  const settings = `version: 1\nsuite: a\ntarget: { url: 'http://127.0.0.1:1' }\n${load}workload: { classes: { ${classes} } }\n`;
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': settings, 'trace.jsonl': mooncake }) });
}

test('a trace that is replayed and drawn from sends each request with a text of its own length, at its own time', async () => {
  const dataset = 'dataset: trace.jsonl, text: synthetic';
  const { items, classes, trace } = await readWorkload(
    tracePlanOf(`short: { ${dataset}, where: { input_tokens: '<500' } }, long: { ${dataset} }`),
  );
  expect(trace).toEqual({ atMs: [0, 1000, 2000, 3000], periodMs: 4000, ownItems: true });
  expect(classes.map(({ share }) => share)).toEqual([0.75, 0.25]);
  expect(items.map(({ classIndex, row }) => [classIndex, row.input_tokens])).toEqual(
    lengths.map((length) => [length < 500 ? 0 : 1, length]),
  );
  const texts = items.map(({ row }) => String(row.text));
  // One block of the trace is in all of them.
  expect(texts[1]?.startsWith(texts[0]?.slice(0, 60) ?? '?')).toBe(true);
});

test('with other rows, or by wish, inputs are drawn', async () => {
  expect(
    (await readWorkload(tracePlanOf('a: { dataset: trace.jsonl }', ', inputs: drawn'))).trace,
  ).not.toHaveProperty('ownItems');
  expect((await readWorkload(tracePlanOf('a: { rows: [{ text: x }] }'))).trace).not.toHaveProperty(
    'ownItems',
  );
});
