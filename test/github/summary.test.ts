import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSummary } from '../../src/github/index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'summary-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a summary is added to what the step wrote before', async () => {
  const file = join(folder, 'added');
  await writeFile(file, 'before\n');
  expect(await writeSummary('# Slower', { GITHUB_STEP_SUMMARY: file })).toEqual({});
  expect(await readFile(file, 'utf8')).toBe('before\n# Slower\n');
});

test('a summary above 1 MiB is cut between two characters, and says so', async () => {
  const file = join(folder, 'cut');
  await writeFile(file, 'before\n');
  const { notice } = await writeSummary('\u{1F422}'.repeat(300_000), { GITHUB_STEP_SUMMARY: file });
  expect(notice).toContain('was cut');
  const written = await readFile(file);
  expect(written.length).toBeLessThanOrEqual(1024 * 1024);
  expect(written.length).toBeGreaterThan(1024 * 1024 - 8);
  const text = written.toString('utf8');
  expect(text).not.toContain('\uFFFD');
  expect(text).toMatch(/The full report is in the artifact\._\n$/);
});

test('a summary that cannot be written is a notice', async () => {
  expect((await writeSummary('x', {})).notice).toContain('GITHUB_STEP_SUMMARY is not set');
  expect((await writeSummary('x', { GITHUB_STEP_SUMMARY: folder })).notice).toContain('EISDIR');
  expect((await writeSummary('x', { GITHUB_STEP_SUMMARY: join(folder, 'no', 'where') })).notice).toContain(
    'ENOENT',
  );
});
