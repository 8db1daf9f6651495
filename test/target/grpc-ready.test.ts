import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import type { ReadinessPlan, UrlPlan } from '../../src/model/target.ts';
import { startTarget } from '../../src/target/index.ts';
import { serveGrpc } from '../load/oip/grpc-server.ts';
import { authorityFile, certificate } from '../support/tls/index.ts';
import { failureOf, testContext } from './fixture/context.ts';

const grpc = { path: '/inference.GRPCInferenceService/ServerReady', grpc: true };

const plan = (url: string, ready: Partial<ReadinessPlan>): UrlPlan => ({
  kind: 'url',
  url,
  ready: { path: '/', timeoutMs: 1500, intervalMs: 20, ...ready },
});

test('a target of gRPC is ready when its ServerReady says yes', async () => {
  let asked = 0;
  const server = await serveGrpc(() => ({}), { ready: () => ++asked > 3 });
  const target = await startTarget(plan(server.baseUrl, grpc), await testContext());
  expect(asked).toBe(4);
  expect(target.endpoint).toEqual({ addresses: ['127.0.0.1'], baseUrl: server.baseUrl });
});

test('over TLS it is asked with the authority of the target', async () => {
  const { key, cert } = certificate;
  const credentials = ServerCredentials.createSsl(null, [
    { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) },
  ]);
  const server = await serveGrpc(() => ({}), { credentials });
  const context = { ...(await testContext()), workspace: dirname(authorityFile) };
  const url = `https://localhost:${server.port}`;
  await startTarget({ ...plan(url, grpc), tls: { ca: 'ca.crt' } }, context);
  const refused = await failureOf(startTarget(plan(url, { ...grpc, timeoutMs: 60_000 }), context));
  expect(refused.fact).toMatch(/certificate.*not trusted/);
});

test('a server that never says yes is target-unreachable and tells its last word', async () => {
  const server = await serveGrpc(() => ({}), { ready: () => false });
  const never = await failureOf(
    startTarget(plan(server.baseUrl, { ...grpc, timeoutMs: 300 }), await testContext()),
  );
  expect(never).toMatchObject({ code: 'target-unreachable' });
  expect(never.fact).toContain('the server says that it is not ready');
  const unknown = await failureOf(
    startTarget(plan(server.baseUrl, { ...grpc, path: '/health', timeoutMs: 300 }), await testContext()),
  );
  expect(unknown.fact).toContain('UNIMPLEMENTED');
});

test('a server of HTTP/1.1 on the port is found out, and nobody at all is told as such', async () => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const never = { ...grpc, timeoutMs: 300 };
  const wrong = await failureOf(startTarget(plan(url, never), await testContext()));
  expect(wrong.fact).toMatch(/gRPC on this port\?/);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  const gone = await failureOf(startTarget(plan(url, never), await testContext()));
  expect(gone.fact).toMatch(/gRPC: connect ECONNREFUSED/);
});

test('an answer that must hold a text is waited for', async () => {
  let asked = 0;
  const server = createServer((_, response) =>
    response.end(`{"model_version_status":[{"state":"${++asked > 2 ? 'AVAILABLE' : 'LOADING'}"}]}`),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await startTarget(plan(url, { contains: '"AVAILABLE"' }), await testContext());
  expect(asked).toBe(3);
});
