import { describe, expect, test } from 'vitest';
import type { EdgeCaseResult, EdgeCaseRound, EdgeCases, GoodRequests } from '../../src/model/edge-cases.ts';
import type { Run } from '../../src/model/run.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { isAcceptable, isExpected, looksHarmful, withEdgeCases } from '../../src/verdict/index.ts';
import { makeRun } from './runs.ts';

const good = (medianMs: number | null, failed = 0): GoodRequests => ({ attempted: 9, failed, medianMs });

const round = (parts: Partial<EdgeCaseRound> = {}): EdgeCaseRound => ({
  answers: { 400: 3 },
  before: good(5),
  during: [good(5), good(6), good(5)],
  valid: true,
  ...parts,
});

const sent = (rounds: EdgeCaseRound[], parts: Partial<EdgeCaseResult> = {}): EdgeCaseResult => ({
  name: 'deep-nesting',
  expect: ['4xx'],
  rounds,
  ...parts,
});

const runWith = (result: EdgeCaseResult, parts: Partial<EdgeCases> = {}): Run => ({
  ...makeRun('candidate', { blocks: 1, requests: 10 }),
  edgeCases: { before: good(5), after: good(5), cases: [result], ...parts },
});

const passed: Verdict = {
  schema: 'sluice.verdict/1',
  verdict: 'pass',
  mode: 'paired',
  sentence: 'No regression.',
  looks: [],
  plannedLooks: 1,
  pairsUsed: 6,
  metrics: [],
  slo: [],
  reasons: [{ code: 'unchanged', message: 'no gated metric of 3 is worse' }],
  warnings: [],
};

const judge = (candidate: Run, base?: Run, edgeCases?: 'harm' | 'all' | 'none', verdict = passed) =>
  withEdgeCases(verdict, candidate, base, edgeCases ? { edgeCases } : {});

const slowed = round({ during: [good(50), good(5), good(60)] });
const failing = round({ during: [good(5), good(5, 2), good(5)] });

