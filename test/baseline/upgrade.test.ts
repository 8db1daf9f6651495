import { expect, test } from 'vitest';
import { upgradeDocument, type Upgrade } from '../../src/baseline/upgrade.ts';

const rename: Upgrade = (older) => ({ ...older, schema: 'sluice.baseline/2', renamed: true });
const extend: Upgrade = (older) => ({ ...older, schema: 'sluice.baseline/3', extended: true });
const steps = [rename, extend];

test.each([
  ['sluice.baseline/1', { schema: 'sluice.baseline/3', renamed: true, extended: true }],
  ['sluice.baseline/2', { schema: 'sluice.baseline/3', extended: true }],
  ['sluice.baseline/3', { schema: 'sluice.baseline/3' }],
])('a document of %s takes every step that came after it', (schema, upgraded) => {
  expect(upgradeDocument({ schema }, 'x', steps)).toEqual(upgraded);
});

test.each(['sluice.baseline/4', 'sluice.baseline/0', 'sluice.baseline/01', 'sluice.run/1', 7, undefined])(
  'the format %j is refused',
  (schema) => {
    expect(() => upgradeDocument({ schema }, 'x', steps)).toThrow(
      expect.objectContaining({ code: 'baseline-unreadable' }),
    );
  },
);
