import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { makeWorkspace } from './workspace.ts';

const rows = '{"text":"a","words":1}\n';

const complete = `
version: 1
suite: sentiment
target:
  container:
    image: sentiment:candidate
    port: 9000
    env: { MODEL: distil, VERSION: 1.10, DEBUG: true }
    memory: 2g
    cpus: 1.5
    isolation: none
    gpus: all
    volumes: ['models:/models:ro']
    network: none
    pull: never
    command: [serve, --fast]
    extra-arguments: [--shm-size, 1g]
    ready: { path: /up, timeout: 1m, interval: 250ms }
    metrics: { path: /metrics, preset: vllm, map: { server.batch-size: 'increase(a) / increase(b)' } }
base:
  container: { image: 'sentiment:base', env: { MODEL: large }, ready: { timeout: 2m } }
protocol:
  http-json:
    method: PUT
    path: /classify?fast=1
    headers: { x-key: 12 }
    body: { text: '{{text}}', options: [1, null] }
    check: { status: [200, 202], json-path: label.0, matches: '^[{]' }
workload:
  seed: 7
  classes:
    short: { weight: 60, dataset: data/tickets.jsonl, where: { words: '<15', lang: de } }
    long: { weight: 40, rows: [{ text: long, words: 99 }] }
load:
  expected-rate: 40
  mixed-rate: 30
  arrivals: constant
  timeouts: { connect: 1s, first-byte: 2s, between-chunks: 3s, total: 4s, grace: 0s }
  workers: 1
  generator: { send-lag-p99: 5ms, minimum-achieved-rate: 99%, event-loop-delay-p99: 6ms }
profiles:
  quick: { budget: 90s, scenarios: [mixed, single] }
scenarios:
  single: { requests-per-class: 3, maximum: 1s }
  ramp: { from: 50%, to: 150%, steps: 3, step: 4s }
pairing: { block: 4s, lead-in: 500ms, restart-every: 3, maximum-pairs: 20 }
slo: { error-rate: 0.1%, latency: { p99: 500ms }, throughput: 20, cold-start: 30s }
gate:
  false-alarm: 2%
  tolerance: { p50: 6%, ttft.p95: 12%, error-rate: 0.3 points }
  detect: { p50: 9% }
  metrics: [p50, { metric: latency.p95, classes: each }]
baselines: { directory: perf, record: never }
output: { directory: result, artifact-name: perf }
fail-on: [fail]
`;

test('everything that the file says is in the plan', () => {
  const workspace = makeWorkspace({
    'ci/sluice.yml': complete,
    'ci/data/tickets.jsonl': rows,
    'ci/models/m': '',
  });
  const plan = loadPlan({ workspace, config: 'ci/sluice.yml', profile: 'quick' });
  expect(plan).toMatchObject({
    suite: 'sentiment',
    profile: 'quick',
    budgetMs: 90_000,
    seed: 7,
    mode: 'auto',
    candidate: {
      kind: 'container',
      image: 'sentiment:candidate',
      port: 9000,
      env: { MODEL: 'distil', VERSION: '1.10', DEBUG: 'true' },
      memory: '2g',
      cpus: 1.5,
      isolation: 'none',
      gpus: 'all',
      volumes: ['ci/models:/models:ro'],
      network: 'none',
      pull: 'never',
      command: ['serve', '--fast'],
      extraArguments: ['--shm-size=1g'],
      ready: { path: '/up', timeoutMs: 60_000, intervalMs: 250 },
      metrics: {
        path: '/metrics',
        preset: 'vllm',
        map: { 'server.batch-size': 'increase(a) / increase(b)' },
      },
    },
    protocol: {
      kind: 'http-json',
      method: 'PUT',
      path: '/classify?fast=1',
      headers: { 'x-key': '12' },
      body: { text: '{{text}}', options: [1, null] },
      check: { status: [200, 202], jsonPath: 'label.0', matches: '^[{]' },
    },
    load: {
      expectedRatePerSecond: 40,
      mixedRatePerSecond: 30,
      arrivals: 'constant',
      timeouts: { connectMs: 1000, firstByteMs: 2000, betweenChunksMs: 3000, totalMs: 4000, graceMs: 0 },
      workers: 1,
      generator: { sendLagP99Ms: 5, minimumAchievedRate: 0.99, eventLoopDelayP99Ms: 6 },
    },
    scenarios: [{ kind: 'mixed' }, { kind: 'single', requestsPerClass: 3, maximumMs: 1000 }],
    pairing: { blockMs: 4000, leadInMs: 500, restartEveryPairs: 3, maximumPairs: 20 },
    baselines: { directory: 'ci/perf', record: 'never' },
    output: { directory: 'ci/result', artifactName: 'perf' },
    telling: { comment: 'auto', failOn: ['fail'], acceptanceLabel: 'sluice: accept' },
    workspace,
    configFile: 'ci/sluice.yml',
    guesses: [],
  });
  expect(plan.workload.classes).toEqual([
    {
      name: 'short',
      weight: 60,
      source: { kind: 'file', path: 'ci/data/tickets.jsonl', format: 'jsonl' },
      where: [
        { column: 'words', maximum: 15, maximumExclusive: true, written: "words: '<15'" },
        { column: 'lang', equals: 'de', written: "lang: 'de'" },
      ],
    },
    { name: 'long', weight: 40, source: { kind: 'inline', rows: [{ text: 'long', words: 99 }] }, where: [] },
  ]);
  expect(plan.slo).toEqual([
    { metric: 'latency.p99', limit: 500 },
    { metric: 'throughput', limit: 20 },
    { metric: 'error-rate', limit: 0.001 },
    { metric: 'cold-start', limit: 30_000 },
  ]);
  expect(plan.gate.metrics).toEqual([
    { metric: 'latency.p50', classes: 'all' },
    { metric: 'latency.p95', classes: 'each' },
  ]);
  expect(plan.gate).toMatchObject({
    falseAlarm: 0.02,
    tolerance: { 'latency.p50': 0.06, 'latency.p95': 0.1, 'ttft.p95': 0.12, 'error-rate': 0.003 },
    detect: { 'latency.p50': 0.09, 'latency.p95': 0.2, 'ttft.p95': 0.24, 'error-rate': 0.006 },
  });
});

