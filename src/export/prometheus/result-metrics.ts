import { metrics } from '../../model/metric.ts';
import type { ExportInput } from '../../model/export.ts';
import type { GateVerdict, MetricResult } from '../../model/verdict.ts';
import { otherClasses } from '../class-labels.ts';
import type { MakeGauge } from './make-gauge.ts';

const verdicts: readonly GateVerdict[] = ['pass', 'fail', 'inconclusive', 'invalid'];

/** What the gate decided, once it has: a value for each metric that it judged. */
export function resultMetrics(gauge: MakeGauge, label: (name: string) => string) {
  const judged = ['metric', 'class'] as const;
  const ofArm = [...judged, 'arm'] as const;
  const verdict = gauge('verdict', '1 for the verdict of the gate, 0 for the others.', ['verdict']);
  const outcome = gauge('metric_outcome', '1 for what became of a judged metric.', [
    ...judged,
    'outcome',
    'gated',
  ]);
  const effect = gauge(
    'effect_ratio',
    'Candidate / base - 1, for shares the difference, with its 95 % interval.',
    [...judged, 'bound'],
  );
  const slo = gauge('slo_met', '1 where the candidate meets the limit.', ['metric']);
  const values = {
    ms: gauge('result_seconds', 'Typical value of each arm.', ofArm),
    'requests/s': gauge('result_requests_per_second', 'Typical throughput of each arm.', ofArm),
    share: gauge('result_ratio', 'Typical share of each arm.', ofArm),
  };

  const setMetric = ({ id, class: name, base, candidate, ...judgement }: MetricResult) => {
    const at = { metric: id, class: name === 'all' ? name : label(name) };
    // Several share this label, and one value cannot stand for all.
    if (at.class === otherClasses) return;
    const { unit } = metrics[id];
    const scale = unit === 'ms' ? 1 / 1000 : 1;
    for (const [arm, value] of Object.entries({ base, candidate }))
      if (value !== null) values[unit].set({ ...at, arm }, value * scale);
    outcome.set({ ...at, outcome: judgement.result, gated: String(judgement.gated) }, 1);
    if (judgement.effect !== null) effect.set({ ...at, bound: 'estimate' }, judgement.effect);
    if (!judgement.interval) return;
    effect.set({ ...at, bound: 'lower' }, judgement.interval[0]);
    effect.set({ ...at, bound: 'upper' }, judgement.interval[1]);
  };

  return {
    set({ report }: Pick<ExportInput, 'report'>): void {
      for (const each of verdicts) verdict.set({ verdict: each }, each === report.verdict.verdict ? 1 : 0);
      report.verdict.metrics.forEach(setMetric);
      for (const { id, met } of report.verdict.slo) slo.set({ metric: id }, met ? 1 : 0);
    },
  };
}
