import type { Acceptance, Drift } from '../model/history.ts';
import type { ReportInput } from '../model/report.ts';
import type { EdgeFinding, Verdict } from '../model/verdict.ts';
import { escapeJson } from './escape.ts';

/** Of a `ReportInput`, what a result tells; without the runs it is the verdict alone. */
type Told = Pick<ReportInput, 'verdict'> & Partial<Pick<ReportInput, 'base' | 'candidate' | 'changes'>>;

/**
 * The verdict as `model/verdict.ts` defines it, then what was drawn from each arm (`model/characteristics.ts`) and what is
 * not in the candidate as in the base: keys of the verdict always in this order, a line end at the end.
 */
export function renderResultJson({ verdict, base, candidate, changes }: Told): string {
  const ordered: Verdict = {
    schema: verdict.schema,
    verdict: verdict.verdict,
    mode: verdict.mode,
    sentence: verdict.sentence,
    looks: verdict.looks.map(({ pairs, alpha, decision }) => ({ pairs, alpha, decision })),
    plannedLooks: verdict.plannedLooks,
    pairsUsed: verdict.pairsUsed,
    metrics: verdict.metrics.map((metric) => ({
      id: metric.id,
      class: metric.class,
      result: metric.result,
      gated: metric.gated,
      base: metric.base,
      candidate: metric.candidate,
      effect: metric.effect,
      interval: metric.interval,
      tolerance: metric.tolerance,
      mde: metric.mde,
      pAdjusted: metric.pAdjusted,
      units: metric.units,
      ...(metric.estimator ? { estimator: metric.estimator } : {}),
      reason: metric.reason,
    })),
    slo: verdict.slo.map(({ id, limit, value, met, interval, certain }) => ({
      id,
      limit,
      value,
      met,
      interval,
      certain,
    })),
    reasons: verdict.reasons.map(({ code, message }) => ({ code, message })),
    warnings: [...verdict.warnings],
    ...(verdict.accepted ? { accepted: orderAcceptance(verdict.accepted) } : {}),
    ...(verdict.drift ? { drift: verdict.drift.map(orderDrift) } : {}),
    ...(verdict.edgeCases ? { edgeCases: verdict.edgeCases.map(orderFinding) } : {}),
  };
  const characteristics = {
    ...(candidate?.characteristics ? { candidate: candidate.characteristics } : {}),
    ...(base?.characteristics ? { base: base.characteristics } : {}),
  };
  const result = {
    ...ordered,
    ...(Object.keys(characteristics).length > 0 ? { characteristics } : {}),
    ...(changes ? { changes } : {}),
  };
  return `${escapeJson(result)}\n`;
}

function orderAcceptance({ pullRequest, by, why, acceptedAt }: Acceptance): Acceptance {
  return { pullRequest, by, why, acceptedAt };
}

function orderDrift({ id, class: className, release, effect, interval, beyond }: Drift): Drift {
  return { id, class: className, release, effect, interval, beyond };
}

function orderFinding({ case: name, kind, inBase, gated, message }: EdgeFinding): EdgeFinding {
  return { case: name, kind, inBase, gated, message };
}
