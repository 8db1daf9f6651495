import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { judgeBaseline, judgePaired, runStatistics } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';
import type { ArmShape } from './runs.ts';

const gate = makeGate(['latency.p50', 'latency.p95', 'ttft.p50', 'throughput']);

/** Every answer tells of 100 prompt tokens and this share of them cached; `null`: of prompt tokens alone. */
function withAnswers(run: Run, shareOf: (block: number, className: string) => number | null): Run {
  for (const [index, { classes }] of run.blocks.entries())
    for (const [name, part] of Object.entries(classes)) {
      const share = shareOf(index, name);
      part.inputTokens = 100 * part.completed;
      if (share !== null) part.cachedTokens = Math.round(share * part.inputTokens);
    }
  return run;
}

function withCounters(run: Run, share: number): Run {
  for (const block of run.blocks) block.prefixCache = { queries: 1000, hits: share * 1000 };
  return run;
}

const arm = (name: 'base' | 'candidate', shape: ArmShape = {}) => makeRun(name, { withTtft: true, ...shape });
const judge = (base: Run, candidate: Run) => judgePaired(base, candidate, { gate, random: () => seeded(9) });
const slower = { slower: slowAll(1.3) };
const reasonOf = (verdict: ReturnType<typeof judge>, id: string, className = 'all') =>
  verdict.metrics.find((metric) => metric.id === id && metric.class === className)!.reason;

describe('hit rates of the arms of pairs', () => {
  const told = (share: number | null) => (run: Run) => withAnswers(run, () => share);
  const counted = (share: number) => (run: Run) => withCounters(run, share);
  const untold = (run: Run) => run;

  it.each<[string, (run: Run) => Run, (run: Run) => Run, string | null]>([
    ['tell nothing', untold, untold, null],
    ['are equal', told(0.6), told(0.6), null],
    ['differ by 5 points', told(0.6), told(0.55), null],
    ['differ by more', told(0.61), told(0.12), "answered 12 % of the prompt tokens, the base's 61 %"],
    ['differ the other way', told(0.12), told(0.61), "answered 61 % of the prompt tokens, the base's 12 %"],
    ['are both zero', told(0), told(0), null],
    ['differ by the counters', counted(0.61), counted(0.12), "12 % of the prompt tokens, the base's 61 %"],
    ['are told by one arm alone', told(0.61), told(null), 'answered none that it tells of'],
    [
      'are told in two ways, of which one is in both',
      (run) => told(0.9)(counted(0.5)(run)),
      counted(0.5),
      null,
    ],
    ['are told in two ways, one an arm', told(0.61), counted(0.61), 'answered none that it tells of'],
    ['are told of no prompt', (run) => run, counted(0.6), null],
  ])('that %s', (_, base, candidate, words) => {
    const verdict = judge(base(arm('base')), candidate(arm('candidate', slower)));
    const warning = verdict.warnings.find((text) => text.includes('prefix cache'));
    expect(verdict.verdict).toBe('fail');
    for (const text of [reasonOf(verdict, 'latency.p50'), reasonOf(verdict, 'ttft.p50'), warning ?? '']) {
      if (words === null) expect(text).not.toContain('prefix cache');
      else expect(text).toContain(words);
    }
    expect(reasonOf(verdict, 'throughput')).not.toContain('prefix cache');
  });

  it('never take a metric out of the decision, in either direction', () => {
    const [base, candidate] = [arm('base'), arm('candidate', { slower: slowAll(0.6) })];
    const verdict = judge(told(0.1)(base), told(0.9)(candidate));
    expect(verdict.verdict).toBe('pass');
    expect(verdict.metrics[0]).toMatchObject({ result: 'improved' });
    expect(verdict.metrics[0]!.reason).toContain("90 % of the prompt tokens, the base's 10 %");
  });

  it('name the class that they differ in', () => {
    const base = withAnswers(arm('base'), () => 0.6);
    const candidate = withAnswers(arm('candidate'), (_, name) => (name === 'long' ? 0.1 : 0.6));
    const verdict = judge(base, candidate);
    expect(reasonOf(verdict, 'ttft.p50', 'long')).toContain(
      "answered 10 % of the prompt tokens, the base's 60 %",
    );
    expect(reasonOf(verdict, 'ttft.p50', 'short')).not.toContain('prefix cache');
  });

  it('count valid pairs alone', () => {
    const base = withAnswers(
      arm('base', { blocks: 18, invalid: (i) => (i === 3 ? 'generator' : null) }),
      () => 0.6,
    );
    const candidate = withAnswers(arm('candidate', { blocks: 18 }), (i) => (i === 3 ? 0 : 0.6));
    expect(judge(base, candidate).warnings.join()).not.toContain('prefix cache answered');
  });

  it('that hang on who went first in a pair tell of a cache that the arms share', () => {
    const wentSecond = (run: Run) =>
      withAnswers(run, (block) => (run.blocks[block]!.order % 2 === 1 ? 0.9 : 0.2));
    const verdict = judge(wentSecond(arm('base')), wentSecond(arm('candidate')));
    expect(verdict.warnings.join()).toContain(
      'when it went second in a pair (the candidate 90 % of the prompt tokens instead of 20 %): the arms share a cache',
    );
    const alone = judge(
      withAnswers(arm('base'), () => 0.2),
      wentSecond(arm('candidate')),
    );
    expect(alone.warnings.join()).not.toContain('share a cache');
  });

  it('are no shared cache where the arms differ and one went second in every pair', () => {
    const inOrder = (run: Run) => {
      for (const block of run.blocks) block.order = 2 * block.index + (run.arm === 'base' ? 0 : 1);
      return run;
    };
    const verdict = judge(told(0.1)(inOrder(arm('base'))), told(0.9)(inOrder(arm('candidate'))));
    expect(verdict.warnings.join()).toContain("the base's 10 %");
    expect(verdict.warnings.join()).not.toContain('share a cache');
  });
});

