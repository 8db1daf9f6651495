import { expect, test } from 'vitest';
import { parseDuration } from '../../src/config/duration.ts';

test.each([
  ['500ms', 500],
  ['5s', 5_000],
  ['0.5s', 500],
  ['3m', 180_000],
  ['45 m', 2_700_000],
  ['1h', 3_600_000],
  ['24h', 86_400_000],
  ['0s', 0],
])('%s is %i ms', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

test.each(['5', '', 's', '-5s', '5 minutes', '1d', '25h', '5S', '1e3ms', 'Infinityms', '5s ', '5s\n'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
