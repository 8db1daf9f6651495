import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { Overrides } from '../../src/config/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

function planOf(target: string, more: Partial<Overrides> = {}): Plan {
  const text = `version: 1\nsuite: a\n${target}\n`;
  const workspace = makeWorkspace({ 'models/sluice.yml': text, 'models/ca.crt': 'x', 'models/sub/file': '' });
  return loadPlan({ workspace, config: 'models/sluice.yml', ...more });
}

test('a unix socket is a place of its own, from the folder of the settings', () => {
  const { candidate } = planOf('target: { url: { socket: ./model.sock } }');
  expect(candidate).toMatchObject({ kind: 'url', url: 'http://localhost', socketPath: 'models/model.sock' });
  const named = planOf('target: { url: { socket: model.sock, address: "http://model/v1" } }').candidate;
  expect(named).toMatchObject({ url: 'http://model/v1', socketPath: 'models/model.sock' });
});

test('a suite without a name is named after the socket', () => {
  const workspace = makeWorkspace({
    'sluice.yml': 'version: 1\ntarget: { url: { socket: run/model.sock } }\n',
  });
  expect(loadPlan({ workspace }).suite).toBe('model');
});

test('an authority is a file of the workspace', () => {
  const { candidate } = planOf('target: { url: { address: "https://model.example", tls: { ca: ca.crt } } }');
  expect(candidate).toMatchObject({ kind: 'url', tls: { ca: 'models/ca.crt' } });
});

test.each([
  ['auto', 'auto'],
  ['1.1', '1.1'],
  ['2', '2'],
  ['"2"', '2'],
])('http: %s is taken for every form of target', (written, http) => {
  expect(planOf(`target: { container: { image: a, http: ${written} } }`).candidate.http).toBe(http);
  expect(planOf(`target: { process: { command: [a], http: ${written} } }`).candidate.http).toBe(http);
  expect(planOf(`target: { url: { address: "http://a", http: ${written} } }`).candidate.http).toBe(http);
});

test('the base takes over how the target is spoken to, and not where it is', () => {
  const settings = (base: string) => `target: { url: { socket: a.sock, http: 2 } }\nbase: { url: ${base} }`;
  expect(planOf(settings('{ socket: b.sock }')).base).toMatchObject({
    socketPath: 'models/b.sock',
    http: '2',
  });
  const elsewhere = planOf(settings('{ address: "http://model.example" }')).base;
  expect(elsewhere).toMatchObject({ url: 'http://model.example', http: '2' });
  expect(elsewhere).not.toHaveProperty('socketPath');
});

test('the input `url` goes before the socket of the file', () => {
  const { candidate } = planOf('target: { url: { socket: a.sock } }', { url: 'http://model.example' });
  expect(candidate).toMatchObject({ url: 'http://model.example' });
  expect(candidate).not.toHaveProperty('socketPath');
});

/** What is written under `target:`; the code; what the message names. */
const faults: [title: string, target: string, code: string, fact: RegExp][] = [
  ['no place', '{ url: {} }', 'target-missing', /names no address/],
  ['a socket outside', '{ url: { socket: /run/model.sock } }', 'path-outside-workspace', /run\/model\.sock/],
  ['a socket with TLS', '{ url: { socket: a.sock, address: "https://a" } }', 'config-invalid', /https/],
  ['a socket too long', `{ url: { socket: ${'a'.repeat(120)} } }`, 'config-invalid', /107/],
  [
    'an authority that is missing',
    '{ url: { address: "https://a", tls: { ca: b.crt } } }',
    'config-invalid',
    /b\.crt/,
  ],
  [
    'an authority that is a folder',
    '{ url: { address: "https://a", tls: { ca: sub } } }',
    'config-invalid',
    /no file/,
  ],
  [
    'an authority outside',
    '{ url: { address: "https://a", tls: { ca: /etc/ca.crt } } }',
    'path-outside-workspace',
    /etc/,
  ],
  [
    'an authority without TLS',
    '{ url: { address: "http://a", tls: { ca: ca.crt } } }',
    'config-invalid',
    /http address/,
  ],
  ['HTTP/3', '{ url: { address: "http://a", http: 3 } }', 'config-invalid', /is 3/],
  ['a word for HTTP', '{ container: { image: a, http: h2 } }', 'config-invalid', /'h2'/],
  ['a socket of a container', '{ container: { image: a, socket: a.sock } }', 'config-unknown-key', /socket/],
];

test.each(faults)('%s is refused', (_, target, code, fact) => {
  const error = errorOf(() => planOf(`target: ${target}`));
  expect(error).toMatchObject({ code });
  expect(error.fact).toMatch(fact);
  expect(error.remedy).not.toBe('');
});
