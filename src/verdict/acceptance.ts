import type { Acceptance } from '../model/history.ts';
import type { Verdict } from '../model/verdict.ts';

/**
 * Whether reviewers may take this verdict on purpose: it fails by regressed metrics alone. A limit (SLO) is a promise to
 * users, which no label lifts; a metric that is missing altogether, a server that an odd request harms, and an invalid
 * run are no slower model.
 */
export function isAcceptable({ verdict, slo, reasons }: Verdict): boolean {
  const has = (wanted: string) => reasons.some(({ code }) => code === wanted);
  const keptLimits = slo.every(({ met }) => met);
  const isSlowerModel = has('regressed') && !has('metric-missing') && !has('edge-case-harm');
  return verdict === 'fail' && keptLimits && isSlowerModel;
}

/** The same verdict, taken on purpose: it stays a `fail`, with who took it and why. */
export function acceptVerdict(verdict: Verdict, accepted: Acceptance): Verdict {
  return isAcceptable(verdict) ? { ...verdict, accepted } : verdict;
}
