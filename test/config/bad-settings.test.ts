import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { Overrides } from '../../src/config/index.ts';
import type { ErrorCode, SluiceError } from '../../src/model/error.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = 'version: 1\nsuite: a\n';
const target = `${head}target: { container: { image: a } }\n`;

function refuse(
  text: string,
  overrides: Partial<Overrides> = {},
  files: Record<string, string> = {},
): SluiceError {
  const workspace = makeWorkspace({ 'sluice.yml': text, ...files });
  return errorOf(() => loadPlan({ workspace, ...overrides }));
}

/** What is wrong; the code; the line of sluice.yml; what the message must name; what the remedy must name. */
const faults: [title: string, text: string, code: ErrorCode, line: number, fact: string, remedy: string][] = [
  ['no version', 'suite: a\n', 'config-invalid', 1, '`version` is missing', 'version: 1'],
  ['an empty file', '', 'config-invalid', 1, '`version` is missing', 'version: 1'],
  ['a list', '- a\n', 'config-invalid', 1, 'a list', 'a map of keys'],
  ['another version', 'version: 2\n', 'config-invalid', 1, '`version` is 2', 'Use 1'],
  ['an unknown key', `${target}worklod: {}\n`, 'config-unknown-key', 4, 'worklod', '`workload`'],
  [
    'an unknown key deep inside',
    `${head}target:\n  container:\n    image: a\n    prot: 1\n`,
    'config-unknown-key',
    6,
    'prot',
    '`port`',
  ],
  [
    'a key that is like none',
    `${target}xyzzyplugh: 1\n`,
    'config-unknown-key',
    4,
    'xyzzyplugh',
    'Known here: version',
  ],
  ['a bare number as duration', `${target}pairing:\n  block: 5\n`, 'config-invalid', 5, 'is 5', '5s'],
  ['a duration of nothing', `${target}pairing: { block: 0s }\n`, 'config-invalid', 4, "'0s'", 'above 0'],
  ['a bare 5 as percentage', `${target}gate: { tolerance: { p50: 5 } }\n`, 'config-invalid', 4, 'is 5', '5%'],
  ['a false alarm beyond reason', `${target}gate: { false-alarm: 50% }\n`, 'config-invalid', 4, '50%', '20%'],
  [
    'a tolerance of an unknown metric',
    `${target}gate: { tolerance: { p51: 5% } }\n`,
    'config-unknown-key',
    4,
    'p51',
    '`p50`',
  ],
  [
    'an slo of an unknown metric',
    `${target}slo:\n  latency:\n    p75: 5s\n`,
    'config-unknown-key',
    6,
    'p75',
    '`p95`',
  ],
  [
    'a gated metric that is none',
    `${target}gate: { metrics: [latncy.p50] }\n`,
    'config-invalid',
    4,
    'latncy.p50',
    '`latency.p50`',
  ],
  [
    'a metric twice',
    `${target}gate: { tolerance: { p50: 5%, latency.p50: 6% } }\n`,
    'config-invalid',
    4,
    'twice',
    'one of the two',
  ],
  [
    'detect below the tolerance',
    `${target}gate: { detect: { p50: 1% } }\n`,
    'config-invalid',
    4,
    'latency.p50',
    'raise',
  ],
  ['an unknown protocol', `${target}protocol: http-jsn\n`, 'config-invalid', 4, 'http-jsn', 'http-json'],
  [
    'a path without its slash',
    `${target}protocol: { http-json: { path: route } }\n`,
    'config-invalid',
    4,
    "'route'",
    'begins with one `/`',
  ],
  [
    'a path to another host',
    `${target}protocol: { http-json: { path: //evil } }\n`,
    'config-invalid',
    4,
    "'//evil'",
    'begins with one `/`',
  ],
  [
    'a check that is no expression',
    `${target}protocol: { http-json: { check: { matches: '(' } } }\n`,
    'config-invalid',
    4,
    "'('",
    'Correct',
  ],
  [
    'an unknown scenario',
    `${target}profiles:\n  pr:\n    scenarios: [mixed, rampp]\n`,
    'scenario-unknown',
    6,
    'rampp',
    '`ramp`',
  ],
  [
    'an unknown scenario',
    `${target}profiles: { pr: { scenarios: [mixed, stampede] } }\n`,
    'scenario-unknown',
    4,
    'stampede',
    'cold-start, single, ramp, mixed',
  ],
  [
    'no mixed scenario',
    `${target}profiles: { pr: { scenarios: [ramp] } }\n`,
    'config-invalid',
    4,
    'no `mixed`',
    'Add `mixed`',
  ],
  [
    'a ramp that goes down',
    `${target}scenarios: { ramp: { from: 200%, to: 10% } }\n`,
    'config-invalid',
    4,
    '200%',
    'below',
  ],
  [
    'weights that sum to 0',
    `${target}workload:\n  classes:\n    b: { weight: 0, rows: [{ t: 1 }] }\n`,
    'weights-zero',
    5,
    'sum to 0',
    'above 0',
  ],
  [
    'a negative weight',
    `${target}workload:\n  classes:\n    b: { weight: -1, rows: [{ t: 1 }] }\n    c: { rows: [{ t: 1 }] }\n`,
    'weights-zero',
    6,
    '-1',
    '0 or above',
  ],
  [
    'a class named all',
    `${target}workload:\n  classes:\n    all: { rows: [{ t: 1 }] }\n`,
    'config-invalid',
    6,
    'all',
    'another name',
  ],
  ['no classes', `${target}workload: { classes: {} }\n`, 'config-invalid', 4, '0 classes', '1 to 200'],
  [
    'a class without inputs',
    `${target}workload:\n  classes:\n    b: { weight: 1 }\n`,
    'config-invalid',
    6,
    'neither',
    'dataset',
  ],
  [
    'a class with two sources',
    `${target}workload:\n  classes:\n    b: { dataset: sluice.csv, rows: [{ t: 1 }] }\n`,
    'config-invalid',
    6,
    'both',
    'one of the two',
  ],
  [
    'a condition that is none',
    `${target}workload: { classes: { b: { rows: [{ t: 1 }], where: { t: '<<3' } } } }\n`,
    'config-invalid',
    4,
    '<<3',
    "'15-60'",
  ],
  [
    'a dataset that is missing',
    `${target}workload:\n  classes:\n    b: { dataset: no.jsonl }\n`,
    'dataset-missing',
    6,
    'no.jsonl',
    'Commit',
  ],
  [
    'a dataset of unknown form',
    `${target}workload: { classes: { b: { dataset: a.txt } } }\n`,
    'config-invalid',
    4,
    'a.txt',
    '.jsonl',
  ],
  [
    'a dataset outside',
    `${target}workload:\n  classes:\n    b: { dataset: ../b.jsonl }\n`,
    'path-outside-workspace',
    6,
    '../b.jsonl',
    'inside',
  ],
  ['baselines outside', `${target}baselines: ../b\n`, 'path-outside-workspace', 4, '../b', 'inside'],
  ['output outside', `${target}output: { directory: /etc }\n`, 'path-outside-workspace', 4, '/etc', 'inside'],
  [
    'a volume outside',
    `${head}target:\n  container:\n    image: a\n    volumes:\n      - /etc:/etc\n`,
    'path-outside-workspace',
    7,
    '/etc',
    'inside',
  ],
  [
    'a volume of nothing',
    `${head}target: { container: { image: a, volumes: ['m:/m'] } }\n`,
    'config-invalid',
    3,
    'm:/m',
    'before the first',
  ],
  [
    'a directory outside',
    `${head}target: { process: { command: [a], directory: .. } }\n`,
    'path-outside-workspace',
    3,
    '..',
    'inside',
  ],
  [
    'a directory of nothing',
    `${head}target: { process: { command: [a], directory: b } }\n`,
    'config-invalid',
    3,
    'b',
    'Correct',
  ],
  ['no target', head, 'target-missing', 0, 'No target', 'image'],
  ['an empty target', `${head}target: {}\n`, 'target-missing', 3, 'No target', 'image'],
  [
    'two targets',
    `${head}target: { url: http://a, process: { command: [b] } }\n`,
    'target-ambiguous',
    3,
    'process and url',
    'Keep one',
  ],
  [
    'a container without image',
    `${head}target: { container: { port: 1 } }\n`,
    'target-missing',
    3,
    'no image',
    'image',
  ],
  [
    'a process without command',
    `${head}target: { process: { port: 1 } }\n`,
    'target-missing',
    3,
    'no command',
    'command',
  ],
  [
    'a command as text',
    `${head}target: { process: { command: node a.js } }\n`,
    'config-invalid',
    3,
    'node a.js',
    'list',
  ],
  [
    'an image like an option',
    `${head}target: { container: { image: --privileged } }\n`,
    'config-invalid',
    3,
    '--privileged',
    'name of an image',
  ],
  [
    'a port beyond range',
    `${head}target: { container: { image: a, port: 70000 } }\n`,
    'config-invalid',
    3,
    '70000',
    '65535',
  ],
  [
    'a url of another scheme',
    `${head}target: { url: 'file:///etc/passwd' }\n`,
    'config-invalid',
    3,
    'file:',
    'http://',
  ],
  [
    'a url with a password',
    `${head}target: { url: 'http://u:secret@a/' }\n`,
    'config-invalid',
    3,
    'password',
    'headers',
  ],
  ['a base of another kind', `${target}base: { url: http://a }\n`, 'config-invalid', 4, 'url', 'container'],
  ['an empty base', `${target}base: {}\n`, 'config-invalid', 4, 'nothing', 'base: { container'],
  [
    'one port for both arms',
    `${head}target: { process: { command: [a], port: 80 } }\nbase: { process: { env: { A: b } } }\n`,
    'config-invalid',
    4,
    'port 80',
    'PORT',
  ],
  [
    'an image and a build',
    `${head}target:\n  container:\n    image: a\n    build: { dockerfile: sluice.yml }\n`,
    'target-ambiguous',
    6,
    'how to build one',
    'one of `image` and `build`',
  ],
  [
    'a build of nothing',
    `${head}target: { container: { build: {} } }\n`,
    'config-invalid',
    3,
    'no file Dockerfile',
    'sluice.yml',
  ],
  [
    'a preparation of a base of your own',
    `${head}target: { process: { command: [a] } }\nbase: { process: { prepare: [npm, ci] } }\n`,
    'config-invalid',
    4,
    'never be run',
    'target.process.prepare',
  ],
  [
    'a block without requests',
    `${target}load: { expected-rate: 0.1 }\n`,
    'config-invalid',
    1,
    'no request',
    'pairing.block',
  ],
  ['too few pairs', `${target}pairing: { maximum-pairs: 5 }\n`, 'config-invalid', 4, 'is 5', 'at least 6'],
  [
    'metrics of an unknown server',
    `${head}target:\n  url:\n    address: http://a\n    metrics: { path: /metrics, preset: vlm }\n`,
    'config-invalid',
    6,
    "'vlm'",
    '`vllm`',
  ],
  [
    'metrics that are mapped to an unknown id',
    `${head}target:\n  url:\n    address: http://a\n    metrics: { path: /metrics, map: { server.waitng: a } }\n`,
    'config-unknown-key',
    6,
    'server.waitng',
    '`server.waiting`',
  ],
  [
    'metrics that are mapped to no name',
    `${target.replace('image: a', "image: a, metrics: { path: /m, map: { gpu.busy: 'rate(a)' } }")}`,
    'config-invalid',
    3,
    'rate(a)',
    'used / total',
  ],
  ['fail-on pass', `${target}fail-on: [pass]\n`, 'config-invalid', 4, "'pass'", 'fail'],
];

