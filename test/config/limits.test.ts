import { expect, test } from 'vitest';
import { loadPlan, readLimits } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const planOf = (text: string, url?: string) =>
  loadPlan({
    workspace: makeWorkspace({ 'sluice.yml': `version: 1\nsuite: a\n${text}` }),
    ...(url === undefined ? {} : { url }),
  });

test('without limits the usual ones hold, and only hosts that are named may be loaded', () => {
  expect(planOf('target: { container: { image: a } }').limits).toEqual({
    source: 'sluice.yml',
    hosts: [],
    mostRatePerSecond: 1000,
    mostRequests: 1_000_000,
    dockerArguments: [],
    foreignNetworks: true,
  });
  const both =
    'target: { url: "http://A.example:80/v1" }\nbase: { url: { address: "http://[2001:db8::1]/" } }';
  expect(planOf(both).limits?.hosts).toEqual(['a.example', '2001:db8::1']);
  expect(planOf('', 'https://b.example').limits?.hosts).toEqual(['b.example']);
});

test('limits are taken as they are written', () => {
  const written =
    'limits: { hosts: [B.example, 10.0.0.7], rate: 50, requests: 10, docker-arguments: [--ipc=host] }';
  expect(planOf(`target: { container: { image: a } }\n${written}\n`).limits).toMatchObject({
    hosts: ['b.example', '10.0.0.7'],
    mostRatePerSecond: 50,
    mostRequests: 10,
    dockerArguments: ['--ipc=host'],
  });
});

test.each([
  ['hosts: ["https://a.example"]', 'config-invalid', /without scheme/],
  ['hosts: ["a.example:80/x"]', 'config-invalid', /without scheme/],
  ['hosts: ["*.example"]', 'config-invalid', /without scheme/],
  ['hosts: a.example', 'config-invalid', /list/],
  ['rate: 0', 'config-invalid', /more than 0/],
  ['requests: 1.5', 'config-invalid', /whole number/],
  ['docker-arguments: all', 'config-invalid', /list/],
  ['rates: 5', 'config-unknown-key', /rate/],
])('limits: { %s } is %s, with its remedy', (text, code, remedy) => {
  const error = errorOf(() => planOf(`target: { container: { image: a } }\nlimits: { ${text} }\n`));
  expect(error).toMatchObject({ code });
  expect(error.remedy).toMatch(remedy);
});

test('of the base branch only the limits are asked, whatever else its settings hold', () => {
  const text =
    'version: 9\nlimits: { rate: 7 }\ntarget: { url: "http://a.example", new-key: 1 }\nlater: {}\n';
  expect(readLimits(text, 'base', 'http://b.example')).toMatchObject({
    source: 'base',
    hosts: ['b.example', 'a.example'],
    mostRatePerSecond: 7,
  });
  expect(readLimits('', 'base', undefined)).toMatchObject({ hosts: [], mostRatePerSecond: 1000 });
  expect(errorOf(() => readLimits('limits: { rate: -1 }', 'base', undefined))).toMatchObject({
    code: 'config-invalid',
    location: 'base',
  });
});

test('an address that is no good is told without its password and its keys', () => {
  for (const address of ['htps://me:hunter22@a.example/?key=hunter22', 'http://me:hunter22@a.example']) {
    const error = errorOf(() => planOf(`target: { url: ${JSON.stringify(address)} }\n`));
    expect(`${error.message} ${error.evidence.join(' ')}`).not.toContain('hunter22');
    expect(errorOf(() => planOf('', address)).message).not.toContain('hunter22');
  }
});
