import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadPlan, peekSuite } from '../../../src/config/index.ts';
import { errorCodes, type ErrorCode } from '../../../src/model/error.ts';
import { seeded } from '../../stats/draws.ts';
import type { Fault } from '../fault.ts';
import { failingSettings } from '../platform/gate-scenes.ts';
import { mutants, readEach, tell } from './readings.ts';
import { refuseEach, tellRefused, type Damaged } from './refused.ts';

/** Most of what settings may say, so that a change meets most of what reads them. */
const text = `version: 1
suite: tiny
target:
  process:
    command: [node, model.js]
    port: 8080
    env: { DELAY_MS: 20, VERSION: 1.10 }
    ready: { path: /health, timeout: 20s, interval: 50ms }
    metrics: { path: /metrics, preset: vllm }
base: { process: { port: 8081, env: { DELAY_MS: 10 } } }
protocol: { http-json: { method: POST, path: /answer, body: { n: '{{n}}' }, check: { json-path: label } } }
workload:
  seed: 7
  classes:
    short: &short { weight: 60, dataset: rows.jsonl, where: { words: '<50' } }
    long: { weight: 30, dataset: rows.csv }
    own: { weight: 10, rows: [{ n: 1, text: a }, { n: 2, text: [b, { c: d }] }] }
  edge-cases: { builtin: [empty, unicode] }
load:
  expected-rate: 40
  mixed-rate: 30
  arrivals: poisson
  timeouts: { connect: 2s, total: 10s, grace: 1s }
profiles:
  pr: { budget: 3m, scenarios: [cold-start, single, ramp, mixed] }
  release: { budget: 45m, scenarios: [mixed, spike] }
scenarios: { ramp: { steps: 5 } }
pairing: { block: 5s, lead-in: 1s, restart-every: 4, maximum-pairs: 20 }
slo: { error-rate: 0.1%, latency: { p99: 500ms } }
gate: { false-alarm: 1%, tolerance: { p50: 5%, p95: 10% }, metrics: [p50, p95] }
cost: { per-hour: 2.50 }
baselines: { directory: baselines, record: auto }
output: { directory: out/sluice }
acceptance: { label: 'sluice: accept' }
fail-on: [fail, invalid]
`;

/** All but a fault of our own. */
const codes: readonly ErrorCode[] = errorCodes.filter((code) => code !== 'internal');

const datasets = (folder: string): void => {
  writeFileSync(join(folder, 'rows.jsonl'), '{"n":1,"text":"one two"}\n{"n":2,"text":"three"}\n');
  writeFileSync(join(folder, 'rows.csv'), 'n,text\n1,one\n2,two\n');
};

function reader(folder: string): (written: Buffer) => void {
  datasets(folder);
  return (written) => {
    writeFileSync(join(folder, 'sluice.yml'), written);
    const suite = peekSuite({ workspace: folder });
    assert.ok(suite === undefined || suite.length <= 200);
    loadPlan({ workspace: folder });
  };
}

const changedBytes: Fault = {
  name: 'settings with changed bytes',
  side: 'data',
  mostSeconds: 300,
  injected: '2,000 copies of a sluice.yml with one to three bytes replaced, removed or put in',
  expected: 'a plan, or an error with code, fact, line and remedy; never `internal`',
  async run(bench) {
    const read = reader(bench.makeFolder('settings'));
    read(Buffer.from(text));
    return tell(await readEach(mutants(Buffer.from(text), 2000), read, codes));
  },
};

const odd: unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  1e-308,
  Infinity,
  Number.NaN,
  2 ** 53,
  '',
  ' ',
  'a',
  '5%',
  '-5%',
  '1e400s',
  '0s',
  '99999999h',
  '../..',
  '/etc/passwd',
  '\0',
  '{{n}}',
  '{{',
  '::error::x',
  '@{x}',
  '*',
  'constructor',
  'x'.repeat(5000),
  [],
  [[]],
  [null],
  {},
  { a: 1 },
  { toString: 1 },
  ['a', 1, null],
  '2001-01-01',
  '<5',
  '/(a+)+$/',
  '💥',
  '\uD800',
];

/** Copies of the settings in which one to three values, anywhere, are something else, or are gone, or have another name. */
function* restructured(count: number): Generator<Buffer> {
  const random = seeded(5);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  for (let i = 0; i < count; i += 1) {
    const settings = parse(text) as Record<string, unknown>;
    for (let changes = Math.ceil(random() * 3); changes > 0; changes -= 1) {
      const places: [Record<string, unknown>, string][] = [];
      const walk = (node: unknown) => {
        if (typeof node !== 'object' || node === null) return;
        for (const key of Object.keys(node)) {
          places.push([node as Record<string, unknown>, key]);
          walk((node as Record<string, unknown>)[key]);
        }
      };
      walk(settings);
      const [parent, key] = pick(places);
      const kind = random();
      if (kind < 0.7) parent[key] = pick(odd);
      else if (kind < 0.85) delete parent[key];
      else parent[pick(places)[1]] = parent[key];
    }
    yield Buffer.from(stringify(settings));
  }
}

