import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { loadGate } from '../../src/config/index.ts';
import { compareRuns } from '../../src/gate/compare.ts';
import { decodeRun } from '../../src/interop/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
const fragileServer = join(import.meta.dirname, '../support/fragile-server.js');

const process_ = (faults: string) => ({
  process: {
    command: [process.execPath, fragileServer],
    env: { FRAGILE: faults },
    ready: { path: '/health', timeout: '20s', interval: '20ms' },
  },
});

interface Failed {
  code?: number;
  stdout: string;
  stderr: string;
}

test('a build that ends, stands still, fails or hangs on odd requests fails the gate by what its base does not do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-edge-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = {
    target: process_('nul,nesting,numbers,halves'),
    base: process_('numbers'),
    workload: {
      classes: { text: { rows: [{ text: 'a text' }, { text: 'another text' }] } },
      'edge-cases': {
        builtin: ['control-characters', 'deep-nesting', 'huge-numbers', 'malformed-json'],
        share: '34%',
      },
    },
    profiles: { pr: { budget: '60s', scenarios: ['mixed', 'edge-cases'] } },
    pairing: { block: '100ms', 'lead-in': '20ms', 'restart-every': 0, 'maximum-pairs': 6 },
  };
  const tiny = JSON.parse(tinySettings({ settings })) as { load: object };
  const written = { ...tiny, load: { ...tiny.load, 'mixed-rate': 50, timeouts: { grace: '600ms' } } };
  writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(written));
  const result = await promisify(execFile)(process.execPath, [cli, 'run', '--out', 'out', '--json'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  }).catch((failed: Failed) => failed);
  const verdict = JSON.parse(result.stdout) as Verdict;
  expect(['code' in result && result.code, verdict.verdict], result.stderr).toEqual([1, 'fail']);
  expect(verdict.edgeCases?.map(({ kind, inBase, gated }) => ({ kind, inBase, gated }))).toEqual([
    { kind: 'target-ended', inBase: false, gated: true },
    { kind: 'good-requests-slowed', inBase: false, gated: true },
    { kind: 'unexpected-answer', inBase: true, gated: false },
    { kind: 'no-answer', inBase: false, gated: true },
  ]);
  expect(verdict.reasons[0]).toEqual({
    code: 'edge-case-harm',
    message: 'control-characters ended the server: it exited with code 3',
  });
  const [base, candidate] = ['base', 'candidate'].map((arm) => {
    const file = `out/run-${arm}.json`;
    return decodeRun(readFileSync(join(folder, file), 'utf8'), file);
  });
  // None of these requests is in any metric, and no start of the server that was needed again.
  expect(candidate?.blocks.map(({ scenario }) => scenario)).toEqual(Array(6).fill('mixed'));
  expect(candidate?.coldStarts).toHaveLength(1);
  expect(base?.edgeCases?.cases.at(-1)?.rounds[0]?.answers).toEqual({ 400: 3 });
  expect(candidate?.edgeCases?.cases[2]?.example).toMatch(/HTTP 500: \{"error":"status 500"\}/);
  const files = ['base', 'candidate'].map((arm) => join(folder, `out/run-${arm}.json`));
  const compared = compareRuns([files[0] ?? ''], files[1] ?? '', loadGate({ workspace: folder }));
  expect(compared.verdict.edgeCases).toEqual(verdict.edgeCases);
  expect(readFileSync(join(folder, 'out/comment.md'), 'utf8')).toContain('Edge cases (4 findings)');
});
