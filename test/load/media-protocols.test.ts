import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import { prepareRequests } from '../../src/load/prepared-requests.ts';
import { createProtocol } from '../../src/load/protocols/index.ts';
import { blockSalt, saltMarker } from '../../src/load/protocols/salt.ts';
import { toSluiceError } from '../../src/model/error.ts';
import type { DatasetRow } from '../../src/model/plan.ts';
import type { BinaryPlan, HttpJsonPlan, MultipartPlan, ProtocolPlan } from '../../src/model/protocol.ts';
import type { BlockPlan, Workload } from '../../src/model/schedule.ts';
import { makeAudio, makeImages } from '../../src/workload/index.ts';
import { countOutcomes, openBlock, runBlock } from './support.ts';

interface Arrived {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const arrived: Arrived[] = [];
const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    arrived.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces) });
    response.setHeader('content-type', 'application/json').end('{"text":"seen"}');
  });
});
let baseUrl = '';

const rows: DatasetRow[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const random = seededRandom(1, 'test');
  const image = {
    kind: 'image',
    count: 1,
    width: { from: 64, to: 64 },
    height: { from: 48, to: 48 },
    content: 'photo-like',
  } as const;
  for (const format of ['png', 'jpeg'] as const) {
    for await (const row of makeImages({ ...image, format }, random, saltMarker)) rows.push(row);
  }
  const seconds = { from: 0.1, to: 0.1 };
  const audio = { kind: 'audio', count: 1, seconds, rate: 8000, channels: 1 } as const;
  rows.push(...makeAudio(audio, random, saltMarker));
  const own = { base64: Buffer.from('a "quoted"\r\nfile').toString('base64'), name: 'own "ü".txt' };
  rows.push({ file: own, name: 'own' });
});
afterAll(() => server.close());
beforeEach(() => void arrived.splice(0));

const workloadOf = (items: DatasetRow[]): Workload => ({
  classes: [{ name: 'media', share: 1 }],
  items: items.map((row) => ({ classIndex: 0, row })),
});

/** Each of the four inputs once, and what of them arrived, by their names. */
async function send(protocol: ProtocolPlan, index = 0, items = rows): Promise<Record<string, Arrived>> {
  const block: BlockPlan = { ...openBlock(40, 100), index };
  const samples = await runBlock(block, baseUrl, { protocol, workload: workloadOf(items) });
  expect(countOutcomes(samples)).toEqual({ ok: 4 });
  return Object.fromEntries(arrived.splice(0).map((each) => [each.url.split('/').at(-1), each]));
}

const salt = (index: number): string => blockSalt('test', 'mixed', index);

function expectImage(bytes: Buffer, type: string): void {
  const decoded =
    type === 'image/png' ? decodePng(bytes, { checkCrc: true }) : decodeJpeg(bytes, { formatAsRGBA: false });
  expect(decoded).toMatchObject({ width: 64, height: 48 });
}

const binary: BinaryPlan = {
  kind: 'binary',
  method: 'POST',
  path: '/predict/{{name}}',
  headers: { 'x-name': '{{name}}' },
  column: 'file',
  check: { jsonPath: 'text' },
};

test('binary sends the bytes of a file with its type, another salt in each block', async () => {
  const [first, second] = [await send(binary), await send(binary, 1)];
  const sent = Object.values(first).map(({ headers }) => [headers['x-name'], headers['content-type']]);
  expect(sent.sort()).toEqual([
    ['audio-1.wav', 'audio/wav'],
    ['image-1.jpg', 'image/jpeg'],
    ['image-1.png', 'image/png'],
    ['own', 'application/octet-stream'],
  ]);
  for (const [index, block] of [first, second].entries()) {
    const [png, jpeg, wave] = ['image-1.png', 'image-1.jpg', 'audio-1.wav'].map((name) => block[name]?.body);
    expectImage(png as Buffer, 'image/png');
    expectImage(jpeg as Buffer, 'image/jpeg');
    expect(decodeJpeg(jpeg as Buffer).comments).toEqual([salt(index)]);
    expect(wave?.readUInt32LE(40)).toBe(1600);
    for (const body of [png, jpeg, wave]) {
      expect(body?.includes(salt(index))).toBe(true);
      expect(body?.includes(saltMarker)).toBe(false);
    }
  }
  expect(first['own']?.body.toString()).toBe('a "quoted"\r\nfile');
  const sound = (block: typeof first) => block['audio-1.wav']?.body.subarray(0, 1644);
  expect(sound(first)).toEqual(sound(second));
});

test('binary sends a text as UTF-8, and a type of the user wins', () => {
  const prepare = (plan: Partial<BinaryPlan>) =>
    createProtocol({ ...binary, path: '/', headers: {}, column: 'text', ...plan }).prepare(
      { classIndex: 0, row: { text: 'grün' } },
      'a',
    );
  expect(prepare({})).toMatchObject({
    headers: ['content-type', 'text/plain; charset=utf-8'],
    body: Buffer.from('grün'),
  });
  expect(prepare({ headers: { 'Content-Type': 'text/markdown' } }).headers).toEqual([
    'Content-Type',
    'text/markdown',
  ]);
});

