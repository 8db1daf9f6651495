import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadGate } from '../../src/config/index.ts';
import { compareRuns } from '../../src/gate/compare.ts';
import { encodeRun } from '../../src/interop/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { makeRun, type ArmShape } from '../verdict/runs.ts';

/** Two unchanged runs that were stored, judged by these settings. */
function judgeStored(settings: object, shape: ArmShape = {}): Verdict {
  const workspace = mkdtempSync(join(tmpdir(), 'sluice-compare-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  const file = (name: string) => join(workspace, name);
  writeFileSync(file('base.json'), encodeRun(makeRun('base', shape)));
  writeFileSync(file('candidate.json'), encodeRun(makeRun('candidate', shape)));
  writeFileSync(file('sluice.yml'), JSON.stringify({ version: 1, ...settings }));
  return compareRuns([file('base.json')], file('candidate.json'), loadGate({ workspace })).verdict;
}

test('stored runs are held to the absolute limits of the settings', () => {
  expect(judgeStored({}).verdict).toBe('pass');
  const broken = judgeStored({ slo: { latency: { p50: '1ms' } } });
  expect(broken.verdict).toBe('fail');
  expect(broken.slo).toMatchObject([{ id: 'latency.p50', limit: 1, met: false }]);
  expect(judgeStored({ slo: { latency: { p50: '60s' } } }).verdict).toBe('pass');
});

test('stored runs of streams are gated by TTFT where the settings name no protocol, as the gate that recognised it did', () => {
  const gatedBy = (settings: object, shape: ArmShape) =>
    judgeStored(settings, shape).metrics.flatMap(({ id, gated }) => (gated ? [id] : []));
  expect(gatedBy({}, { withTtft: true })).toContain('ttft.p95');
  expect(gatedBy({}, {})).not.toContain('ttft.p95');
  const plain = { protocol: { 'http-json': { path: '/', body: {} } } };
  expect(gatedBy(plain, { withTtft: true })).not.toContain('ttft.p95');
});
