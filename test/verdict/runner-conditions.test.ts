import { describe, expect, it } from 'vitest';
import { judgeBaseline, judgePaired, runStatistics } from '../../src/verdict/index.ts';
import { runnerFault, withRunner } from '../../src/verdict/runner-conditions.ts';
import { kindsOf } from '../../src/verdict/validity.ts';
import { seeded } from '../stats/draws.ts';
import { makeConditions, makeGate, makeRun } from './runs.ts';
import type { ArmShape } from './runs.ts';

const bounds = { mostStolenShare: 0.5, quotaIsTargets: false };
const stolen = { stealShare: 0.6, busyShare: 0.4 };

function judge(base: ArmShape, candidate: ArmShape) {
  const options = { gate: makeGate(), random: () => seeded(9) };
  return judgePaired(makeRun('base', base), makeRun('candidate', candidate), options);
}

describe('the machine during a block', () => {
  it.each([
    ['nothing happened', {}, null],
    // 0.2 / (0.2 + 0.6) is exactly a quarter.
    ['half of the wanted time was stolen', { stealShare: 0.4, busyShare: 0.4 }, null],
    ['more than half', { stealShare: 0.41, busyShare: 0.35 }, 'took 54 % of the wanted CPU time away'],
    ['everything', { stealShare: 1, busyShare: 0 }, 'took 100 % of the wanted CPU time away'],
    ['half of very little', { stealShare: 0.04, busyShare: 0.04 }, null],
    ['steal is not told', { stealShare: null }, null],
    ['no CPU time was counted', { stealShare: null, busyShare: null }, null],
    ['it was watched for less than a second', { ...stolen, watchedMs: 999 }, null],
    ['the quota ran out in one period of 20', { throttledShare: 0.05 }, null],
    [
      'the quota ran out more often',
      { throttledShare: 0.2 },
      'quota of the generator was used up in 20 % of',
    ],
    ['a gap of 0.999 s', { standstillMs: 999 }, null],
    ['a gap of 5 s', { standstillMs: 5012 }, 'the machine stood still for 5.0 s'],
    ['a gap in a short block', { standstillMs: 1500, watchedMs: 900 }, 'stood still for 1.5 s'],
    ['both', { ...stolen, standstillMs: 2000 }, 'still for 2.0 s; the hypervisor took 60 % of'],
  ])('when %s', (_, conditions, words) => {
    const fault = runnerFault(makeConditions(conditions), bounds);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toContain(words);
  });

  it('is no worse for an arm that wants more of the same machine', () => {
    const shares = [0.2, 0.4, 0.6].map((busyShare) => ({ busyShare, stealShare: 1.5 * busyShare }));
    const faults = shares.map((each) => runnerFault(makeConditions(each), bounds));
    expect(new Set(faults)).toEqual(new Set(['the hypervisor took 60 % of the wanted CPU time away']));
  });

  it('is not at fault when the model uses up the quota that it shares with the generator', () => {
    expect(
      runnerFault(makeConditions({ throttledShare: 0.9 }), { ...bounds, quotaIsTargets: true }),
    ).toBeNull();
  });

  it.each([
    ['over a fifth of the wanted time was stolen', { stealShare: 0.2, busyShare: 0.6 }, 'runner'],
    ['a fifth', { stealShare: 0.15, busyShare: 0.6 }, undefined],
    ['nothing', {}, undefined],
  ])('has to answer for a generator that fell behind when %s', (_, conditions, cause) => {
    const [block] = makeRun('base', { invalid: () => 'the generator was the bottleneck: send lag' }).blocks;
    const { validity } = withRunner(block!, makeConditions(conditions), bounds);
    expect('cause' in validity ? validity.cause : undefined).toBe(cause);
  });

  it('explains a generator that was not let run', () => {
    const [block] = makeRun('base', { invalid: () => 'the generator was the bottleneck: send lag' }).blocks;
    const judged = withRunner(block!, makeConditions({ standstillMs: 5000 }), bounds);
    expect(judged.validity).toEqual({
      valid: false,
      cause: 'runner',
      reason:
        'the machine stood still for 5.0 s during this block; the generator was the bottleneck: send lag',
    });
    expect(withRunner(block!, makeConditions(), bounds).validity).toBe(block!.validity);
  });
});