test.each(faults)('%s is refused with place, value and remedy', (_, text, code, line, fact, remedy) => {
  const error = refuse(text);
  expect(error).toMatchObject({ code });
  expect(error.location).toBe(line === 0 ? 'input image' : `sluice.yml:${line}`);
  expect(error.fact).toContain(fact);
  expect(error.remedy).toContain(remedy);
});

const inputFaults: [
  title: string,
  overrides: Partial<Overrides>,
  code: ErrorCode,
  location: string,
  remedy: string,
][] = [
  ['an unknown mode', { mode: 'pared' }, 'input-invalid', 'input mode', '`paired`'],
  ['mode paired without a base', { mode: 'paired' }, 'input-invalid', 'input mode', 'base-image'],
  ['an unknown profile', { profile: 'relase' }, 'profile-unknown', 'input profile', '`release`'],
  [
    'a profile named after an inherited property',
    { profile: 'constructor' },
    'profile-unknown',
    'input profile',
    'pr',
  ],
  ['an unknown word in fail-on', { failOn: 'fail,never' }, 'input-invalid', 'input fail-on', 'none'],
  ['an unknown record', { record: 'yes' }, 'input-invalid', 'input record', 'always'],
  ['an unknown comment', { comment: 'on' }, 'input-invalid', 'input comment', 'never'],
  ['an image like an option', { image: '-v' }, 'input-invalid', 'input image', 'app:candidate'],
  ['a url of another scheme', { url: 'ftp://a' }, 'input-invalid', 'input url', 'http://'],
  ['a budget without unit', { budget: '180' }, 'input-invalid', 'input budget', '`3m`'],
  [
    'an artifact name with a slash',
    { artifactName: 'a/b' },
    'input-invalid',
    'input artifact-name',
    'Leave out',
  ],
  ['image and url', { image: 'a', url: 'http://a' }, 'target-ambiguous', 'input url', 'one of'],
  ['a url beside a container in the file', { url: 'http://a' }, 'target-ambiguous', 'input url', 'url'],
  ['baselines outside', { baselines: '../b' }, 'path-outside-workspace', 'input baselines', 'inside'],
  [
    'a settings file outside',
    { config: '../sluice.yml' },
    'path-outside-workspace',
    'input config',
    'repository',
  ],
  ['a settings file that is missing', { config: 'no.yml' }, 'config-not-found', 'input config', 'config'],
  ['a folder as settings file', { config: '.' }, 'config-not-found', 'input config', 'config'],
];

