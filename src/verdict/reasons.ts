import type { Look, MetricResult, Reason, SloResult } from '../model/verdict.ts';
import { detectable, mainRegression, sloSentence } from './gate-words.ts';
import type { JudgedComparison } from './outcome.ts';
import { timingsWereJudged } from './decide.ts';
import { nameOf, sentenceOf } from './words.ts';

/** Why the gate says what it says, most important first. `seen` is what it was made from: `36 pairs`. */
export function reasonsFor(
  decision: Look['decision'],
  judged: readonly JudgedComparison[],
  slo: readonly SloResult[],
  seen: string,
): Reason[] {
  const gated = judged.filter(({ result }) => result.gated);
  const broken = decision === 'continue' ? [] : sloReasons(slo);
  switch (decision) {
    case 'fail':
      return [...regressions(gated), ...failures(gated), ...broken];
    case 'pass':
      return [...broken, ...improvements(gated), passed(gated)];
    case 'end':
      return [...broken, ...obstacles(gated, seen)];
    case 'continue':
      return [undecided(gated)];
  }
}

function regressions(gated: readonly JudgedComparison[]): Reason[] {
  const main = mainRegression(gated.map(({ result }) => result));
  const regressed = gated.map(({ result }) => result).filter(({ result }) => result === 'regressed');
  return regressed
    .sort((a, b) => Number(b === main) - Number(a === main))
    .map((result) => ({ code: 'regressed', message: sentenceOf(result) }));
}

function failures(gated: readonly JudgedComparison[]): Reason[] {
  return gated
    .filter(({ standing }) => standing === 'fails')
    .map(({ result, code }) => ({ code: code!, message: sentenceOf(result) }));
}

function improvements(gated: readonly JudgedComparison[]): Reason[] {
  return gated
    .filter(({ result }) => result.result === 'improved')
    .map(({ result }) => ({ code: 'improved', message: sentenceOf(result) }));
}

function passed(gated: readonly JudgedComparison[]): Reason {
  const decided = gated.filter(({ standing }) => standing === 'decided').length;
  return { code: 'unchanged', message: `no gated metric of ${decided} is worse beyond what would matter` };
}

function sloReasons(slo: readonly SloResult[]): Reason[] {
  return slo
    .filter(({ met }) => !met)
    .map((result) => ({
      code: result.value === null ? 'slo-unmeasured' : 'slo-violated',
      message: sloSentence(result),
    }));
}

/** What held up a pass at the end of the budget, with what would help. */
function obstacles(gated: readonly JudgedComparison[], seen: string): Reason[] {
  const noisy = gated.filter(({ code, standing }) => standing === 'open' && code === 'too-noisy');
  const likely = gated.filter(({ code, standing }) => standing === 'open' && code === 'unproved');
  const others = gated.filter(
    (each) =>
      (each.standing === 'closed' || each.standing === 'open') && ![...noisy, ...likely].includes(each),
  );
  const told = ({ result, code }: JudgedComparison): Reason => ({
    code: code ?? 'undecided',
    message: sentenceOf(result),
  });
  const reasons = [
    ...likely.map(told),
    ...(noisy.length > 0
      ? [
          tooNoisy(
            noisy.map(({ result }) => result),
            seen,
          ),
        ]
      : []),
    ...others.map(told),
  ];
  if (reasons.length > 0 || timingsWereJudged(gated)) return reasons;
  const first = gated.find(({ standing }) => standing === 'aside');
  const why = first ? `: ${sentenceOf(first.result)}` : '';
  return [{ code: 'nothing-judged', message: `no gated timing could be judged${why}` }];
}

function tooNoisy(results: readonly MetricResult[], seen: string): Reason {
  const named = results.map((result) => `${nameOf(result)} (${detectable(result)})`).join(', ');
  return {
    code: 'too-noisy',
    message: `this runner is too noisy: with ${seen} the smallest worsening that would have been found is still too large for ${named}; a longer budget, longer blocks, pinned cores or a quieter machine would help`,
  };
}

function undecided(gated: readonly JudgedComparison[]): Reason {
  const open = gated.filter(({ standing }) => standing === 'open').length;
  return { code: 'undecided', message: `${open} of ${gated.length} gated metrics are undecided so far` };
}