const changedValues: Fault = {
  name: 'settings with changed values',
  side: 'data',
  mostSeconds: 300,
  injected: `2,000 copies of a sluice.yml with values replaced by ${odd.length} odd ones, removed, or under another key`,
  expected: 'a plan, or an error with code, fact, line and remedy; never `internal`',
  async run(bench) {
    const read = reader(bench.makeFolder('settings'));
    return tell(await readEach(restructured(2000), read, codes));
  },
};

const settings = (
  name: string,
  put: string | Buffer | ((path: string) => void),
  code: ErrorCode,
  told: RegExp,
): Damaged => ({
  name,
  put: (folder) => {
    datasets(folder);
    const path = join(folder, 'sluice.yml');
    rmSync(path);
    if (typeof put === 'function') put(path);
    else writeFileSync(path, put);
  },
  arguments: ['run'],
  code,
  told,
  file: 'sluice.yml',
});

/** Ten lists, each of ten times the one before it. */
const laughs = (width: number): string =>
  Array.from({ length: 10 }, (_, i) => {
    const items = Array.from({ length: width }, () => (i === 0 ? 'x' : `*a${i - 1}`));
    return `a${i}: &a${i} [${items.join(', ')}]\n`;
  }).join('');
const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const bombs: Fault = {
  name: 'settings that are a bomb',
  side: 'data',
  mostSeconds: 300,
  injected:
    'aliases of aliases, an alias of itself, an unknown alias, 900,000 brackets, 100,000 dashes, 2,900 brackets in a row, 60,000 keys, 20,000 classes, numbers of 1,000 digits, tabs, equal keys, two documents, unknown tags, `__proto__`, NUL, UTF-16, Latin-1, 2 MB, a folder, a link out of the workspace, nothing',
  expected:
    'an error with code, fact and remedy, exit 2, in bounded time and 1 GB of memory; nothing started',
  async run(bench) {
    await bench.setScene(failingSettings());
    const row = text.replace('{ n: 1, text: a }', '{ n: 1, text: DEEP }');
    const deep = (depth: number) => row.replace('DEEP', '['.repeat(depth) + ']'.repeat(depth));
    const inputs: Damaged[] = [
      settings('aliases', laughs(10) + text, 'config-yaml', /Excessive alias count|uses? anchors/),
      settings('aliases below the bound', laughs(9) + text, 'config-yaml', /Excessive alias count/),
      settings('own alias', `a: &a [*a]\n${text}`, 'config-unknown-key', /`a` is no known key/),
      settings(
        'unknown alias',
        text.replace('[p50, p95]', '*metrics'),
        'config-yaml',
        /`&metrics` is not set/,
      ),
      settings('brackets', `${text}x: ${'['.repeat(900_000)}`, 'config-yaml', /sluice\.yml/),
      settings('dashes', `${text}x:\n ${'- '.repeat(100_000)}`, 'config-yaml', /sluice\.yml/),
      settings('nested', deep(2900), 'config-yaml', /sluice\.yml/),
      settings(
        'keys',
        text + many(60_000, (i) => `k${i}: 1\n`),
        'config-unknown-key',
        /`k0` is no known key/,
      ),
      settings(
        'classes',
        text.replace(
          '  classes:\n',
          `  classes:\n${many(20_000, (i) => `    c${i}: { rows: [{ n: 1 }] }\n`)}`,
        ),
        'config-invalid',
        /has 2000\d classes/,
      ),
      settings(
        'digits',
        text.replace('seed: 7', `seed: ${'9'.repeat(1000)}`),
        'config-invalid',
        /workload\.seed/,
      ),
      settings('tabs', text.replace('  seed', '\tseed'), 'config-yaml', /Tabs are not allowed/),
      settings('equal keys', `${text}suite: other\n`, 'config-yaml', /'suite' is set twice/),
      settings('documents', `${text}---\n${text}`, 'config-yaml', /multiple documents/),
      settings('tag', text.replace('tiny', '!!js/function "x"'), 'config-yaml', /tag/),
      settings(
        'proto',
        text.replace('    own:', '    __proto__:'),
        'config-yaml',
        /`__proto__` cannot be used/,
      ),
      settings('nul', `${text}\0`, 'config-yaml', /sluice\.yml/),
      settings('utf-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'config-yaml', /no UTF-8/),
      settings('latin-1', Buffer.from(text.replace('tiny', 'tïny'), 'latin1'), 'config-yaml', /no UTF-8/),
      settings('large', `${text}# ${'x'.repeat(2_000_000)}\n`, 'config-invalid', /at most 1 MiB/),
      settings('folder', (path) => mkdirSync(path), 'target-missing', /No target/),
      settings(
        'link out',
        (path) => symlinkSync('/etc/hostname', path),
        'path-outside-workspace',
        /outside the workspace/,
      ),
      settings('empty', '', 'config-invalid', /`version` is missing/),
    ];
    const observed = await refuseEach(bench, inputs);
    return tellRefused(observed);
  },
};

export const configs: Fault[] = [changedBytes, changedValues, bombs];