test.each(inputFaults)('%s is refused', (_, overrides, code, location, remedy) => {
  const error = refuse(target, overrides);
  expect(error).toMatchObject({ code, location });
  expect(error.remedy).toContain(remedy);
});

test('a base image for a target that is no container is refused', () => {
  const error = refuse(`${head}target: { url: http://a }\n`, { baseImage: 'b' });
  expect(error).toMatchObject({ code: 'input-invalid', location: 'input base-image' });
});

test('a workspace that is no folder is refused', () => {
  const workspace = join(makeWorkspace(), 'gone');
  expect(errorOf(() => loadPlan({ workspace, image: 'a' }))).toMatchObject({ code: 'input-invalid' });
});

test.each<[string, string, string, string]>([
  ['mixed', 'load: { expected-rate: 1000000 }', 'A block of `mixed` has 3600000 requests', 'pairing.block'],
  [
    'the last step of the ramp',
    'load: { expected-rate: 100000, mixed-rate: 10 }\nscenarios: { ramp: { step: 20s } }',
    'The last step of the ramp has 4000000 requests',
    'scenarios.ramp.step',
  ],
  [
    'the linear ramp',
    'load: { expected-rate: 10000, mixed-rate: 10 }\nscenarios: { ramp: { shape: linear, from: 10%, to: 190%, steps: 21, step: 10s } }',
    'The linear ramp has 2100000 requests',
    'scenarios.ramp.step',
  ],
  [
    'the highest spike',
    'load: { expected-rate: 100000, mixed-rate: 10 }\nprofiles: { pr: { scenarios: [spike, mixed] } }',
    'The highest spike has 3000400 requests',
    'scenarios.spike.hold',
  ],
])('a block of more requests than are kept in memory is refused: %s', (_, text, fact, remedy) => {
  const error = refuse(`${target}${text}\n`);
  expect(error).toMatchObject({ code: 'config-invalid' });
  expect(error.fact).toContain(fact);
  expect(error.fact).toContain('at most 2000000');
  expect(error.remedy).toContain(remedy);
});

