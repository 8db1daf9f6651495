import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { makeWorkspace } from './workspace.ts';

const planOf = (written: string) =>
  loadPlan({
    workspace: makeWorkspace({
      'sluice.yml': `version: 1\nsuite: a\ntarget: { container: { image: a } }\nexport: { ${written} }\n`,
    }),
  }).exports;

test('metrics are served to this machine alone, unless a host is named', () => {
  expect(planOf('prometheus: { listen: 9464 }')).toEqual({
    prometheus: { listen: { host: '127.0.0.1', port: 9464 } },
  });
  const all =
    'prometheus: { listen: { host: 0.0.0.0, port: 9464 }, push-gateway: http://a:9091, remote-write: http://b/write, token-env: T }';
  expect(planOf(all)?.prometheus).toEqual({
    listen: { host: '0.0.0.0', port: 9464 },
    pushGateway: 'http://a:9091',
    remoteWrite: 'http://b/write',
    tokenVariable: 'T',
  });
});

test('of all requests one in a hundred becomes a span, unless the settings say otherwise', () => {
  expect(planOf('otlp: { endpoint: http://collector:4318 }')?.otlp).toEqual({
    endpoint: 'http://collector:4318',
    headerVariables: {},
    sampledShare: 0.01,
  });
  const all = 'otlp: { endpoint: https://c.example/otlp, header-env: { x-key: KEY }, sampled: 0% }';
  expect(planOf(all)?.otlp).toMatchObject({ headerVariables: { 'x-key': 'KEY' }, sampledShare: 0 });
});

test.each([
  ['prometheus: {}', /says nowhere how Prometheus is to be told/],
  ['prometheus: { token-env: T }', /says nowhere how Prometheus is to be told/],
  ['prometheus: { listen: 0 }', /listen/],
  ['prometheus: { listen: 70000 }', /listen/],
  ['prometheus: { listen: { host: 0.0.0.0 } }', /port/],
  ['prometheus: { push-gateway: "http://me:pw@a" }', /without user and password/],
  ['otlp: {}', /endpoint/],
  ['otlp: { endpoint: "grpc://a:4317" }', /http or https/],
  ['otlp: { endpoint: "http://a:4318/v1/traces" }', /is the address of one signal/],
  ['otlp: { endpoint: "http://a:4318", sampled: 150% }', /sampled/],
  ['otlp: { endpoint: "http://a:4318", header-env: { "x y": T } }', /header-env/],
])('%s is refused', (written, words) => {
  expect(() => planOf(written)).toThrow(
    expect.objectContaining({
      code: expect.stringMatching(/^config-/),
      message: expect.stringMatching(words),
    }),
  );
});
