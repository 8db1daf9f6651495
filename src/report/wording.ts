import { allClasses } from '../model/metric.ts';
import type { GateVerdict, MetricOutcome, MetricResult, Verdict, VerdictMode } from '../model/verdict.ts';
import { metricHeader } from './format.ts';

/** One mark a row and a verdict, the same in every form of the report. */
export type Mark = '✓' | '✗' | '~' | '?';

export const verdictMarks: Readonly<Record<GateVerdict, Mark>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '~',
  invalid: '?',
};

export const verdictTitles: Readonly<Record<GateVerdict, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  inconclusive: 'Inconclusive',
  invalid: 'Invalid',
};

/** `Fail, accepted` where reviewers took it on purpose. */
export const verdictTitle = ({ verdict, accepted }: Pick<Verdict, 'verdict' | 'accepted'>): string =>
  `${verdictTitles[verdict]}${accepted ? ', accepted' : ''}`;

export const outcomeMarks: Readonly<Record<MetricOutcome, Mark>> = {
  regressed: '✗',
  improved: '✓',
  unchanged: '✓',
  inconclusive: '~',
  incomparable: '?',
  insufficient: '?',
};

/** `p95 latency` of all requests, `p95 latency of long` of a class. Unescaped. */
export function metricName(result: Pick<MetricResult, 'id' | 'class'>): string {
  const header = metricHeader(result.id);
  return result.class === allClasses ? header : `${header} of ${result.class}`;
}

/** What a unit of the comparison is, by mode. */
export const unitNoun = (mode: VerdictMode): string => units[mode];

const units: Readonly<Record<VerdictMode, string>> = { paired: 'pair', baseline: 'run', slo: 'block' };
