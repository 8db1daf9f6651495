import type { Metric } from '../model/metric.ts';
import type { BlockView } from './block-view.ts';
import type { TestedEvidence, UntestedEvidence } from './comparison.ts';
import { tEvidence } from './log-ratio.ts';
import type { Pair } from './pairing.ts';

/** Mean output lengths that differ by more than this are a different amount of work. */
export const comparableWithin = 0.05;

/**
 * A stated rule: where the mean output length of a class differs by more than 5 % between the arms, the times of whole
 * answers (latency and slow requests) are not comparable, in either direction: longer answers look like a slowdown, and
 * shorter ones hide one. TTFT, TPOT, throughput and errors stay comparable. Time grows at most in proportion to length, so
 * what longer answers cannot explain of a latency is judged all the same. Null where there is nothing to object to.
 */
export function answerLengthObjection(
  metric: Metric,
  className: string,
  pairs: readonly Pair[],
  shown: TestedEvidence,
): UntestedEvidence | null {
  if (!dependsOnLength(metric)) return null;
  const [before, after] = (['base', 'candidate'] as const).map((arm) =>
    meanOutputTokens(
      pairs.map((pair) => pair[arm]),
      className,
    ),
  );
  if (!before || !after || Math.abs(after / before - 1) <= comparableWithin) return null;
  const objection = { ...otherLength(before, after), shown };
  return after > before && metric.kind.kind === 'quantile'
    ? { ...objection, unexplained: beyondLength(shown, Math.log(after / before)) }
    : objection;
}

/** The same units, each without the logarithm by which its answers are longer. */
function beyondLength(
  { estimate, standardError, degreesOfFreedom }: TestedEvidence,
  longer: number,
): TestedEvidence {
  const note = 'by more than longer answers explain, were the time in proportion to them';
  return { ...tEvidence(estimate - longer, standardError, degreesOfFreedom), note };
}

/**
 * What cannot be compared because answers of `after` tokens are other work than those of `before`.
 * @param where the others were, for the end of a clause: ` in 3 earlier runs`
 */
export function otherLength(before: number, after: number, where = ''): UntestedEvidence {
  const longer = after > before;
  const difference = `${Math.round(Math.abs(after / before - 1) * 100)} %`;
  const lengths = `${writtenTokens(after)} tokens against ${writtenTokens(before)}${where}`;
  const meaning = longer
    ? `longer answers: the candidate's are ${difference} longer on average (${lengths}), so more time is not a slowdown`
    : `shorter answers: the candidate's are ${difference} shorter on average (${lengths}), which would hide a slowdown`;
  return {
    kind: 'untested',
    result: 'incomparable',
    standing: 'closed',
    code: longer ? 'longer-answers' : 'shorter-answers',
    reason: `${meaning}; look at TTFT and TPOT, or fix the output length`,
  };
}

export const writtenTokens = (tokens: number): string => String(Number(tokens.toPrecision(3)));

export function dependsOnLength(metric: Metric): boolean {
  return metric.id === 'slow-rate' || (metric.kind.kind === 'quantile' && metric.kind.of === 'latency');
}

/** Of the completed requests of a class; null where the server does not tell of tokens. */
export function meanOutputTokens(views: readonly BlockView[], className: string): number | null {
  const sum = (read: (view: BlockView) => number) => views.reduce((total, view) => total + read(view), 0);
  const tokens = sum((view) => view.outputTokens(className));
  const completed = sum((view) => view.completed(className));
  return tokens === 0 || completed === 0 ? null : tokens / completed;
}