describe('the rule for harm', () => {
  test.each<[string, EdgeCaseRound, boolean]>([
    ['nothing happened', round(), false],
    ['slow in most windows', slowed, true],
    ['slow in a single window of three', round({ during: [good(5), good(50), good(5)] }), false],
    ['twice as slow, but by a few milliseconds', round({ during: [good(12), good(12), good(12)] }), false],
    ['10 ms slower, but not twice', round({ before: good(50), during: [good(90), good(90)] }), false],
    ['slow while the generator was late', { ...slowed, valid: false }, false],
    ['a good request failed', failing, true],
    ['good requests fail without it too', { ...failing, before: good(5, 1) }, false],
    ['an answer that never came', round({ answers: { 'no answer': 1, 400: 2 } }), true],
    ['a connection that was lost', round({ answers: { 'connection lost': 1 } }), true],
    ['an unexpected answer alone is no harm', round({ answers: { 500: 3 } }), false],
  ])('%s', (_, seen, harmful) => expect(looksHarmful(seen)).toBe(harmful));

  test.each<[string, EdgeCaseResult, string[]]>([
    ['seen twice', sent([slowed, slowed]), ['good-requests-slowed']],
    ['seen once and not again', sent([slowed, round()]), []],
    ['two kinds, each seen once', sent([slowed, failing]), []],
    ['failures seen twice', sent([failing, failing]), ['good-requests-failed']],
    ['no answer, twice', sent([1, 2].map(() => round({ answers: { 'no answer': 3 } }))), ['no-answer']],
    ['a server that ended at once', sent([failing], { ended: 'exited with code 3' }), ['target-ended']],
    ['a wrong status', sent([round({ answers: { 500: 2, 400: 1 } })]), ['unexpected-answer']],
    [
      'an error inside an answer',
      sent([round({ answers: { 'error inside the answer': 3 } })]),
      ['unexpected-answer'],
    ],
    ['a case that was not sent', sent([], { skipped: 'the request has no body' }), []],
  ])('%s', (_, result, kinds) => {
    expect(judge(runWith(result)).edgeCases?.map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each([
    ['200', ['200'], true],
    ['201', ['2xx'], true],
    ['500', ['2xx', '4xx'], false],
    ['no answer', ['4xx', '5xx'], false],
  ])('%s against %j', (answer, expect_, right) => expect(isExpected(answer, expect_)).toBe(right));
});

describe('what a finding does to the gate', () => {
  const harmed = sent([slowed, slowed]);

  test('harm fails a gate that had passed, and is the first that is said', () => {
    const verdict = judge(runWith(harmed));
    expect(verdict).toMatchObject({ verdict: 'fail', reasons: [{ code: 'edge-case-harm' }] });
    expect(verdict.sentence).toBe('Deep-nesting made good requests slow: median 50 ms, without it 5 ms.');
    expect(verdict.metrics).toBe(passed.metrics);
  });

  test('harm that the base does as well is told and fails nothing, even where it stays a little below the bound there', () => {
    const nearly = sent([round({ before: good(10), during: [good(21), good(19.9), good(22)] })]);
    for (const base of [harmed, nearly]) {
      const verdict = judge(runWith(harmed), runWith(base));
      expect(verdict.verdict).toBe('pass');
      expect(verdict.edgeCases).toMatchObject([{ inBase: true, gated: false }]);
    }
    expect(judge(runWith(harmed), runWith(sent([round()]))).verdict).toBe('fail');
  });

  test('a base to which the case was not sent says nothing', () => {
    const base = runWith(sent([], { skipped: 'the server was gone' }));
    expect(judge(runWith(harmed), base)).toMatchObject({ verdict: 'fail', edgeCases: [{ inBase: null }] });
  });

  test('a large input that takes long is work, unless the base shows that it need not', () => {
    const large = { ...harmed, name: 'max-length' };
    expect(judge(runWith(large))).toMatchObject({ verdict: 'pass', edgeCases: [{ gated: false }] });
    expect(judge(runWith(large), runWith({ ...sent([round()]), name: 'max-length' })).verdict).toBe('fail');
  });

  test('a wrong status fails only where the settings say so, and nothing fails where they say nothing may', () => {
    const wrong = runWith(sent([round({ answers: { 500: 3 } })]));
    expect(judge(wrong).verdict).toBe('pass');
    expect(judge(wrong, undefined, 'all')).toMatchObject({
      verdict: 'fail',
      sentence: 'Deep-nesting was answered 500 (3 of 3), expected 4xx.',
      reasons: [{ code: 'edge-case-unexpected' }],
    });
    expect(judge(runWith(harmed), undefined, 'none').verdict).toBe('pass');
  });

  test('good requests that stay slow after the last case are harm', () => {
    const lasting = runWith(sent([round()]), { after: good(40) });
    expect(judge(lasting)).toMatchObject({
      verdict: 'fail',
      edgeCases: [{ case: null, kind: 'lasting-harm' }],
    });
    expect(judge(runWith(sent([round()]), { after: null })).edgeCases).toEqual([]);
  });

  test('a failed gate keeps its sentence, an invalid one stays invalid, and neither can be accepted away', () => {
    const failed: Verdict = {
      ...passed,
      verdict: 'fail',
      reasons: [{ code: 'regressed', message: 'p50 is slower' }],
    };
    const both = judge(runWith(harmed), undefined, undefined, failed);
    expect(both.reasons.map(({ code }) => code)).toEqual(['regressed', 'edge-case-harm']);
    expect(both.sentence).toBe('p50 is slower.');
    expect([isAcceptable(failed), isAcceptable(both)]).toEqual([true, false]);
    const invalid: Verdict = {
      ...passed,
      verdict: 'invalid',
      reasons: [{ code: 'generator-bound', message: 'late' }],
    };
    expect(judge(runWith(harmed), undefined, undefined, invalid).verdict).toBe('invalid');
  });

  test('a run without edge cases is judged as before', () => {
    expect(judge(makeRun('candidate', { blocks: 1, requests: 10 }))).toBe(passed);
  });
});

test('of a server that answered no good request either, a lost connection is no finding', () => {
  const lost = round({ answers: { 'connection lost': 4 }, before: good(null, 9), during: [good(null, 9)] });
  const verdict = judge(runWith(sent([lost, lost]), { before: good(null, 9), after: null }));
  expect(verdict).toMatchObject({ verdict: 'pass', edgeCases: [] });
});