test('isolation is auto or none', () => {
  const error = refuse(`${head}target: { container: { image: a, isolation: strict } }\n`);
  expect(error).toMatchObject({ code: 'config-invalid', location: 'sluice.yml:3' });
  expect(error.fact).toContain('isolation');
});

const yamlFaults: [title: string, text: string, line: number, remedy: string][] = [
  ['a bracket that is never closed', 'version: 1\nsuite: [a\n', 3, 'Close every bracket'],
  ['a tab as indent', 'version: 1\ntarget:\n\turl: a\n', 3, 'spaces'],
  ['a key given twice', 'version: 1\nsuite: a\nsuite: b\n', 3, 'one of the two'],
  ['a key given twice in two ways', "version: 1\nx:\n  1: a\n  '1': b\n", 4, 'one of the two'],
  ['a key that would be lost', 'version: 1\nworkload:\n  classes:\n    __proto__: {}\n', 4, 'another name'],
  ['a second document', 'version: 1\n---\nversion: 1\n', 2, 'one document'],
  ['an unknown tag', 'version: 1\nsuite: !js a\n', 2, 'tag'],
  ['an anchor that is missing', 'version: 1\nsuite: *a\n', 2, 'Correct'],
];

test.each(yamlFaults)('YAML with %s is refused with its line', (_, text, line, remedy) => {
  const error = refuse(text);
  expect(error).toMatchObject({ code: 'config-yaml' });
  expect(error.location).toBe(`sluice.yml:${line}`);
  expect(error.remedy).toContain(remedy);
});

