import type { Metric } from '../model/metric.ts';
import type { TestedEvidence, UntestedEvidence } from './comparison.ts';
import type { Pair } from './pairing.ts';

/** Mean output lengths that differ by more than this are a different amount of work. */
const comparableWithin = 0.05;

/**
 * A stated rule: where the mean output length of a class differs by more than 5 % between the arms, the times of whole
 * answers (latency and slow requests) are not comparable, in either direction: longer answers look like a slowdown, and
 * shorter ones hide one. TTFT, TPOT, throughput and errors stay comparable. Null where there is nothing to object to.
 */
export function answerLengthObjection(
  metric: Metric,
  className: string,
  pairs: readonly Pair[],
  shown: TestedEvidence,
): UntestedEvidence | null {
  if (!dependsOnLength(metric)) return null;
  const before = meanTokens(pairs, 'base', className);
  const after = meanTokens(pairs, 'candidate', className);
  if (before === null || after === null || Math.abs(after / before - 1) <= comparableWithin) return null;
  const longer = after > before;
  const difference = `${Math.round(Math.abs(after / before - 1) * 100)} %`;
  const lengths = `${Number(after.toPrecision(3))} tokens against ${Number(before.toPrecision(3))}`;
  const meaning = longer
    ? `longer answers: the candidate's are ${difference} longer on average (${lengths}), so more time is not a slowdown`
    : `shorter answers: the candidate's are ${difference} shorter on average (${lengths}), which would hide a slowdown`;
  return {
    kind: 'untested',
    result: 'incomparable',
    standing: 'closed',
    code: longer ? 'longer-answers' : 'shorter-answers',
    reason: `${meaning}; look at TTFT and TPOT, or fix the output length`,
    shown,
  };
}

function dependsOnLength(metric: Metric): boolean {
  return metric.id === 'slow-rate' || (metric.kind.kind === 'quantile' && metric.kind.of === 'latency');
}

function meanTokens(pairs: readonly Pair[], arm: 'base' | 'candidate', className: string): number | null {
  let tokens = 0;
  let completed = 0;
  for (const pair of pairs) {
    tokens += pair[arm].outputTokens(className);
    completed += pair[arm].completed(className);
  }
  return tokens === 0 || completed === 0 ? null : tokens / completed;
}
