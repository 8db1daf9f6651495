import type { Verdict } from '../model/verdict.ts';

/** The action's headline outputs: the changes of the whole traffic in percent, and the smallest that could be seen. */
export function headlineOutputs(verdict: Verdict): Record<string, string | undefined> {
  const of = (id: string) => verdict.metrics.find((metric) => metric.id === id && metric.class === 'all');
  const percent = (share: number | null | undefined) =>
    share === null || share === undefined ? undefined : (share * 100).toFixed(1);
  return {
    'p50-change': percent(of('latency.p50')?.effect),
    'p95-change': percent(of('latency.p95')?.effect),
    'throughput-change': percent(of('throughput')?.effect),
    'p95-mde': percent(of('latency.p95')?.mde),
  };
}
