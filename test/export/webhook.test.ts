import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { exportResult } from '../../src/export/index.ts';
import { webhookExporter } from '../../src/export/webhook/index.ts';
import { payloadJsonSchema } from '../../src/export/webhook/payload.ts';
import type { ExportInput, WebhookExport } from '../../src/model/export.ts';
import type { Run } from '../../src/model/run.ts';
import { renderChats } from '../../src/report/index.ts';
import { failInput, firstRunInput, passInput } from '../support/report-inputs.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const patience = { attempts: 3, firstPauseMs: 5, longestPauseMs: 50, attemptMs: 10_000 };
const origin = {
  commit: 'a'.repeat(40),
  branch: 'faster',
  pullRequest: '7',
  runUrl: 'https://ci.example.com/7',
};
const files = { directory: '', result: '', report: '', comment: '', junit: '' };

function inputOf(report = failInput()): ExportInput {
  const messages = renderChats(report, origin);
  return { report, candidate: {} as Run, sluiceVersion: '1.2.3', origin, files, messages };
}

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers with these, one after the other and the last one for ever; 0 hangs up. */
async function receiver(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const status = statuses[Math.min(received.length, statuses.length - 1)] ?? 204;
      received.push({ headers: request.headers, body });
      if (status === 0) return void request.socket.destroy();
      const headers = { location: '/elsewhere', ...(status === 429 ? { 'retry-after': '60' } : {}) };
      response.writeHead(status, headers).end(status < 300 ? undefined : 'no, says <the> receiver');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0/secret-path`, received };
}

const tell = (plan: Partial<WebhookExport>, environment = {}, input = inputOf()) =>
  webhookExporter({ format: 'json', ...plan }, patience).tell(input, {
    environment: { SECRET: secret, ...environment },
    signal: new AbortController().signal,
  });

test('a receiver with the reference library takes the signature, and the body is what the published schema says', async () => {
  const { url, received } = await receiver(204);
  const told = await tell({ url, secretVariable: 'SECRET' });
  expect(told).toBe(`The verdict was told to webhook at ${new URL(url).host}, signed.`);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  const payload = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(() =>
    new Webhook(secret).verify(body.replace('fail', 'pass'), headers as Record<string, string>),
  ).toThrow();
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(payloadJsonSchema());
  expect(validate(payload), JSON.stringify(validate.errors)).toBe(true);
  expect(payload).toMatchObject({
    type: 'sluice.gate.finished',
    data: {
      verdict: 'fail',
      commit: origin.commit,
      branch: 'faster',
      pullRequest: '7',
      links: { run: origin.runUrl },
      metrics: expect.arrayContaining([
        expect.objectContaining({ result: 'regressed', interval: [expect.any(Number), expect.any(Number)] }),
      ]),
    },
  });
});

test('schema/webhook.schema.json is the schema of what is sent', () => {
  const published = readFileSync(new URL('../../schema/webhook.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(payloadJsonSchema())));
});

test('a passing fault is tried again under the same id, each attempt freshly signed', async () => {
  const { url, received } = await receiver(503, 0, 200);
  await tell({ url, secretVariable: 'SECRET' });
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  for (const { headers, body } of received)
    new Webhook(secret).verify(body, headers as Record<string, string>);
});

test.each([
  [[500], 3, 'with 500: no, says <the> receiver'],
  [[0], 3, 'does not answer'],
  [[400], 1, 'with 400'],
  [[401], 1, 'with 401'],
  // A minute is longer than any verdict waits for.
  [[429], 1, 'with 429'],
  // It may lead anywhere.
  [[307], 1, 'with 307'],
])('a receiver that answers %j is asked %i times and then told of', async (statuses, attempts, words) => {
  const { url, received } = await receiver(...statuses);
  await expect(tell({ urlVariable: 'HOOK' }, { HOOK: url })).rejects.toMatchObject({
    code: 'export-failed',
    fact: expect.stringMatching(words),
  });
  expect(received).toHaveLength(attempts);
});

test('a receiver that never answers is not waited for', async () => {
  const { url, received } = await receiver(200);
  const exporter = webhookExporter({ format: 'json', url }, { ...patience, attempts: 2, attemptMs: 1 });
  const context = { environment: {}, signal: new AbortController().signal };
  await expect(exporter.tell(inputOf(), context)).rejects.toMatchObject({
    code: 'export-failed',
    fact: expect.stringContaining('does not answer within 0.001 s'),
  });
  expect(received.length).toBeLessThanOrEqual(2);
});

test('no message shows the path of the address, by which anybody could write there', async () => {
  const { url } = await receiver(403);
  const [told] = await exportResult(
    { webhook: { format: 'slack', urlVariable: 'HOOK' } },
    inputOf(),
    { HOOK: url },
    new AbortController().signal,
  );
  expect(told).toContain('The result was not told: Slack: 127.0.0.1');
  expect(told).toContain('The verdict stands.');
  expect(told).not.toContain('secret-path');
});

test.each([
  [{ url: 'http://127.0.0.1:9', secretVariable: 'NONE' }, 'NONE is not set'],
  [{ urlVariable: 'NONE' }, 'NONE is not set'],
  [{ urlVariable: 'SECRET' }, 'SECRET holds no http or https address'],
  [{ url: 'http://127.0.0.1:9', secretVariable: 'SHORT' }, 'has 3 bytes, fewer than 24'],
  [{ url: 'http://127.0.0.1:9', secretVariable: 'WORDS' }, 'is no base64'],
])('%j is refused before anything is sent', async (plan, words) => {
  const environment = { SHORT: 'whsec_YWJj', WORDS: 'correct horse battery staple' };
  await expect(tell(plan, environment)).rejects.toMatchObject({
    code: 'export-failed',
    fact: expect.stringContaining(words),
  });
});

test('Slack and Teams get their own form', async () => {
  for (const format of ['slack', 'teams'] as const) {
    const { url, received } = await receiver(200);
    await tell({ url, format });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(
      JSON.parse(JSON.stringify(inputOf().messages?.[format])),
    );
  }
});

test('a first run without a base has a message too', async () => {
  const { url, received } = await receiver(200);
  for (const report of [firstRunInput(), passInput()]) await tell({ url }, {}, inputOf(report));
  expect(
    received.map(({ body }) => (JSON.parse(body) as { data: { metrics: unknown } }).data.metrics),
  ).toEqual([[], expect.any(Array)]);
});
