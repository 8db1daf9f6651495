import { expect, test } from 'vitest';
import { encodeRun, readRunHead } from '../../src/interop/index.ts';
import { makeRun } from '../verdict/runs.ts';

const run = makeRun('candidate', { blocks: 2, requests: 20 });
const { schema, suite, arm, provenance } = run;

test('the head of a run is read from the first lines of its file', () => {
  const text = encodeRun(run);
  expect(readRunHead(text)).toEqual({ schema, suite, arm, provenance });
  expect(readRunHead(text.slice(0, text.indexOf('"classes"')))).toEqual({ schema, suite, arm, provenance });
});

test('names in it may hold whatever a line of the file looks like', () => {
  const odd = { ...run, suite: '",\n  "arm": "base",\n' };
  expect(readRunHead(encodeRun(odd))).toMatchObject({ suite: odd.suite, arm: 'candidate' });
});

test.each([
  ['cut within the provenance', encodeRun(run).slice(0, 200)],
  ['written on one line', JSON.stringify(run)],
  ['of another schema', encodeRun(run).replace('sluice.run/1', 'sluice.run/9')],
  ['without an arm', encodeRun(run).replace(/.*"arm".*\n/, '')],
  ['with a line that is no JSON', encodeRun(run).replace('"made-up",', 'made-up,')],
  ['empty', ''],
])('a file that is %s tells none, so that it is read as a whole', (_, text) => {
  expect(readRunHead(text)).toBeUndefined();
});
