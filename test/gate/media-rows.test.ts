import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { hashWorkload, readWorkload } from '../../src/gate/inputs.ts';
import { createMediaSource } from '../../src/gate/media-rows.ts';
import { toSluiceError } from '../../src/model/error.ts';
import type { Workload } from '../../src/model/schedule.ts';
import { makeWorkspace } from '../config/workspace.ts';

const settings = (classes: string, seed = 1) => `version: 1
target: { url: 'http://127.0.0.1:9' }
workload: { seed: ${seed}, classes: { ${classes} } }
`;

/** One pixel, red: as small as a PNG can be. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);

function workspaceOf(classes: string, files: Record<string, string | Buffer> = {}, seed?: number): string {
  const workspace = makeWorkspace({ 'sluice.yml': settings(classes, seed) });
  mkdirSync(join(workspace, 'media/below'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(workspace, name), content);
  return workspace;
}

const read = (workspace: string): Promise<Workload> => readWorkload(loadPlan({ workspace }));
const rowsOf = async (workspace: string) => (await read(workspace)).items.map(({ row }) => row);

const image = 'a: { image: { width: 24-48, height: 16-32, format: png, count: 6 } }';

test('files are taken in the order of their paths, with what their names and heads say', async () => {
  const rows = await rowsOf(
    workspaceOf("a: { files: 'media/**/*' }", {
      'media/b.png': pixel,
      'media/B.bin': Buffer.from([0, 1, 2]),
      'media/below/note.txt': 'no image',
    }),
  );
  expect(rows).toEqual([
    {
      file: { base64: 'AAEC', type: 'application/octet-stream', name: 'B.bin' },
      name: 'B.bin',
      type: 'application/octet-stream',
      bytes: 3,
    },
    {
      file: { base64: pixel.toString('base64'), type: 'image/png', name: 'b.png' },
      name: 'b.png',
      type: 'image/png',
      bytes: pixel.length,
      width: 1,
      height: 1,
    },
    {
      file: { base64: Buffer.from('no image').toString('base64'), type: 'text/plain', name: 'note.txt' },
      name: 'note.txt',
      type: 'text/plain',
      bytes: 8,
    },
  ]);
});

test('conditions choose among images by their size', async () => {
  const all = await rowsOf(workspaceOf(image));
  const wide = await rowsOf(workspaceOf(image.replace('} }', "}, where: { width: '>36' } }")));
  expect(wide).toEqual(all.filter(({ width }) => Number(width) > 36));
  expect(wide.length).toBeGreaterThan(0);
  expect(wide.length).toBeLessThan(all.length);
});

test('what a class draws depends on the seed and its name, and not on other classes', async () => {
  const alone = await rowsOf(workspaceOf(image));
  expect(await rowsOf(workspaceOf(`z: { audio: { seconds: 0.1, count: 1 } }, ${image}`))).toEqual([
    expect.objectContaining({ type: 'audio/wav', seconds: 0.1 }),
    ...alone,
  ]);
  expect(await rowsOf(workspaceOf(image.replace('a:', 'b:')))).not.toEqual(alone);
  expect(await rowsOf(workspaceOf(image, {}, 2))).not.toEqual(alone);
});

test('a link inside the workspace is followed, one out of it is refused', async () => {
  const workspace = workspaceOf("a: { files: 'media/*.png' }", { 'pixel.bin': pixel });
  symlinkSync(join(workspace, 'pixel.bin'), join(workspace, 'media/a.png'));
  expect(await rowsOf(workspace)).toMatchObject([{ name: 'a.png', type: 'image/png', width: 1 }]);
  symlinkSync('/etc/hostname', join(workspace, 'media/b.png'));
  expect(await read(workspace).catch(toSluiceError)).toMatchObject({
    code: 'path-outside-workspace',
    fact: expect.stringContaining('media/b.png') as string,
  });
});

test.each([
  ['no file fits', 'a.txt', 4, 'dataset-empty', 'media'],
  ['a file is empty', 'a.png', 0, 'dataset-malformed', 'media/a.png'],
  ['a file is too large', 'a.png', 257 * 2 ** 20, 'dataset-malformed', 'media'],
])('where %s, that is an error with place and remedy', async (_, name, size, code, location) => {
  const workspace = workspaceOf("a: { files: 'media/*.png' }", { [`media/${name}`]: '' });
  truncateSync(join(workspace, 'media', name), size);
  const error = await read(workspace).catch(toSluiceError);
  expect(error).toMatchObject({ code, location });
  expect((error as { remedy: string }).remedy).not.toBe('');
});

test('files that are too large together are refused before one is read', async () => {
  const workspace = workspaceOf("a: { files: 'media/*.bin' }");
  for (const [name, size] of Object.entries({ '1.bin': 100, '2.bin': 120, '3.bin': 100 })) {
    writeFileSync(join(workspace, 'media', name), '');
    truncateSync(join(workspace, 'media', name), size * 2 ** 20);
  }
  expect(await read(workspace).catch(toSluiceError)).toMatchObject({
    code: 'dataset-malformed',
    fact: expect.stringMatching(/320 MiB.*256 MiB.*media\/2\.bin with 120 MiB/) as string,
  });
});

test('files that several classes share are read once, and all classes together are bounded', async () => {
  const workspace = workspaceOf(image, { 'media/a.png': pixel });
  const rowsFor = createMediaSource({ workspace, seed: 1 }, 2000);
  const folder = { kind: 'folder', folder: 'media', pattern: '*' } as const;
  expect(await rowsFor(folder, 'b')).toBe(await rowsFor(folder, 'a'));
  const audio = {
    kind: 'audio',
    count: 1,
    seconds: { from: 0.1, to: 0.1 },
    rate: 8000,
    channels: 1,
  } as const;
  expect(await rowsFor(audio, 'c')).toHaveLength(1);
  expect(await rowsFor(audio, 'd').catch(toSluiceError)).toMatchObject({
    code: 'config-invalid',
    fact: expect.stringContaining('audio-1.wav of the class d') as string,
  });
});

test('a workload is hashed as the text that JSON makes of it', async () => {
  const workload = await read(workspaceOf(image));
  const withTrace: Workload = { ...workload, trace: { atMs: [0, 5], periodMs: 10 } };
  for (const each of [workload, withTrace]) {
    expect(hashWorkload(each)).toBe(createHash('sha256').update(JSON.stringify(each)).digest('hex'));
  }
});