test('the base takes from the target what it does not say itself', () => {
  const workspace = makeWorkspace({ 'sluice.yml': complete, 'data/tickets.jsonl': rows, 'models/m': '' });
  const { candidate, base } = loadPlan({ workspace });
  expect(base).toEqual({
    ...candidate,
    image: 'sentiment:base',
    env: { MODEL: 'large', VERSION: '1.10', DEBUG: 'true' },
    ready: { path: '/up', timeoutMs: 120_000, intervalMs: 250 },
  });
});

test('a base process may differ in its environment alone', () => {
  const target = 'version: 1\nsuite: a\ntarget: { process: { command: [node, server.js], env: { A: 1 } } }\n';
  const workspace = makeWorkspace({
    'ci/sluice.yml': `${target}base: { process: { env: { SLOW: 1.3 } } }\n`,
  });
  const { candidate, base } = loadPlan({ workspace, config: 'ci/sluice.yml' });
  expect(candidate).toMatchObject({ command: ['node', 'server.js'], directory: 'ci', env: { A: '1' } });
  expect(base).toEqual({ ...candidate, env: { A: '1', SLOW: '1.3' } });
});

test('a container may be built, and its base named or built otherwise', () => {
  const text = (base: string) =>
    `version: 1\nsuite: a\ntarget: { container: { build: { args: { A: 1 } }, memory: 1g } }\n${base}`;
  const planOf = (base: string, image?: string) => {
    const files = { 'ci/sluice.yml': text(base), 'ci/Dockerfile': '', 'ci/Other': '' };
    return loadPlan({
      workspace: makeWorkspace(files),
      config: 'ci/sluice.yml',
      ...(image ? { image } : {}),
    });
  };
  const build = { context: 'ci', dockerfile: 'ci/Dockerfile', args: { A: '1' } };
  expect(planOf('').candidate).toMatchObject({ image: '', build });
  expect(planOf('', 'a:1').candidate).toMatchObject({ image: 'a:1' });
  expect(planOf('', 'a:1').candidate).not.toHaveProperty('build');
  const named = planOf('base: { container: { image: a:2 } }\n').base;
  expect(named).toMatchObject({ image: 'a:2', memory: '1g' });
  expect(named).not.toHaveProperty('build');
  expect(planOf('base: { container: { build: { dockerfile: Other } } }\n').base).toMatchObject({
    build: { context: 'ci', dockerfile: 'ci/Other', args: {} },
  });
});

test('a process may be prepared in checkouts of other commits', () => {
  const process = '{ command: [node, server.js], prepare: [npm, ci] }';
  const files = { 'sluice.yml': `version: 1\nsuite: a\ntarget: { process: ${process} }\n` };
  expect(loadPlan({ workspace: makeWorkspace(files) }).candidate).toMatchObject({ prepare: ['npm', 'ci'] });
});

test('inputs go before the file', () => {
  const workspace = makeWorkspace({ 'sluice.yml': complete, 'data/tickets.jsonl': rows, 'models/m': '' });
  const plan = loadPlan({
    workspace,
    image: 'sentiment:new',
    baseImage: 'ghcr.io/a/b@sha256:0123',
    mode: 'paired',
    baselines: 'elsewhere',
    record: 'always',
    failOn: 'fail, inconclusive',
    comment: 'never',
    artifactName: 'mine',
    out: 'out/here',
    budget: '10m',
  });
  expect(plan.candidate).toMatchObject({ image: 'sentiment:new', port: 9000 });
  expect(plan.base).toMatchObject({ image: 'ghcr.io/a/b@sha256:0123', env: { MODEL: 'large' } });
  expect(plan).toMatchObject({
    mode: 'paired',
    budgetMs: 600_000,
    baselines: { directory: 'elsewhere', record: 'always' },
    output: { directory: 'out/here', artifactName: 'mine' },
    telling: { comment: 'never', failOn: ['fail', 'inconclusive'], acceptanceLabel: 'sluice: accept' },
  });
});

