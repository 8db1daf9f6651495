import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seedsOf } from './fuzz-target.ts';
import { anyEdit, applyEdit } from './edits.ts';
import { targets } from './targets/index.ts';

const corpus = join(import.meta.dirname, 'corpus');

/** Together some seconds; `npm run fuzz` goes on for as long as one likes. */
const runs = { quick: 25, slow: 4 };

test('every folder of found cases belongs to a target', () => {
  const names = targets.map(({ name }) => name);
  expect(readdirSync(corpus).filter((folder) => !names.includes(folder))).toEqual([]);
});

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
  test('keeps its properties on its good inputs and on every case that was ever found', async () => {
    const folder = join(corpus, name);
    const found = readdirSync(corpus).includes(name) ? readdirSync(folder).sort() : [];
    for (const seed of seedsOf(target)) await target.check(seed);
    for (const file of found) await target.check(readFileSync(join(folder, file)));
  });

  test('keeps its properties on changed inputs', async () => {
    const changed = fc
      .tuple(
        fc.constantFrom(...seedsOf(target)),
        fc.array(anyEdit(target.words), { minLength: 1, maxLength: 4 }),
      )
      .map(([seed, edits]) => edits.reduce((input, edit) => applyEdit(input, edit), seed));
    await fc.assert(
      fc.asyncProperty(changed, async (bytes) => target.check(bytes)),
      { numRuns: target.slow ? runs.slow : runs.quick, seed: 20_261_122 },
    );
  });
});
