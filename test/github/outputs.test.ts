import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { saveStarted, setOutputs } from '../../src/github/index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outputs-'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true, force: true });
});

test('outputs are written, and those without a value left out', async () => {
  const file = join(folder, 'written');
  writeFileSync(file, '');
  vi.stubEnv('GITHUB_OUTPUT', file);
  expect(setOutputs({ verdict: 'pass', missing: undefined })).toEqual({});
  expect(await readFile(file, 'utf8')).toMatch(/^verdict<<.*\npass\n/);
});

test.each(['missing', '.'])('outputs and state that cannot be written (%s) are notices', (name) => {
  vi.stubEnv('GITHUB_OUTPUT', join(folder, name));
  vi.stubEnv('GITHUB_STATE', join(folder, name));
  expect(setOutputs({ verdict: 'pass' }).notice).toMatch(
    /outputs of this step were not written: .*GITHUB_OUTPUT/,
  );
  expect(saveStarted('a', 'b').notice).toMatch(/post step was not told .*GITHUB_STATE/);
});
