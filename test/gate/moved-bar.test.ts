import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { readMovedBar, withMovedBar } from '../../src/gate/moved-bar.ts';
import type { BaseBranch } from '../../src/gate/base-branch.ts';
import { SluiceError } from '../../src/model/error.ts';

const target = `
version: 1
suite: tiny
target: { url: 'http://127.0.0.1:9' }
protocol: { http-json: { path: / } }
workload: { classes: { text: { rows: [{ text: a }] } } }
`;

/** The plan of a change with these settings, and what comes of it on a base with those. */
async function barOf(change: string, onBase: string, more: Partial<BaseBranch> = {}) {
  const workspace = mkdtempSync(join(tmpdir(), 'sluice-bar-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  writeFileSync(join(workspace, 'sluice.yml'), change);
  const base: BaseBranch = {
    isFork: false,
    readText: async () => onBase,
    readBaselines: async () => [],
    ...more,
  };
  return readMovedBar(loadPlan({ workspace }), base);
}

test('a change that leaves the bar alone is told nothing of it, whatever else it changes', async () => {
  const gate = 'gate: { tolerance: { p50: 20% } }\nacceptance: { label: slower is fine }\n';
  const other = target.replace('[{ text: a }]', '[{ text: b }]');
  expect(await barOf(`${other}${gate}`, `${target}${gate}`)).toEqual({
    warnings: [],
    acceptanceLabel: 'slower is fine',
  });
});

test('a change that moves the bar is told with both values, and cannot choose the label that accepts it', async () => {
  const { warnings, acceptanceLabel } = await barOf(
    `${target}gate: { tolerance: { p50: 900% }, metrics: [p50] }\nacceptance: { label: needs review }\n`,
    `${target}gate: { tolerance: { p50: 10%, p95: 20% } }\n`,
  );
  expect(warnings).toEqual([
    'This change moves the bar that judges it, in sluice.yml: `gate.tolerance.p50` from 10% to 900%, `gate.tolerance.p95` from 20% to the default, `gate.metrics` from the default to ["p50"], `acceptance.label` from the default to needs review.',
  ]);
  expect(acceptanceLabel).toBe('sluice: accept');
});

test('where the base wants nobody to accept, a change cannot want it', async () => {
  const { acceptanceLabel } = await barOf(target, `${target}acceptance: false\n`);
  expect(acceptanceLabel).toBeUndefined();
});

test('the first settings of a repository move nothing', async () => {
  expect(await barOf(`${target}acceptance: { label: mine }\n`, '')).toEqual({
    warnings: [],
    acceptanceLabel: 'mine',
  });
});

test('a base that cannot be read is told, and nobody may accept then', async () => {
  const readText = () =>
    Promise.reject(new SluiceError('github-api', { fact: 'GitHub did not answer.', remedy: 'Try again.' }));
  expect(await barOf(target, '', { readText })).toEqual({
    warnings: ['Whether this change moves the bar that judges it is not known: GitHub did not answer.'],
    acceptanceLabel: undefined,
  });
});

test('without a base there is nothing to compare with', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'sluice-bar-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'sluice.yml'), target);
  const bar = await readMovedBar(loadPlan({ workspace }), undefined);
  expect(bar).toEqual({ warnings: [], acceptanceLabel: 'sluice: accept' });
  const verdict = { warnings: ['one'] } as never;
  expect(withMovedBar(verdict, { ...bar, warnings: ['two'] })).toMatchObject({ warnings: ['one', 'two'] });
});
