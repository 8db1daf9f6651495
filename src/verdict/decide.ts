import { metrics } from '../model/metric.ts';
import type { Look } from '../model/verdict.ts';
import type { JudgedComparison } from './outcome.ts';

/**
 * What a look decides: it fails with a regressed metric, passes when every gated metric is unchanged or improved or
 * left aside for a stated reason, and otherwise measures on. A pass needs at least one timing that was really judged,
 * where any is gated: a gate whose timings are all insufficient has seen nothing. Where only metrics that no further
 * pair can help stand in the way, there is nothing to wait for.
 */
export function decideLook(judged: readonly JudgedComparison[], final: boolean): Look['decision'] {
  const gated = judged.filter(({ result }) => result.gated);
  if (gated.some(({ result, standing }) => result.result === 'regressed' || standing === 'fails'))
    return 'fail';
  if (gated.some(({ standing }) => standing === 'open')) return final ? 'end' : 'continue';
  if (gated.some(({ standing }) => standing === 'closed')) return 'end';
  return timingsWereJudged(gated) ? 'pass' : 'end';
}

/** Whether a gate that names timings has judged one of them; a gate without timings needs any metric. */
export function timingsWereJudged(gated: readonly JudgedComparison[]): boolean {
  const timings = gated.filter(({ result }) => metrics[result.id].kind.kind === 'quantile');
  return (timings.length > 0 ? timings : gated).some(({ standing }) => standing === 'decided');
}
