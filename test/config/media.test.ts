import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = `version: 1
target: { url: 'http://127.0.0.1:9' }
`;

function planOf(settings: string) {
  const workspace = makeWorkspace({ 'sluice.yml': `${head}${settings}\n`, 'pictures/a.png': 'x' });
  mkdirSync(join(workspace, 'pictures/below'));
  return loadPlan({ workspace });
}

const sourceOf = (source: string) =>
  planOf(`workload: { classes: { b: ${source} } }`).workload.classes[0]?.source;

test('images and recordings need their size alone', () => {
  expect(sourceOf("{ image: { width: 640, height: '240-480' } }")).toEqual({
    kind: 'image',
    count: 50,
    width: { from: 640, to: 640 },
    height: { from: 240, to: 480 },
    format: 'jpeg',
    content: 'photo-like',
  });
  expect(sourceOf("{ audio: { seconds: '1 - 2.5' } }")).toEqual({
    kind: 'audio',
    count: 20,
    seconds: { from: 1, to: 2.5 },
    rate: 16_000,
    channels: 1,
  });
});

test.each([
  ['pictures/*.png', 'pictures', '*.png'],
  ['pictures/**/*.{jpg,png}', 'pictures', '**/*.{jpg,png}'],
  ['pictures/a.png', 'pictures', 'a.png'],
  ['./pictures/below/../*', 'pictures', '*'],
  ['*.png', '.', '*.png'],
])('the files %s are %s and %s', (written, folder, pattern) => {
  expect(sourceOf(`{ files: '${written}' }`)).toEqual({ kind: 'folder', folder, pattern });
});

test('the names of the protocols alone are enough, and every guess is told', () => {
  const guessed = (kind: string) => {
    const { protocol, guesses } = planOf(`protocol: ${kind}`);
    return { protocol, guesses: guesses.filter((guess) => /^(request path|form|protocol)/.test(guess)) };
  };
  const common = { method: 'POST', path: '/', headers: {}, check: {} };
  expect(guessed('binary')).toEqual({
    protocol: { kind: 'binary', ...common, column: 'file' },
    guesses: ['request path: /, because none is named'],
  });
  expect(guessed('multipart')).toEqual({
    protocol: { kind: 'multipart', ...common, fields: [{ name: 'file', value: '{{file}}' }] },
    guesses: [
      'request path: /, because none is named',
      "form: file: '{{file}}', because no fields are given",
    ],
  });
});

test('fields of a form stay in their order, and numbers are sent as they are written', () => {
  const { protocol } = planOf(`
protocol:
  multipart:
    path: /v1/audio/transcriptions
    fields:
      file: { value: '{{file}}', filename: a.wav, type: audio/x-wav }
      model: whisper-1
      temperature: 0.2
      stream: false`);
  expect(protocol).toMatchObject({
    fields: [
      { name: 'file', value: '{{file}}', filename: 'a.wav', type: 'audio/x-wav' },
      { name: 'model', value: 'whisper-1' },
      { name: 'temperature', value: '0.2' },
      { name: 'stream', value: 'false' },
    ],
  });
});

test.each([
  ['a width of nothing', '{ image: { width: 0, height: 9 } }', 'config-invalid', 'is 0', '1 to 16384'],
  ['half a pixel', '{ image: { width: 1.5, height: 9 } }', 'config-invalid', 'is 1.5', 'whole number'],
  ['a range that goes down', "{ image: { width: '9-3', height: 9 } }", 'config-invalid', "'9-3'", "'3-9'"],
  ['a size in words', '{ image: { width: wide, height: 9 } }', 'config-invalid', 'wide', "'320-1920'"],
  ['an image without height', '{ image: { width: 9 } }', 'config-invalid', 'height` is missing', 'height:'],
  ['an unknown format', '{ image: { width: 9, height: 9, format: jpg } }', 'config-invalid', 'jpg', 'jpeg'],
  [
    'an unknown content',
    '{ image: { width: 9, height: 9, content: cat } }',
    'config-invalid',
    'cat',
    'noise',
  ],
  ['no image', '{ image: { width: 9, height: 9, count: 0 } }', 'config-invalid', 'is 0', 'at least 1'],
  [
    'more pixels than can be drawn',
    "{ image: { width: '320-7680', height: 4320, count: 10 } }",
    'config-invalid',
    '332 million pixels',
    'count',
  ],
  ['no time', '{ audio: { seconds: 0 } }', 'config-invalid', 'is 0', '0.1 to 3600'],
  ['three channels', '{ audio: { seconds: 1, channels: 3 } }', 'config-invalid', 'is 3', '1, 2'],
  [
    'more sound than can be held',
    '{ audio: { seconds: 3600, count: 9 } }',
    'config-invalid',
    '989 MiB',
    'seconds',
  ],
  ['a folder of nothing', "{ files: 'images/*.jpg' }", 'dataset-missing', 'folder images', 'Commit'],
  ['a folder outside', "{ files: '../*.jpg' }", 'path-outside-workspace', '..', 'inside'],
  ['the folder of the machine', "{ files: '/*' }", 'path-outside-workspace', '/', 'inside'],
  ['a pattern that goes up', "{ files: 'pictures/*/../../*' }", 'config-invalid', '..', '*.jpg'],
  [
    'two sources',
    "{ files: 'pictures/*', audio: { seconds: 1 } }",
    'config-invalid',
    '`audio` and `files`',
    'one of the two',
  ],
  ['an unknown key', '{ image: { width: 9, height: 9, widht: 9 } }', 'config-unknown-key', 'widht', 'width'],
])('%s is refused with a remedy', (_, source, code, inFact, inRemedy) => {
  const error = errorOf(() => sourceOf(source));
  expect(error.code).toBe(code);
  expect(`${error.fact} ${error.evidence.join(' ')}`).toContain(inFact);
  expect(`${error.remedy} ${error.evidence.join(' ')}`).toContain(inRemedy);
  expect(error.location).toBe('sluice.yml:3');
});

test.each([
  ['a form without fields', '{ multipart: { fields: {} } }', 'no fields', '{{file}}'],
  [
    'a form with a type of its own',
    "{ multipart: { headers: { Content-Type: 'multipart/form-data' } } }",
    'boundary',
    'Leave',
  ],
  ['a field that is a list', '{ multipart: { fields: { a: [1] } } }', 'a list', 'text'],
  ['bytes that are asked for', '{ binary: { method: GET } }', "'GET'", 'POST'],
])('%s is refused with a remedy', (_, protocol, inFact, inRemedy) => {
  const error = errorOf(() => planOf(`protocol: ${protocol}`));
  expect(error).toMatchObject({ code: 'config-invalid', location: 'sluice.yml:3' });
  expect(error.fact).toContain(inFact);
  expect(error.remedy).toContain(inRemedy);
});
