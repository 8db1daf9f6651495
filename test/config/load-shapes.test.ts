import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { ErrorCode } from '../../src/model/error.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = 'version: 1\nsuite: a\ntarget: { container: { image: a } }\n';

function planOf(text: string) {
  return loadPlan({
    workspace: makeWorkspace({ 'ci/sluice.yml': `${head}${text}`, 'ci/trace.csv': 'timestamp\n0\n1\n' }),
    config: 'ci/sluice.yml',
  });
}

test.each([
  ['', 'poisson'],
  ['constant', 'constant'],
  ['{ gamma: { burstiness: 0.5 } }', { kind: 'gamma', burstiness: 0.5 }],
  [
    '{ replay: { file: trace.csv } }',
    { kind: 'replay', path: 'ci/trace.csv', format: 'csv', inputs: 'drawn', scale: 1 },
  ],
  [
    '{ replay: { file: trace.csv, column: at, unit: ms, scale: 1.5x } }',
    { kind: 'replay', path: 'ci/trace.csv', format: 'csv', column: 'at', unit: 'ms', scale: 1.5 },
  ],
  ['{ replay: { file: trace.csv, scale: 2 } }', { scale: 2 }],
])('arrivals %s are planned', (written, planned) => {
  const { arrivals } = planOf(written === '' ? '' : `load: { arrivals: ${written} }\n`).load;
  if (typeof planned === 'string') expect(arrivals).toBe(planned);
  else expect(arrivals).toMatchObject(planned);
});

test.each([
  ['', { shape: 'steps', from: 0.1, to: 2, steps: 8 }],
  [
    '{ shape: linear, from: 50%, steps: 4, step: 5s }',
    { shape: 'linear', from: 0.5, steps: 4, stepMs: 5_000 },
  ],
])('a ramp %s is planned', (written, planned) => {
  const { scenarios } = planOf(written === '' ? '' : `scenarios: { ramp: ${written} }\n`);
  expect(scenarios.find(({ kind }) => kind === 'ramp')).toMatchObject(planned);
});

test.each([
  ['{ concurrency: 8 }', { concurrency: 8, durationMs: 10_000, thinkTime: { kind: 'none' } }],
  [
    '{ concurrency: 2, duration: 3s, think-time: 200ms }',
    { concurrency: 2, durationMs: 3_000, thinkTime: { kind: 'constant', thinkMs: 200 } },
  ],
  ['{ concurrency: 2, think-time: 0s }', { thinkTime: { kind: 'none' } }],
  [
    '{ concurrency: 2, think-time: { exponential: 1s } }',
    { thinkTime: { kind: 'exponential', meanMs: 1_000 } },
  ],
])('a closed loop %s is planned where the profile has it', (written, planned) => {
  const { scenarios } = planOf(
    `scenarios: { closed: ${written} }\nprofiles: { pr: { scenarios: [mixed, closed] } }\n`,
  );
  expect(scenarios[1]).toMatchObject({ kind: 'closed', ...planned });
});

test('a closed loop is in no profile by default', () => {
  const { scenarios } = planOf('scenarios: { closed: { concurrency: 8 } }\n');
  expect(scenarios.map(({ kind }) => kind)).toEqual(['cold-start', 'single', 'ramp', 'mixed']);
});

const inLoad = (arrivals: string) => `load:\n  arrivals: ${arrivals}\n`;
const withClosed = (closed: string) =>
  `profiles: { pr: { scenarios: [mixed, closed] } }\nscenarios:\n  closed: ${closed}\n`;