test('anchors that multiply are refused and not unfolded', () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i ? `*a${i - 1}` : 'x')
        .join(', ')}]`,
  );
  expect(refuse(levels.join('\n'))).toMatchObject({ code: 'config-yaml' });
});

test('a flood of problems is told by its beginning', () => {
  const keys = Array.from({ length: 2000 }, (_, i) => `k${i}: 1\n`).join('');
  const error = refuse(target + keys);
  expect(error).toMatchObject({ code: 'config-unknown-key', location: 'sluice.yml:4' });
  expect(error.evidence).toHaveLength(50);
});

test('very deep nesting is an error with a code', () => {
  expect(['config-yaml', 'config-invalid']).toContain(
    refuse(`version: 1\nsuite: ${'['.repeat(100_000)}`).code,
  );
});

test('a file above 1 MiB is refused', () => {
  const error = refuse(`${target}# ${'x'.repeat(2 ** 20)}\n`);
  expect(error).toMatchObject({ code: 'config-invalid' });
  expect(error.fact).toContain('1.0 MiB');
});

test('a file that is no UTF-8 is refused', () => {
  const workspace = makeWorkspace();
  writeFileSync(join(workspace, 'sluice.yml'), Buffer.from([0x76, 0xff, 0xfe]));
  expect(errorOf(() => loadPlan({ workspace }))).toMatchObject({
    code: 'config-yaml',
    fact: 'It is no UTF-8 text.',
  });
});

test('all problems are told at once, in the order of the file', () => {
  const error = refuse('version: 1\nsuite: "-"\npairing: { block: 5 }\nslo: { latncy: 3 }\n');
  expect(error.code).toBe('config-invalid');
  expect(error.evidence.map((line) => line.slice(0, 13))).toEqual([
    'sluice.yml:2:',
    'sluice.yml:3:',
    'sluice.yml:4:',
  ]);
  expect(error.fact).toContain('3 problems');
});

test('values below env and headers never reach a message', () => {
  const error = refuse(`${head}target: { container: { image: a, env: { TOKEN: [hunter2] } } }
protocol: { http-json: { headers: { authorization: { a: hunter2 }, x: "a\\nhunter2" } } }\n`);
  expect(error.evidence).toHaveLength(3);
  expect(JSON.stringify([error.message, error.remedy, error.evidence])).not.toContain('hunter2');
});

test('control characters of a value cannot forge lines of the log', () => {
  const error = refuse(`${target}protocol: "a\\n::error::b"\n`);
  expect(`${error.message}${error.remedy}`).not.toContain('\n');
});

test('a link that leads outside is refused', () => {
  const workspace = makeWorkspace({ 'sluice.yml': `${target}output: linked/out\n` });
  mkdirSync(join(workspace, 'sub'));
  symlinkSync(tmpdir(), join(workspace, 'linked'));
  expect(errorOf(() => loadPlan({ workspace }))).toMatchObject({ code: 'path-outside-workspace' });
});
