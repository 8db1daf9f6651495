import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { Workspace } from '../support/command-line.ts';
import { startProxy } from '../support/proxy-server.ts';
import { authority, certificate } from '../support/tls/index.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const ready = { path: '/health', timeout: '10s', interval: '20ms' };

const answer: RequestListener = (request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end('{"label":"billing"}');
  });
};

function workspaceOf(url: Record<string, unknown>, files: Record<string, string> = {}): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-ways-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = tinySettings({ settings: { target: { url: { ready, ...url } } } });
  return new Workspace(folder, program, { 'sluice.yml': settings, ...files });
}

async function listen(server: Server, at?: string): Promise<number> {
  if (at === undefined) server.listen(0, '127.0.0.1');
  else server.listen(at);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'string' ? 0 : (address as AddressInfo).port;
}

/** Measures, and returns the run, in which every request succeeded. */
async function measure(
  workspace: Workspace,
  env: NodeJS.ProcessEnv = {},
): Promise<{ run: Run; told: string }> {
  const { exitCode, stdout, stderr } = await workspace.run(['measure', '--out', 'run.json'], env);
  expect(exitCode, stderr).toBe(0);
  const run = workspace.json<Run>('run.json');
  const classes = run.blocks.flatMap((block) => Object.values(block.classes));
  expect(classes.reduce((sum, { completed }) => sum + completed, 0)).toBeGreaterThan(0);
  expect(classes.flatMap(({ errors }) => Object.keys(errors))).toEqual([]);
  return { run, told: stdout + stderr };
}

test('a server on a unix socket is measured', async () => {
  const workspace = workspaceOf({ socket: 'model.sock' });
  await listen(createServer(answer), workspace.path('model.sock'));
  const { run } = await measure(workspace);
  expect(run.provenance.target).toEqual({ kind: 'url', name: 'unix:model.sock' });
  expect(run.warnings).toEqual([]);
});

test('a server of HTTP/2 with a certificate of a private authority is measured', async () => {
  const versions = new Set<string>();
  const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
    if (request.url !== '/health') versions.add(request.httpVersion);
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"label":"billing"}');
    });
  });
  const port = await listen(server);
  const { run } = await measure(
    workspaceOf({ address: `https://localhost:${port}`, tls: { ca: 'ca.crt' } }, { 'ca.crt': authority }),
  );
  expect(run.provenance.target.name).toBe(`localhost:${port}`);
  expect([...versions]).toEqual(['2.0']);
  expect(new Set(run.blocks.map(({ health }) => health?.httpVersion))).toEqual(new Set(['2']));
});

test('a server behind a proxy is measured, and that is said wherever the result is shown', async () => {
  const port = await listen(createServer(answer));
  const proxy = await startProxy({ user: 'me:hush-hush' });
  onTestFinished(() => proxy.close());
  const workspace = workspaceOf({ address: `http://model.test:${port}` });
  const { run, told } = await measure(workspace, {
    HTTP_PROXY: `http://me:hush-hush@127.0.0.1:${proxy.port}`,
    http_proxy: '',
    NO_PROXY: '',
    no_proxy: '',
  });
  const said = `through the proxy at 127.0.0.1:${proxy.port}`;
  expect(proxy.forwarded.length).toBeGreaterThan(10);
  expect(run.warnings).toEqual([expect.stringContaining(said)]);
  expect(told).toContain(said);
  const secret = Buffer.from('me:hush-hush').toString('base64');
  for (const shown of [told, workspace.read('run.json')]) {
    expect(shown).not.toContain('hush');
    expect(shown).not.toContain(secret);
  }
});