/** What is wrong; the settings; the code; the line of sluice.yml; what the message must name; what the remedy must name. */
test.each<[string, string, ErrorCode, number, string, string]>([
  ['unknown arrivals', inLoad('gamma'), 'config-invalid', 5, "'gamma'", '{ gamma: { burstiness: 0.5 } }'],
  ['a number as arrivals', inLoad('5'), 'config-invalid', 5, 'is 5', '`poisson`'],
  ['an unknown form', inLoad('{ gama: { burstiness: 1 } }'), 'config-unknown-key', 5, 'gama', '`gamma`'],
  [
    'two forms',
    inLoad('{ gamma: { burstiness: 1 }, replay: { file: trace.csv } }'),
    'config-invalid',
    5,
    'map',
    '`poisson`',
  ],
  ['no form', inLoad('{}'), 'config-invalid', 5, 'a map', '`poisson`'],
  [
    'gamma without a shape',
    inLoad('{ gamma: {} }'),
    'config-invalid',
    5,
    'burstiness` is missing',
    'a number',
  ],
  ['a burstiness of 0', inLoad('{ gamma: { burstiness: 0 } }'), 'config-invalid', 5, 'is 0', 'at least 0.01'],
  ['a replay without a file', inLoad('{ replay: {} }'), 'config-invalid', 5, 'file` is missing', 'file'],
  [
    'a trace that is missing',
    inLoad('{ replay: { file: no.csv } }'),
    'dataset-missing',
    5,
    'no.csv',
    'Commit',
  ],
  [
    'a trace outside',
    inLoad('{ replay: { file: ../../t.csv } }'),
    'path-outside-workspace',
    5,
    't.csv',
    'inside',
  ],
  ['a trace of unknown form', inLoad('{ replay: { file: t.log } }'), 'config-invalid', 5, 't.log', '.jsonl'],
  [
    'a scale in percent',
    inLoad('{ replay: { file: trace.csv, scale: 150% } }'),
    'config-invalid',
    5,
    "'150%'",
    '1.5x',
  ],
  [
    'a scale of 0',
    inLoad('{ replay: { file: trace.csv, scale: 0x } }'),
    'config-invalid',
    5,
    "'0x'",
    'above 0',
  ],
  [
    'an unknown unit',
    inLoad('{ replay: { file: trace.csv, unit: us } }'),
    'config-invalid',
    5,
    "'us'",
    '`s`',
  ],
  [
    'a rate beside a trace',
    'load:\n  mixed-rate: 5\n  arrivals: { replay: { file: trace.csv } }\n',
    'config-invalid',
    5,
    'rate of its own',
    'scale',
  ],
  ['an unknown shape', 'scenarios:\n  ramp: { shape: linar }\n', 'config-invalid', 5, 'linar', '`linear`'],
  [
    'a linear ramp that begins without a request',
    'load: { expected-rate: 1 }\nscenarios:\n  ramp: { shape: linear, step: 2s }\n',
    'config-invalid',
    6,
    'hold 0.44 requests, at 0.22 requests/s',
    '5s',
  ],
  [
    'a closed loop without users',
    'profiles: { pr: { scenarios: [mixed, closed] } }\n',
    'config-invalid',
    1,
    'how many users',
    'concurrency: 8',
  ],
  ['a closed loop of nobody', withClosed('{ concurrency: 0 }'), 'config-invalid', 6, 'is 0', 'at least 1'],
  [
    'a closed loop without a number',
    withClosed('{}'),
    'config-invalid',
    6,
    'concurrency` is missing',
    'a number',
  ],
  [
    'a bare think time',
    withClosed('{ concurrency: 1, think-time: 5 }'),
    'config-invalid',
    6,
    'is 5',
    '500ms',
  ],
  [
    'a think time of a word',
    withClosed('{ concurrency: 1, think-time: long }'),
    'config-invalid',
    6,
    'long',
    '500ms',
  ],
  [
    'a think time of an unknown distribution',
    withClosed('{ concurrency: 1, think-time: { exponental: 5s } }'),
    'config-unknown-key',
    6,
    'exponental',
    '`exponential`',
  ],
])('%s is refused', (_, text, code, line, fact, remedy) => {
  const error = errorOf(() => planOf(text));
  const all = [error, ...error.evidence].map(String).join('\n');
  expect(all).toContain(fact);
  expect(error).toMatchObject({ code, location: `ci/sluice.yml:${line}` });
  expect(error.remedy).toContain(remedy);
});
