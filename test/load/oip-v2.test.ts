import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { OipPlan } from '../../src/model/protocol.ts';
import type { Outcome } from '../../src/model/sample.ts';
import { tensorPlan, tensorWorkload } from './oip/plan.ts';
import { countOutcomes, openBlock, runBlock } from './support.ts';

interface Infer {
  path: string;
  json: { inputs: Record<string, unknown>[]; outputs?: unknown; parameters?: unknown };
  /** What followed the JSON. */
  raw: Buffer;
  type: string;
}

/** A server that takes requests apart by itself, as the protocol's documents say. */
async function serve(answer: (infer: Infer, response: ServerResponse) => void) {
  const seen: Infer[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const length = Number(request.headers['inference-header-content-length'] ?? body.length);
      const infer = {
        path: request.url ?? '',
        json: JSON.parse(body.subarray(0, length).toString()) as Infer['json'],
        raw: body.subarray(length),
        type: request.headers['content-type'] ?? '',
      };
      seen.push(infer);
      answer(infer, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** As starlette writes it in MLServer's default mode. */
const traceback =
  'Traceback (most recent call last):\n' +
  '  File "/site-packages/starlette/routing.py", line 73, in app\n    response = await f(request)\n'.repeat(
    80,
  ) +
  'numpy._core._exceptions._ArrayMemoryError: Unable to allocate 4.00 EiB for an array with shape (4611686018427387904,)\n';

const scores = { name: 'scores', datatype: 'FP32', shape: [1, 2], data: [0.5, 0.5] };

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** `raw`: what really follows the JSON. */
function sendBinary(response: ServerResponse, outputs: unknown[], raw: Buffer): void {
  const json = Buffer.from(JSON.stringify({ model_name: 'tiny', outputs }));
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'Inference-Header-Content-Length': json.length,
  });
  response.end(Buffer.concat([json, raw]));
}

const block = openBlock(50, 160);

function run(baseUrl: string, protocol: OipPlan = tensorPlan) {
  return runBlock(block, baseUrl, { protocol, workload: tensorWorkload });
}

describe('a request of the Open Inference Protocol', () => {
  it('holds its tensors, parameters and outputs as JSON', async () => {
    const server = await serve((_, response) => sendJson(response, { outputs: [scores] }));
    expect(countOutcomes(await run(server.baseUrl))).toEqual({ ok: 8 });
    const salt = /größer (\d{16})/.exec(JSON.stringify(server.seen[0]))?.[1];
    expect(server.seen[0]).toEqual({
      path: '/v2/models/tiny/infer',
      type: 'application/json',
      raw: Buffer.alloc(0),
      json: {
        parameters: { sequence_id: 7, start: true, temperature: 0.5 },
        inputs: [
          { name: 'text', datatype: 'BYTES', shape: [1, 1], data: [`größer ${salt}`] },
          { name: 'ids', datatype: 'INT32', shape: [1, 3], parameters: { kind: 'ids' }, data: [0, -2, 3] },
        ],
        outputs: [{ name: 'scores' }],
      },
    });
  });

  it('has the raw bytes of its tensors after the JSON where they are wanted binary', async () => {
    const server = await serve((_, response) =>
      sendBinary(
        response,
        [{ ...scores, data: undefined, parameters: { binary_data_size: 8 } }],
        Buffer.alloc(8),
      ),
    );
    const result = await run(server.baseUrl, { ...tensorPlan, encoding: 'binary' });
    expect(countOutcomes(result)).toEqual({ ok: 8 });
    const { json, raw, type } = server.seen[0] as Infer;
    expect(type).toBe('application/octet-stream');
    expect(json.outputs).toEqual([{ name: 'scores', parameters: { binary_data: true } }]);
    const [text, ids] = json.inputs;
    expect(text).toMatchObject({ shape: [1, 1], parameters: { binary_data_size: 4 + 24 + 1 } });
    expect(ids).toMatchObject({ shape: [1, 3], parameters: { kind: 'ids', binary_data_size: 12 } });
    expect(text).not.toHaveProperty('data');
    expect(raw.readUInt32LE(0)).toBe(25);
    expect(raw.subarray(4, 29).toString()).toMatch(/^größer \d{16}$/);
    expect([...new Int32Array(new Uint8Array(raw.subarray(29)).buffer)]).toEqual([0, -2, 3]);
  });

  it('asks for all outputs as raw bytes where it names none', () => {
    const { outputs: _, ...plan } = tensorPlan;
    const protocol = createProtocol({ ...plan, outputs: [], encoding: 'binary', parameters: {} });
    const { headers, body } = protocol.prepare(tensorWorkload.items[0] as never, 'short');
    const length = Number(headers[headers.indexOf('inference-header-content-length') + 1]);
    const json = JSON.parse((body as Buffer).subarray(0, length).toString()) as Infer['json'];
    expect(json).toMatchObject({ parameters: { binary_data_output: true } });
    expect(json).not.toHaveProperty('outputs');
  });
});

describe('an answer of the Open Inference Protocol', () => {
  const binary = (size: number) => [{ ...scores, data: undefined, parameters: { binary_data_size: size } }];
  test.each<[string, (response: ServerResponse) => void, Outcome, RegExp]>([
    ['with its outputs is a success', (to) => sendJson(to, { outputs: [scores] }), 'ok', /^$/],
    ['without outputs', (to) => sendJson(to, { id: '1' }), 'bad-response', /no "outputs"/],
    ['with an empty list of outputs', (to) => sendJson(to, { outputs: [] }), 'bad-response', /no outputs/],
    [
      'without the output that was asked for',
      (to) => sendJson(to, { outputs: [{ ...scores, name: 'other' }] }),
      'bad-response',
      /no output "scores"/,
    ],
    ['that is no JSON', (to) => void to.end('ready'), 'bad-response', /no "outputs"/],
    ['of raw bytes is a success', (to) => sendBinary(to, binary(8), Buffer.alloc(8)), 'ok', /^$/],
    [
      'with fewer raw bytes than it says',
      (to) => sendBinary(to, binary(8), Buffer.alloc(5)),
      'bad-response',
      /5 bytes after its JSON.*say 8/,
    ],
    ['of a model that fails', (to) => sendJson(to, { error: 'no kernel' }, 500), 'model-error', /no kernel/],
    [
      'of a model without memory',
      (to) => sendJson(to, { error: 'in ensemble: CUDA out of memory' }, 500),
      'out-of-memory',
      /CUDA/,
    ],
    [
      "of MLServer's model without memory, at the end of a long traceback",
      (to) => to.writeHead(500, { 'content-type': 'text/plain' }).end(traceback),
      'out-of-memory',
      /^HTTP 500: numpy.*Unable to allocate 4.00 EiB/,
    ],
    ['of a full queue', (to) => sendJson(to, { error: 'queue full' }, 503), 'overload', /queue full/],
    ['to a wrong shape', (to) => sendJson(to, { error: 'unexpected shape' }, 400), 'client-error', /shape/],
  ])('%s', async (_, send, outcome, message) => {
    const server = await serve((_infer, response) => send(response));
    const result = await run(server.baseUrl);
    expect(countOutcomes(result)).toEqual({ [outcome]: 8 });
    expect(result.errorExamples[0]?.message ?? '').toMatch(message);
  });
});