test('an image alone is enough, and every guess is told', () => {
  const plan = loadPlan({ workspace: makeWorkspace(), image: 'ghcr.io/team/sentiment:candidate' });
  expect(plan.suite).toBe('sentiment');
  expect(plan.candidate).toMatchObject({
    kind: 'container',
    port: 8080,
    isolation: 'auto',
    ready: { path: '/health', timeoutMs: 300_000 },
  });
  expect(plan.protocol).toMatchObject({ method: 'POST', path: '/', body: { text: '{{text}}' } });
  expect(plan.workload.classes).toHaveLength(1);
  expect(plan.configFile).toBeUndefined();
  expect(plan.guesses.map((guess) => guess.split(':')[0])).toEqual([
    'port in the container',
    'suite',
    'expected rate',
    'workload',
    'protocol',
    'request path',
    'request body',
  ]);
});

test('a url target is never restarted and is named after its host', () => {
  const plan = loadPlan({ workspace: makeWorkspace(), url: 'https://staging.example.org/v1' });
  expect(plan.candidate).toMatchObject({ kind: 'url', url: 'https://staging.example.org/v1' });
  expect(plan.pairing.restartEveryPairs).toBe(0);
  expect(plan.suite).toBe('staging.example.org');
});

test('the defaults are those of the method', () => {
  const plan = loadPlan({ workspace: makeWorkspace(), image: 'a' });
  expect(plan).toMatchObject({
    profile: 'pr',
    budgetMs: 180_000,
    load: { expectedRatePerSecond: 10, mixedRatePerSecond: 6, arrivals: 'poisson' },
    pairing: { blockMs: 5_000, leadInMs: 1_000, restartEveryPairs: 6, maximumPairs: 36 },
    telling: { comment: 'auto', failOn: ['fail', 'invalid'], acceptanceLabel: 'sluice: accept' },
    baselines: { directory: 'baselines', record: 'auto' },
    output: { directory: 'out/sluice', artifactName: 'sluice-a' },
  });
  expect(plan.scenarios.map(({ kind }) => kind)).toEqual(['cold-start', 'single', 'ramp', 'mixed']);
  expect(plan.gate.tolerance).toMatchObject({ 'latency.p50': 0.05, 'error-rate': 0.002, 'cold-start': 0.25 });
  expect(plan.gate.detect['error-rate']).toBe(0.004);
  expect(plan.gate.metrics).toContainEqual({ metric: 'latency.p50', classes: 'each' });
  expect(loadPlan({ workspace: makeWorkspace(), image: 'a', profile: 'release' }).budgetMs).toBe(2_700_000);
});

test('fail-on none turns no job red', () => {
  expect(loadPlan({ workspace: makeWorkspace(), image: 'a', failOn: 'none' }).telling.failOn).toEqual([]);
});

test.each([
  ['acceptance: { label: "perf: ok" }', 'perf: ok'],
  ['acceptance: {}', 'sluice: accept'],
  ['acceptance: false', undefined],
])('with %s the label that accepts is %s', (written, label) => {
  const text = `version: 1\ntarget: { url: http://127.0.0.1:1 }\n${written}\n`;
  const plan = loadPlan({ workspace: makeWorkspace({ 'sluice.yml': text }) });
  expect(plan.telling.acceptanceLabel).toBe(label);
});

test.each(['acceptance: true', 'acceptance: { label: "" }', `acceptance: { label: ${'x'.repeat(51)} }`])(
  '%s is refused with its line',
  (written) => {
    const text = `version: 1\ntarget: { url: http://127.0.0.1:1 }\n${written}\n`;
    expect(() => loadPlan({ workspace: makeWorkspace({ 'sluice.yml': text }) })).toThrow(/sluice\.yml:3/);
  },
);

test('a comment for all suites of a matrix is an input of its own', () => {
  expect(loadPlan({ workspace: makeWorkspace(), image: 'a', comment: 'joint' }).telling.comment).toBe(
    'joint',
  );
});

test('sluice.yaml is found too, and an anchor may be used', () => {
  const text =
    'version: 1\ntarget: { url: http://127.0.0.1:1 }\nworkload: { classes: { a: &a { rows: [{ t: 1 }] }, b: *a } }\n';
  const plan = loadPlan({
    workspace: makeWorkspace({ 'sluice.yaml': `\uFEFF${text.replaceAll('\n', '\r\n')}` }),
  });
  expect(plan.configFile).toBe('sluice.yaml');
  expect(plan.workload.classes.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('the example is a valid plan', () => {
  const root = new URL('../../', import.meta.url).pathname;
  const text = readFileSync(`${root}examples/ticket-routing/sluice.yml`, 'utf8');
  expect(text).toContain('version: 1');
  expect(loadPlan({ workspace: root, config: 'examples/ticket-routing/sluice.yml' }).guesses).toEqual([]);
});