describe('hit rates against committed baselines', () => {
  const recorded = (share: number | null, seed: number) => {
    const run = makeRun('base', { seed, withTtft: true });
    return runStatistics(share === null ? run : withAnswers(run, () => share));
  };
  const screen = (shares: (number | null)[], now: number | null, shape: ArmShape = {}) => {
    const candidate = arm('candidate', { seed: 99, ...shape });
    const history = shares.map((share, i) => recorded(share, i + 1));
    return judgeBaseline(history, now === null ? candidate : withAnswers(candidate, () => now), { gate });
  };

  it('are kept with a run, where they are told', () => {
    expect(recorded(0.61, 1).prefixHitRate).toBeCloseTo(0.61, 3);
    expect(runStatistics(withCounters(makeRun('base'), 0.4)).prefixHitRate).toBeCloseTo(0.4, 9);
    expect(recorded(null, 1)).not.toHaveProperty('prefixHitRate');
  });

  it.each<[string, (number | null)[], number | null]>([
    ['nobody tells', [null, null, null], null],
    ['only the run tells', [null, null, null], 0.6],
    ['only the history tells', [0.6, 0.6, 0.6], null],
    ['they differ by 10 points', [0.6, 0.6, 0.6], 0.505],
  ])('change nothing where %s', (_, shares, now) => {
    const verdict = screen(shares, now);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.warnings.join()).not.toContain('prefix cache');
  });

  it('that differ by more make latency and TTFT incomparable, with both values, and nothing else', () => {
    const verdict = screen([0.6, 0.61, 0.62], 0.12, { slower: slowAll(3) });
    expect(verdict.verdict).toBe('inconclusive');
    for (const id of ['latency.p50', 'latency.p95', 'ttft.p50']) {
      const metric = verdict.metrics.find((each) => each.id === id && each.class === 'all')!;
      expect(metric.result).toBe('incomparable');
      expect(metric.reason).toContain('answered 12 % of the prompt tokens, and 61 % in 3 of 3 earlier runs');
    }
    expect(verdict.metrics.find(({ id }) => id === 'throughput')!.result).toBe('unchanged');
    expect(verdict.reasons[0]!.code).toBe('different-hit-rate');
    expect(verdict.warnings.join()).toContain('3 of 3 earlier runs; those are left out for latency and TTFT');
  });

  it('leave out the runs that differ, and judge by the others', () => {
    const verdict = screen([0.1, 0.6, 0.62, 0.61], 0.6);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.metrics.find(({ id }) => id === 'latency.p50')!.units).toBe(3);
    expect(verdict.metrics.find(({ id }) => id === 'throughput')!.units).toBe(4);
    expect(verdict.warnings.join()).toContain('and 10 % in 1 of 4 earlier runs; those are left out');
  });
});

describe('a CPU limit of the container', () => {
  const limited = (run: Run, throttledPeriods: number, cores: number | null = 1) => {
    for (const block of run.blocks) block.cpuLimit = { cores, periods: 50, throttledPeriods };
    return run;
  };
  const [base, candidate] = [() => makeRun('base'), () => makeRun('candidate')];

  it.each<[string, Run, Run, string | null]>([
    ['is not told', base(), candidate(), null],
    ['was hardly used up', limited(base(), 2), limited(candidate(), 2), null],
    [
      'was used up in the candidate',
      limited(base(), 0),
      limited(candidate(), 17),
      "the candidate's container used up its own limit of 1 CPU in 34 % of the periods: its latency is partly the limit's",
    ],
    [
      'was used up in the base, which has another',
      limited(base(), 50, 0.2),
      candidate(),
      "the base's container used up its own limit of 0.2 CPUs in 100 % of the periods: its latency is partly the limit's",
    ],
    [
      'was used up in both',
      limited(base(), 15, null),
      limited(candidate(), 17, 1.5),
      "the containers used up their own CPU limits (the base's CPU limit in 30 % of the periods, the candidate's limit of 1.5 CPUs in 34 % of the periods): their latency is partly the limits'",
    ],
  ])('that %s costs no block, and is told in at most one line', (_, first, second, line) => {
    const verdict = judgePaired(first, second, { gate: makeGate(), random: () => seeded(9) });
    expect(verdict.verdict).toBe('pass');
    expect(verdict.warnings.filter((text) => text.includes('CPU'))).toEqual(line === null ? [] : [line]);
  });

  it('is told against committed baselines as well', () => {
    const history = [1, 2, 3].map((seed) => runStatistics(makeRun('base', { seed })));
    const verdict = judgeBaseline(history, limited(candidate(), 17), { gate: makeGate() });
    expect(verdict.warnings.join()).toContain('limit of 1 CPU in 34 % of the periods');
  });
});
