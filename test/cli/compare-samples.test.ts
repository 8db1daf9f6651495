import { closeSync, existsSync, openSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GateVerdict, Verdict } from '../../src/model/verdict.ts';
import { CommandLine } from '../support/command-line.ts';
import { historySamples, pairedSamples } from '../support/sample-file.ts';

let sluice: CommandLine;
beforeAll(() => {
  sluice = new CommandLine();
});
afterAll(() => sluice.remove());

const slower = (share: number) => ({ kind: 'all', share }) as const;

interface Judged {
  verdict: Verdict;
  exitCode: number | null;
}

async function judge(
  samples: string,
  more: string[] = [],
  files: Record<string, string> = {},
): Promise<Judged> {
  const workspace = sluice.workspace({ 'samples.ndjson': samples, ...files });
  const { exitCode, stdout, stderr } = await workspace.run([
    'compare',
    '--samples',
    'samples.ndjson',
    '--json',
    ...more,
  ]);
  expect(stderr).toBe('');
  await workspace.expectClean();
  return { verdict: JSON.parse(stdout) as Verdict, exitCode };
}

const exitCodes: Record<GateVerdict, number> = { pass: 0, fail: 1, invalid: 2, inconclusive: 3 };
const looks = [8, 12, 18, 26, 36];

test('36 pairs of 400 requests are judged by the looks that they would have had', async () => {
  const samples = pairedSamples({ seed: 11, blocks: 36 });
  const startedAtMs = performance.now();
  const { verdict, exitCode } = await judge(samples);
  const requests = samples.split('\n').filter((line) => line.includes('"status"')).length;
  console.log(
    `${requests} requests were read and judged in ${Math.round(performance.now() - startedAtMs)} ms.`,
  );
  expect(requests).toBeGreaterThan(36 * 2 * 350);
  expect(verdict).toMatchObject({ schema: 'sluice.verdict/1', mode: 'paired', plannedLooks: looks.length });
  expect(verdict.looks.map(({ pairs }) => pairs)).toEqual(looks.slice(0, verdict.looks.length));
  expect(verdict.verdict).not.toBe('fail');
  expect(exitCode).toBe(exitCodes[verdict.verdict]);
});

test('samples of a build that is 40 % slower fail at the first look', async () => {
  const { verdict, exitCode } = await judge(pairedSamples({ seed: 12, blocks: 36, effect: slower(0.4) }));
  expect(verdict).toMatchObject({ verdict: 'fail', pairsUsed: 8 });
  expect(verdict.sentence).toMatch(/slower/);
  expect(exitCode).toBe(1);
});

test('the same samples give the same verdict to the last digit', async () => {
  const samples = pairedSamples({ seed: 13, blocks: 8, effect: slower(0.1), blockSeconds: 2 });
  const [once, again] = await Promise.all([judge(samples), judge(samples)]);
  expect(again).toEqual(once);
});

test('a wider tolerance in the settings that are named lets a slower build pass', async () => {
  const samples = pairedSamples({ seed: 14, blocks: 12, effect: slower(0.4) });
  const gate =
    '{ tolerance: { p50: 200%, p95: 300% }, detect: { p50: 400%, p95: 600% }, metrics: [p50, p95] }';
  const files = { 'wide.yml': `version: 1\ngate: ${gate}\n` };
  const { verdict, exitCode } = await judge(samples, ['--config', 'wide.yml'], files);
  expect(verdict).toMatchObject({ verdict: 'pass' });
  expect(exitCode).toBe(0);
});

test('fewer than six pairs are invalid', async () => {
  const { verdict, exitCode } = await judge(pairedSamples({ seed: 15, blocks: 5, blockSeconds: 2 }));
  expect(verdict).toMatchObject({ verdict: 'invalid', pairsUsed: 5 });
  expect(verdict.reasons[0]).toMatchObject({ code: 'too-few-pairs' });
  expect(exitCode).toBe(2);
});

test('samples in which the candidate has no success are invalid and never a pass', async () => {
  const samples = pairedSamples({ seed: 16, blocks: 8, blockSeconds: 2 });
  const silent = samples.replaceAll(/("arm":"candidate".*"status":)"ok"/g, '$1"timeout"');
  const { verdict, exitCode } = await judge(silent);
  expect(verdict).toMatchObject({ verdict: 'invalid', reasons: [{ code: 'nothing-measured' }] });
  expect(exitCode).toBe(2);
});

test('samples of a history screen for a collapse', async () => {
  const { verdict, exitCode } = await judge(historySamples(5, { seed: 21, blocks: 12 }));
  expect(verdict).toMatchObject({ mode: 'baseline', plannedLooks: 1, pairsUsed: 0 });
  expect(['pass', 'inconclusive']).toContain(verdict.verdict);
  expect(verdict.reasons.map(({ code }) => code)).toContain('coarse-screen');
  expect(exitCode).toBe(exitCodes[verdict.verdict]);
});

test('samples of a history and a run that is three times slower fail', async () => {
  const { verdict, exitCode } = await judge(historySamples(5, { seed: 22, blocks: 12, effect: slower(2) }));
  expect(verdict).toMatchObject({ mode: 'baseline', verdict: 'fail' });
  expect(exitCode).toBe(1);
});

test('samples of a run without any earlier one have no verdict', async () => {
  const { verdict, exitCode } = await judge(historySamples(0, { seed: 23, blocks: 12 }));
  expect(verdict).toMatchObject({
    mode: 'baseline',
    verdict: 'inconclusive',
    reasons: [{ code: 'no-baseline' }],
  });
  expect(exitCode).toBe(3);
});

test('without --json the verdict is told in words', async () => {
  const samples = pairedSamples({ seed: 17, blocks: 8, effect: slower(0.5), blockSeconds: 2 });
  const workspace = sluice.workspace({ 'samples.ndjson': samples });
  const { exitCode, stdout, stderr } = await workspace.run(['compare', '--samples', 'samples.ndjson']);
  expect(stdout).toMatch(/slower/);
  expect(() => JSON.parse(stdout)).toThrow();
  expect(stderr).toBe('');
  expect(exitCode).toBe(1);
});

test('a reader that goes away does not change the exit code', async () => {
  const samples = pairedSamples({ seed: 17, blocks: 8, effect: slower(0.5), blockSeconds: 2 });
  const workspace = sluice.workspace({ 'samples.ndjson': samples });
  const { child, ended } = workspace.start(['compare', '--samples', 'samples.ndjson', '--json']);
  child.stdout!.destroy();
  expect(await ended).toMatchObject({ exitCode: 1, stderr: '' });
});

test.skipIf(!existsSync('/dev/full'))('a result that finds no space is an error and no verdict', async () => {
  const samples = pairedSamples({ seed: 17, blocks: 8, effect: slower(0.5), blockSeconds: 2 });
  const workspace = sluice.workspace({ 'samples.ndjson': samples });
  const full = openSync('/dev/full', 'w');
  const { exitCode, stderr } = await workspace.start(
    ['compare', '--samples', 'samples.ndjson', '--json'],
    {},
    full,
  ).ended;
  closeSync(full);
  expect(stderr).toMatch(/^error output-unwritable: .*ENOSPC/m);
  expect(exitCode).toBe(2);
});
