import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveEndpoint } from '../../src/load/endpoint.ts';
import { fixedLookup } from '../../src/model/fixed-lookup.ts';
import { openMetricsReader } from '../../src/telemetry/server-metrics.ts';
import { checkAddresses, lookUpHost } from '../../src/target/look-up.ts';
import { openProbe } from '../../src/target/probe.ts';

const wait = { timeoutMs: 300, intervalMs: 50, signal: new AbortController().signal, allowed: [] };

test.each([
  '169.254.169.254',
  '169.254.170.2',
  'fe80::1',
  'fd00:ec2::254',
  '::ffff:169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
])('the address %s is refused, also behind a name, unless it is named', (address) => {
  const refused = expect.objectContaining({ code: 'limits-exceeded' }) as Error;
  expect(() => checkAddresses([address], address, [])).toThrow(refused);
  expect(() => checkAddresses(['192.0.2.1', address], 'model.example', ['model.example'])).toThrow(refused);
  expect(checkAddresses([address], 'model.example', [address])).toEqual([address]);
});

test('addresses of other machines and of this one are taken', async () => {
  expect(checkAddresses(['10.1.2.3', '203.0.113.7', '2001:db8::1'], 'a', [])).toHaveLength(3);
  expect(await lookUpHost('[::1]', wait)).toEqual(['::1']);
  expect(await lookUpHost('localhost', wait)).toContain('127.0.0.1');
});

test('a name that has no address is asked for until the time is over', async () => {
  expect(await lookUpHost('model.invalid', wait)).toEqual({ last: expect.stringMatching(/^E/) as string });
});

describe('after the first look-up', () => {
  // No name service knows this name: whatever reaches the server has not asked one.
  const addresses = ['127.0.0.1'];
  let asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.host);
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    else response.end('vllm:num_requests_running 1\n');
  });
  let baseUrl: string;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    baseUrl = `http://moved.invalid:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  test('the load goes to the address that was found', async () => {
    expect(await resolveEndpoint({ baseUrl, addresses }, 500)).toMatchObject({
      address: '127.0.0.1',
      hostname: 'moved.invalid',
    });
  });

  test('questions and metrics go there as well, and a redirect is not followed', async () => {
    asked = [];
    const probe = openProbe(`${baseUrl}/away`, { addresses });
    expect(await probe.ask(wait.signal)).toBe(302);
    await probe.close();
    const reader = openMetricsReader({
      endpoint: { baseUrl, addresses },
      path: '/metrics',
      onNote: () => undefined,
    });
    expect(await reader.read(new Set(['vllm:num_requests_running']))).toBeDefined();
    await reader.close();
    expect(asked).toEqual([new URL(baseUrl).host, new URL(baseUrl).host]);
  });

  test('a look-up gives one address or all, as it is asked', () => {
    const answers: unknown[] = [];
    fixedLookup(['::1', '127.0.0.1'])('x', {}, (_, ...answer) => answers.push(answer));
    fixedLookup(['127.0.0.1'])('x', { all: true }, (_, ...answer) => answers.push(answer));
    expect(answers).toEqual([['::1', 6], [[{ address: '127.0.0.1', family: 4 }]]]);
  });
});