describe('a gate on a machine that disturbs', () => {
  const everyThird = (block: number) => (block % 3 === 0 ? stolen : {});

  it('leaves the pairs out whole, judges the others, and tells it', () => {
    const verdict = judge({ blocks: 18, runner: everyThird }, { blocks: 18, runner: () => ({}) });
    expect(verdict.verdict).toBe('pass');
    expect(verdict.looks.at(-1)!.pairs - verdict.pairsUsed).toBeGreaterThan(0);
    expect(verdict.warnings.join()).toMatch(/left out as invalid: the hypervisor took 60 % .*times alike/);
  });

  it('still finds a regression in what is left', () => {
    const slower = { short: 1.3, medium: 1.3, long: 1.3 };
    expect(judge({ blocks: 18, runner: everyThird }, { blocks: 18, slower }).verdict).toBe('fail');
  });

  it.each([
    ['more than half of the pairs', 18, (block: number) => (block % 3 < 2 ? stolen : {})],
    ['so many that fewer than six are left', 10, (block: number) => (block < 5 ? stolen : {})],
    ['all', 12, () => stolen],
  ])('has no verdict after it disturbed %s, and says why', (_, blocks, runner) => {
    const verdict = judge({ blocks, runner }, { blocks, slower: { short: 2 } });
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['runner-disturbed', 'noise-evidence']);
    expect(verdict.sentence).toMatch(/^No verdict: this runner is unfit: it disturbed .* 60 % of the wanted/);
  });

  it('names steal, dropped pairs and spread where it is too noisy', () => {
    const runner = (block: number) => (block === 4 ? stolen : { stealShare: 0.02 });
    const shape = { spread: 0.5, runner };
    const { reasons } = judge(shape, shape);
    expect(reasons.map(({ code }) => code).slice(0, 2)).toEqual(['too-noisy', 'noise-evidence']);
    expect(reasons[1]!.message).toMatch(
      /took 8\.5 % of the wanted CPU time away on average, 60 % in the worst block; 1 of 12 pairs were left out; the p50 latency of a pair varies by \d+ %/,
    );
  });

  it('stays invalid where the generator is at its limit as well', () => {
    const invalid = (block: number) =>
      block % 3 === 0 ? `the generator was the bottleneck: ${block} ms` : null;
    const verdict = judge({ invalid }, { runner: (block) => (block === 1 ? stolen : {}) });
    expect([verdict.verdict, verdict.reasons[0]!.code]).toEqual(['invalid', 'generator-bound']);
    expect(verdict.reasons[0]!.message).toMatch(/^4 of 12 pairs were invalid, most often: .*0 ms/);
  });

  it('alone, against committed baselines, has no verdict either', () => {
    const earlier = Array.from({ length: 5 }, (_, seed) => runStatistics(makeRun('candidate', { seed })));
    const verdict = judgeBaseline(earlier, makeRun('candidate', { runner: () => stolen }), {
      gate: makeGate(),
    });
    expect([verdict.verdict, verdict.reasons[0]!.code]).toEqual(['inconclusive', 'runner-disturbed']);
  });
});

it('a quota that the model uses up is told with the verdict, and costs no block', () => {
  const [base, candidate] = [makeRun('base'), makeRun('candidate')];
  for (const block of candidate.blocks) block.runner = makeConditions({ throttledShare: 0.4 });
  const { verdict, warnings } = judgePaired(base, candidate, { gate: makeGate(), random: () => seeded(9) });
  expect(verdict).toBe('pass');
  expect(warnings.join()).toMatch(/used up the CPU quota of this runner in up to 40 % of its periods/);
});

it('causes that differ in their numbers alone are counted together', () => {
  expect(kindsOf(['lag 3.5 ms', 'still', 'lag 12 ms'])).toEqual([
    { example: 'lag 3.5 ms', count: 2 },
    { example: 'still', count: 1 },
  ]);
});
