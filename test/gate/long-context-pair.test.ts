import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import type { Characteristics } from '../../src/model/characteristics.ts';
import { Workspace } from '../support/command-line.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const server = fileURLToPath(new URL('../support/kv-cache-server.js', import.meta.url));

const rows = (length: number) =>
  ['a', 'b', 'c', 'd', 'e', 'f'].map((each) => ({ text: each.repeat(length) }));

test('in a paired gate each arm is filled with long contexts, and the one with the smaller cache is named', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-long-context-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = {
    target: {
      process: {
        command: [process.execPath, server],
        // A long request begins with 7 blocks and ends with 8: a third is let in, and thrown out.
        env: { BLOCKS: '22', OUTPUT_TOKENS: '16', TOKEN_MS: '2' },
        ready: { path: '/health', timeout: '20s', interval: '20ms' },
        metrics: { path: '/metrics' },
      },
    },
    base: { process: { env: { BLOCKS: '64' } } },
    workload: { classes: { short: { weight: 80, rows: rows(20) }, long: { weight: 20, rows: rows(100) } } },
    scenarios: { 'long-context': { step: '400ms', 'most-concurrency': 4 } },
    profiles: { pr: { budget: '60s', scenarios: ['long-context', 'mixed'] } },
    pairing: { block: '50ms', 'lead-in': '0s', 'restart-every': 0, 'maximum-pairs': 6 },
  };
  const workspace = new Workspace(folder, program, { 'sluice.yml': tinySettings({ settings }) });
  const { exitCode, stderr } = await workspace.run(['run', '--out', 'out']);
  expect([0, 1, 3], stderr).toContain(exitCode);
  const { characteristics } = workspace.json<{
    characteristics: Record<'base' | 'candidate', Characteristics>;
  }>('out/result.json');
  const { base, candidate } = characteristics;
  expect(base.longContext).toMatchObject({ className: 'long', exhaustedAt: null });
  // At 3, unless one of them always ends just before the next begins; then the cache is seen full before it throws one out.
  expect(['preemptions', 'kv-cache']).toContain(candidate.longContext?.exhaustedAt?.by);
  expect([3, 4]).toContain(candidate.longContext?.exhaustedAt?.concurrency);
  expect(candidate.diagnoses?.[0]).toMatchObject({ bottleneck: 'kv-cache' });
  expect(base.diagnoses?.map(({ bottleneck }) => bottleneck) ?? []).not.toContain('kv-cache');
  for (const arm of ['base', 'candidate']) {
    const { blocks } = decodeRun(workspace.read(`out/run-${arm}.json`), arm);
    expect(blocks.filter(({ scenario }) => scenario === 'mixed')).toHaveLength(6);
    expect(blocks.filter(({ scenario }) => scenario === 'long-context').length).toBeGreaterThan(2);
  }
});
