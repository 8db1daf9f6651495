import type { ReportInput } from '../model/report.ts';

/**
 * The action's headline outputs: the changes of the whole traffic in percent, the smallest that could be seen, and what the
 * candidate takes.
 */
export function headlineOutputs({ verdict, candidate }: ReportInput): Record<string, string | undefined> {
  const capacity = candidate.characteristics?.capacity;
  const of = (id: string) => verdict.metrics.find((metric) => metric.id === id && metric.class === 'all');
  const percent = (share: number | null | undefined) =>
    share === null || share === undefined ? undefined : (share * 100).toFixed(1);
  return {
    'p50-change': percent(of('latency.p50')?.effect),
    'p95-change': percent(of('latency.p95')?.effect),
    'throughput-change': percent(of('throughput')?.effect),
    'p95-mde': percent(of('latency.p95')?.mde),
    capacity: capacity?.statement,
    'capacity-rate': capacity && String(Number(capacity.ratePerSecond.value.toPrecision(6))),
  };
}
