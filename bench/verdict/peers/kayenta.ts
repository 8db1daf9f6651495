import { quantile7 } from '../simulator/tail-threshold.ts';
import { shiftOf } from './hodges-lehmann.ts';

/** Values of one metric over time. */
export interface MetricSeries {
  base: readonly number[];
  candidate: readonly number[];
}

/** Score from which on a canary passes, of 100. */
const passScore = 95;

/**
 * Kayenta's default judge (NetflixACAJudge): each metric is High when the lower end of the 98 % interval of the
 * Hodges-Lehmann shift lies above a quarter of that shift; the score is the share of metrics that are not; below 95
 * the canary fails. Only increases count ("direction: increase"), and no effect size is configured.
 */
export function kayentaAlarm(series: readonly MetricSeries[]): boolean {
  const passing = series.filter((metric) => !isHigh(metric)).length;
  return (100 * passing) / series.length < passScore;
}

function isHigh({ base, candidate }: MetricSeries): boolean {
  const { estimate, low } = shiftOf(withoutOutliers(base), withoutOutliers(candidate));
  return low > 0.25 * Math.abs(estimate);
}

/** Drops what lies beyond three interquartile ranges and beyond the 1st or 99th percentile. */
function withoutOutliers(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const [p1, q1, q3, p99] = [0.01, 0.25, 0.75, 0.99].map((p) => quantile7(sorted, p)) as [
    number,
    number,
    number,
    number,
  ];
  const reach = 3 * (q3 - q1);
  return values.filter((value) => value >= Math.min(p1, q1 - reach) && value <= Math.max(p99, q3 + reach));
}
