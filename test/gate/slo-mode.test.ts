import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { loadGate } from '../../src/config/index.ts';
import { compareRuns } from '../../src/gate/compare.ts';
import type { Characteristics } from '../../src/model/characteristics.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

test('a gate by limits alone passes without any base, tells its capacity, and fails by a limit that all requests miss', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-slo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = async (...flags: string[]) => {
    const env = { ...process.env, TMPDIR: folder };
    const running = promisify(execFile)(process.execPath, [cli, ...flags], { cwd: folder, env });
    const ended = await running.catch((failed: { code: number; stdout: string; stderr: string }) => failed);
    return { ...ended, code: 'code' in ended ? ended.code : 0 };
  };
  const write = (name: string, slo: object) => {
    const settings = {
      slo,
      cost: { 'per-hour': 1, 'peak-rate': 400 },
      profiles: { pr: { budget: '60s', scenarios: ['ramp', 'mixed'] } },
      scenarios: { ramp: { from: '25%', to: '100%', steps: 2, step: '400ms' } },
      pairing: { block: '100ms', 'lead-in': '10ms', 'restart-every': 0, 'maximum-pairs': 6 },
    };
    writeFileSync(join(folder, name), tinySettings({ settings }));
  };
  write('sluice.yml', { latency: { p50: '30s' }, 'error-rate': '50%' });
  write('tight.yml', { latency: { p50: '2ms' }, 'error-rate': '50%' });

  const gate = await run('run', '--mode', 'slo', '--out', 'out', '--json', '--quiet');
  const result = JSON.parse(gate.stdout) as Verdict & { characteristics: { candidate: Characteristics } };
  expect([gate.code, result.verdict, result.mode], gate.stderr).toEqual([0, 'pass', 'slo']);
  expect(result.slo.map(({ id, met, certain }) => [id, met, certain])).toEqual([
    ['latency.p50', true, true],
    ['error-rate', true, true],
  ]);
  const { capacity, cost } = result.characteristics.candidate;
  expect(capacity?.ratePerSecond.value).toBeGreaterThan(0);
  expect(capacity?.statement).toMatch(
    /^handles .* at p50 latency of at most 30000 ms and an error rate of at most 50 %, on/,
  );
  expect(cost?.instances).toBeGreaterThanOrEqual(10);
  expect(readFileSync(join(folder, 'out/junit.xml'), 'utf8')).toContain('classname="slo"');

  const stored = join(folder, 'out/run-candidate.json');
  const judgedBy = (config: string) =>
    compareRuns([], stored, loadGate({ workspace: folder, config })).verdict;
  expect(judgedBy('sluice.yml')).toMatchObject({ verdict: 'pass', mode: 'slo', slo: result.slo });
  expect(judgedBy('tight.yml')).toMatchObject({
    verdict: 'fail',
    sentence: expect.stringMatching(/^p50 latency is .*, over the limit of 2 ms\.$/) as string,
  });

  const told = await run('capacity', '--run', stored);
  expect(told.stdout).toMatch(
    /^Handles .*\nAt 1\.00 USD an hour that is .* per 1,000 requests\.\nThe peak takes \d+ instances: /,
  );
});
