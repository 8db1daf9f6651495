import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyAction } from '../support/runner.ts';
import { faults } from './index.ts';
import { readKept } from './results.ts';
import { runFault } from './run-fault.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the fault matrix', () => {
  test('every fault has a name of its own and says what must come out', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(60);
    for (const { injected, expected } of faults) expect(injected && expected).not.toMatch(/^$|\n/);
  });

  test('docs/reliability.md names every fault, and no failure', () => {
    const page = readFileSync(join(root, 'docs', 'reliability.md'), 'utf8');
    const kept = readKept();
    expect(kept.map(({ name }) => name)).toEqual(faults.map(({ name }) => name));
    expect(kept.filter(({ passed }) => !passed)).toEqual([]);
    // Prettier pads cells, and never breaks them.
    for (const { name } of faults) expect(page).toContain(`| ${name} `);
    expect(page).not.toContain('**FAIL**');
  });
});

/** One of each kind, of those that take a few seconds; `npm run faults` runs all. */
const telling = [
  'never ready',
  'the port is taken',
  'dies in the middle, base',
  'no docker on PATH',
  'killed, and post never comes',
  'the job is out of time',
  'baseline commits conflict without end',
  'token of a post lacks a permission',
  'baseline cut at every byte',
  'baseline of the future',
  'run file cut at every byte',
  "fork's artifact cut at every byte",
];

describe('of the faults', () => {
  let copied: Awaited<ReturnType<typeof copyAction>>;
  beforeAll(async () => {
    copied = await copyAction(root);
  });
  afterAll(() => copied.remove());

  test.each(telling)('%s comes out as it must', async (name) => {
    const fault = faults.find((one) => one.name === name);
    if (!fault) throw new Error(`There is no fault "${name}".`);
    const { passed, failure } = await runFault(fault, copied);
    expect(passed, failure).toBe(true);
  });
});