const multipart: MultipartPlan = {
  kind: 'multipart',
  method: 'POST',
  path: '/v1/audio/transcriptions/{{name}}',
  headers: {},
  fields: [
    { name: 'file', value: '{{file}}' },
    { name: 'prompt', value: 'for {{name}}: {{salt}}' },
    { name: 'odd "name"', value: 'grün', filename: 'text of {{name}}', type: 'text/plain' },
  ],
  check: { jsonPath: 'text' },
};

test('a form is read by a parser as fields and files with their names and types', async () => {
  for (const [name, { body, headers }] of Object.entries(await send(multipart, 2))) {
    // The type names the boundary, and a parser that finds another one in the body fails.
    const form = await new Response(body, {
      headers: { 'content-type': headers['content-type'] as string },
    }).formData();
    expect([...form.keys()]).toEqual(['file', 'prompt', 'odd "name"']);
    expect(form.get('prompt')).toBe(`for ${name}: ${salt(2)}`);
    const text = form.get('odd "name"') as File;
    expect([text.name, text.type, await text.text()]).toEqual([`text of ${name}`, 'text/plain', 'grün']);
    const file = form.get('file') as File;
    const bytes = Buffer.from(await file.arrayBuffer());
    if (name === 'own') {
      expect([file.name, file.type]).toEqual(['own "ü".txt', 'application/octet-stream']);
      expect(bytes.toString()).toBe('a "quoted"\r\nfile');
    } else {
      expect(file.name).toBe(name);
      expect(bytes.includes(salt(2))).toBe(true);
      if (file.type !== 'audio/wav') expectImage(bytes, file.type);
    }
  }
});

test('the same input is the same form, another one has another boundary', () => {
  const prepare = (row: DatasetRow | undefined) =>
    createProtocol(multipart).prepare({ classIndex: 0, row: row ?? {} }, 'a');
  expect(prepare(rows[0])).toEqual(prepare(rows[0]));
  expect(prepare(rows[0]).headers).not.toEqual(prepare(rows[1]).headers);
});

test('a file stands in a JSON body as a data url, salted in its base64', async () => {
  const vision: HttpJsonPlan = {
    kind: 'http-json',
    method: 'POST',
    path: '/chat/{{name}}',
    headers: {},
    body: { image_url: { url: 'data:{{file.type}};base64,{{file.base64}}' }, text: '{{salt}}' },
    check: {},
  };
  const webp = { file: { base64: 'AAEC', type: 'image/webp', name: 'w' }, name: 'w' };
  const sent = await send(vision, 0, [...rows.slice(0, 3), webp]);
  const urls = Object.entries(sent).map(([name, { body }]) => {
    const { image_url: image, text } = JSON.parse(body.toString()) as {
      image_url: { url: string };
      text: string;
    };
    expect(text).toBe(salt(0));
    const [, type = '', base64 = ''] = /^data:([^;]+);base64,(.*)$/.exec(image.url) ?? [];
    return { name, type, bytes: Buffer.from(base64, 'base64') };
  });
  expect(urls.map(({ name }) => name).sort()).toEqual(['audio-1.wav', 'image-1.jpg', 'image-1.png', 'w']);
  for (const { name, type, bytes } of urls) {
    if (type.startsWith('image/') && name !== 'w') expectImage(bytes, type);
    // Whole groups of base64 are replaced, which may leave the outermost digits as they were.
    if (name !== 'w') expect(bytes.includes(salt(0).slice(2, 12))).toBe(true);
  }
});

const file = { base64: 'AAEC', type: 'a/b\r\nx: y', name: 'n' };

test.each<[string, ProtocolPlan, DatasetRow, RegExp]>([
  ['without the column', binary, { name: 'a', text: 'x' }, /"file".*"media".*name, text/],
  ['with a number for a file', binary, { name: 'a', file: 3 }, /"file".*no file and no text/],
  [
    'with base64 that is none',
    binary,
    { name: 'a', file: { base64: 'äöü!', type: 'a/b', name: 'n' } },
    /not base64/,
  ],
  ['with a header in a type', multipart, { name: 'a', file }, /field file.*a\/b/],
  ['with a path to nothing', { ...binary, column: 'file.path' }, { name: 'a', file }, /"file\.path"/],
])('an input %s is refused before any load', (_, protocol, row, fact) => {
  const prepare = () => createProtocol(protocol).prepare({ classIndex: 0, row }, 'media');
  expect(prepare).toThrowError(expect.objectContaining({ code: 'template-invalid' }) as Error);
  expect(prepare).toThrowError(fact);
});

test('bodies that are too large together are refused', () => {
  const body = Buffer.alloc(50 * 2 ** 20);
  const protocol = {
    kind: 'test',
    prepare: () => ({ method: 'POST', path: '/', headers: [], body }),
    openReader: () => expect.fail('nothing is read'),
  };
  const six = workloadOf(Array.from({ length: 6 }, () => ({})));
  const thrown = (() => {
    try {
      return prepareRequests(protocol, six);
    } catch (error) {
      return toSluiceError(error);
    }
  })();
  expect(thrown).toMatchObject({
    code: 'config-invalid',
    fact: expect.stringContaining('256 MiB') as string,
  });
});
