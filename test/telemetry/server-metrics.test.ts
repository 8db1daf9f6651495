import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Endpoint } from '../../src/model/endpoint.ts';
import { openMetricsReader, prefixCacheCounters, prefixCacheUse } from '../../src/telemetry/index.ts';

/** A server process that counts, as vLLM does: 100 tokens a request, 61 of them cached. */
const server = `
let requests = 0;
require('node:http').createServer((request, response) => {
  if (request.url === '/base/metrics')
    return response.end([
      '# TYPE vllm:prefix_cache_queries_total counter',
      'vllm:prefix_cache_queries_total{engine="0"} ' + 100 * requests + '.0',
      'vllm:prefix_cache_hits_total{engine="0"} ' + 61 * requests + '.0',
      '',
    ].join('\\n'));
  requests++;
  response.end('{}');
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

function readerFor(endpoint: Endpoint, path = '/metrics') {
  const notes: string[] = [];
  const reader = openMetricsReader({ endpoint, path, onNote: (text) => notes.push(text) });
  onTestFinished(() => reader.close());
  return { read: () => reader.read(prefixCacheCounters), notes };
}

async function listen(listener: RequestListener, socketPath?: string): Promise<string> {
  const http = createServer(listener);
  http.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath });
  await once(http, 'listening');
  onTestFinished(() => {
    http.close();
    http.closeAllConnections();
  });
  return socketPath === undefined
    ? `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    : 'http://localhost';
}

test('a server process that publishes counters tells what its prefix cache did between two readings', async () => {
  const child = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const baseUrl = `http://127.0.0.1:${Number(port)}/base`;
  const { read, notes } = readerFor({ baseUrl });
  await fetch(baseUrl);
  const before = await read();
  for (let i = 0; i < 4; i++) await fetch(baseUrl);
  const after = await read();
  expect(prefixCacheUse(before!, after!)).toEqual({ queries: 400, hits: 244 });
  expect(notes).toEqual([]);
});

test('a server on a unix socket is asked there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-metrics-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socketPath = join(folder, 'model.sock');
  const baseUrl = await listen((_, response) => response.end('vllm:prefix_cache_hits_total 7\n'), socketPath);
  const { read } = readerFor({ baseUrl, socketPath });
  expect([...(await read())!]).toEqual([['vllm:prefix_cache_hits_total', new Map([['', 7]])]]);
});

const endless: RequestListener = (_, response) => {
  const more = () => {
    while (response.write('x'.repeat(256 * 1024)));
    response.once('drain', more);
  };
  more();
};

test.each<[string, RequestListener, RegExp]>([
  ['is gone', (_, response) => response.writeHead(404).end(), /status 404/],
  ['never answers', () => undefined, /no whole answer came in 1 s/],
  ['never ends', (_, response) => void response.write('a 1\n'), /no whole answer came in 1 s/],
  ['is endless', endless, /longer than 4 MiB/],
  ['breaks off', (_, response) => response.destroy(), /other side closed|ECONNRESET/],
  ['leads elsewhere', (_, response) => response.writeHead(302, { location: '/x' }).end(), /status 302/],
])('metrics whose page %s cost one note, and are not asked for again', async (_, listener, why) => {
  let asked = 0;
  const baseUrl = await listen((request, response) => {
    asked++;
    listener(request, response);
  });
  const { read, notes } = readerFor({ baseUrl });
  expect(await read()).toBeUndefined();
  expect(await read()).toBeUndefined();
  expect(asked).toBe(1);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^The server's metrics at \/metrics are not read: /);
  expect(notes[0]).toMatch(why);
});

test('a server that has answered before may be late or broken for some questions, and not for ever', async () => {
  let asked = 0;
  let isWell = true;
  const baseUrl = await listen((_, response) => {
    asked++;
    if (isWell) response.end('vllm:prefix_cache_hits_total 7\n');
    else response.writeHead(503).end();
  });
  const { read, notes } = readerFor({ baseUrl });
  expect(await read()).toBeDefined();
  isWell = false;
  for (let i = 0; i < 4; i++) expect(await read()).toBeUndefined();
  isWell = true;
  expect(await read()).toBeDefined();
  expect(notes).toEqual([]);
  isWell = false;
  for (let i = 0; i < 7; i++) expect(await read()).toBeUndefined();
  expect(asked).toBe(11);
  expect(notes).toEqual(["The server's metrics at /metrics are not read: the answer has the status 503."]);
});

test('a page without counters of ours, or with any bytes, is no fault', async () => {
  const baseUrl = await listen((_, response) => response.end(Buffer.from([0, 255, 10, 128, 0])));
  const { read, notes } = readerFor({ baseUrl });
  expect((await read())!.size).toBe(0);
  expect(notes).toEqual([]);
});

test('no server behind a proxy is asked, nor one that nobody listens for', async () => {
  const baseUrl = 'http://127.0.0.1:9';
  const proxied = readerFor({ baseUrl, proxy: { host: '127.0.0.1', port: 9 } });
  expect(await proxied.read()).toBeUndefined();
  expect(proxied.notes.join()).toContain('through a proxy');
  const silent = readerFor({ baseUrl });
  expect(await silent.read()).toBeUndefined();
  expect(silent.notes.join()).toContain('ECONNREFUSED');
});
