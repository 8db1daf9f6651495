import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadGate, loadPlan } from '../../src/config/index.ts';
import { hashPlan } from '../../src/gate/inputs.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const script = 'export default function () {}\n';

function workspaceWith(engine: string, more = '', protocol = '{ http-json: { path: /a } }'): string {
  const settings = `version: 1
target: { url: 'http://127.0.0.1:9' }
protocol: ${protocol}
workload: { classes: { chat: { rows: [{ texts: [a, b], prompt: c }] } } }
load: { expected-rate: 10, engine: ${engine} }
${more}
`;
  return makeWorkspace({ 'sluice.yml': settings, 'load.js': script, 'locustfile.py': 'pass\n' });
}

const load = (engine: string, more?: string, protocol?: string) =>
  loadPlan({ workspace: workspaceWith(engine, more, protocol) });

test('an engine is named alone or with its settings; the built-in one is none', () => {
  expect(load('built-in').load).not.toHaveProperty('engine');
  expect(load('k6').load.engine).toEqual({ kind: 'k6', command: 'k6', segments: 1 });
  expect(load('{ k6: { command: /opt/k6, segments: 3 } }').load.engine).toEqual({
    kind: 'k6',
    command: '/opt/k6',
    segments: 3,
  });
  expect(load('locust').load.engine).toMatchObject({ kind: 'locust', command: 'locust', workers: 1 });
});

test.each(['k6', 'locust'])(
  'a relative path of the program %s starts from the folder of sluice.yml',
  (kind) => {
    const workspace = workspaceWith(`{ ${kind}: { command: ./venv/bin/program } }`);
    const command = join(workspace, 'venv/bin/program');
    expect(loadPlan({ workspace }).load.engine).toMatchObject({ kind, command });
  },
);

test('a script of your own is named by its path and known by its digest', () => {
  const digest = createHash('sha256').update(script).digest('hex');
  expect(load('{ k6: { script: load.js } }').load.engine).toMatchObject({
    script: { file: 'load.js', digest },
  });
});

test('runs of different engines, and of different scripts, have different plan hashes; segments do not matter', () => {
  const hashes = ['built-in', 'k6', 'locust', '{ k6: { script: load.js } }'].map((engine) =>
    hashPlan(load(engine)),
  );
  expect(new Set(hashes).size).toBe(4);
  expect(hashPlan(load('{ k6: { segments: 4 } }'))).toBe(hashes[1]);
});

test.each([
  ['an engine that is not known', 'vegeta', 'config-invalid', 'vegeta'],
  ['two engines', '{ k6: {}, locust: {} }', 'config-invalid', 'a map'],
  ['no segments', '{ k6: { segments: 0 } }', 'config-invalid', 'segments'],
  [
    'workers here and elsewhere',
    '{ locust: { workers: 2, master: { expect-workers: 3 } } }',
    'config-invalid',
    'master',
  ],
  ['an unknown key', '{ k6: { segment: 2 } }', 'config-unknown-key', 'segment'],
  ['a script that is not there', '{ k6: { script: other.js } }', 'config-invalid', 'other.js'],
  ['a script of another kind', '{ k6: { script: load.py } }', 'config-invalid', 'load.py'],
  ['a script outside', '{ k6: { script: ../load.js } }', 'path-outside-workspace', '../load.js'],
])('%s is refused', (_, engine, code, named) => {
  const error = errorOf(() => load(engine));
  expect(error.code).toBe(code);
  expect(`${error.fact} ${error.remedy}`).toContain(named);
});

test.each([
  ['sessions', 'k6', '', 'openai-chat', { sessions: true }, 'workload.sessions'],
  [
    'gRPC',
    'k6',
    '',
    '{ oip-v2-grpc: { model: m, inputs: [{ name: x, datatype: BYTES, data: "{{prompt}}" }] } }',
    {},
    'gRPC',
  ],
  ['a limit on TTFT', 'k6', 'slo: { ttft: { p95: 2s } }', 'openai-chat', {}, 'ttft.p95'],
  [
    'a spike by a script of your own',
    '{ k6: { script: load.js } }',
    'profiles: { pr: { budget: 9m, scenarios: [spike, mixed] } }',
    '{ http-json: { path: /a } }',
    {},
    'spikes',
  ],
  ['TPOT as what is gated', 'k6', 'gate: { metrics: [tpot.p50] }', 'openai-chat', {}, 'tpot.p50'],
])('%s with k6 is refused before anything is started', (_, engine, more, protocol, workload, named) => {
  const sessions = 'sessions' in workload ? ['workload.sessions=true'] : [];
  const error = errorOf(() => loadPlan({ workspace: workspaceWith(engine, more, protocol), set: sessions }));
  expect(error).toMatchObject({ code: 'engine-unsupported', fact: expect.stringContaining(named) as string });
});

test('k6 does not see tokens: what it is gated by by default are whole answers', () => {
  const ofTokens = (metrics: { metric: string }[]) => metrics.some(({ metric }) => metric.startsWith('ttft'));
  expect(ofTokens(load('built-in', '', 'openai-chat').gate.metrics)).toBe(true);
  expect(ofTokens(load('k6', '', 'openai-chat').gate.metrics)).toBe(false);
  expect(ofTokens(loadGate({ workspace: workspaceWith('k6', '', 'openai-chat') }).gate.metrics)).toBe(false);
});
