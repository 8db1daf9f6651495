import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';
import type { Statistics } from './export-statistics.ts';
import { definitionOf, wholeRun } from './export-statistics.ts';

/**
 * What `k6 run --summary-export` writes of HTTP requests. `http_req_duration` counts from when a request was sent, as
 * service time does, and no other time is put in its place.
 */
export function exportK6(run: Run, statistics: Statistics): string {
  const whole = wholeRun(run, statistics);
  const timing = (['service', 'latency'] as const).find(
    (id) => definitionOf(run, id) === 'sluice.service/1' && whole.timing(id).valuesMs.length > 0,
  );
  if (!timing)
    throw new SluiceError('export-refused', {
      fact: `The run holds no service time, which http_req_duration of k6 is; its latency follows ${definitionOf(run, 'latency')}.`,
      remedy: 'Use --format blocks-csv, which names the definition of every number.',
    });
  const { attempted, completed, durationSeconds } = whole;
  const distribution = whole.timing(timing);
  const failed = attempted - completed;
  const quantile = (p: number) => statistics.quantile(distribution, p);
  const duration = {
    avg: statistics.mean(distribution),
    min: distribution.valuesMs[0],
    med: quantile(0.5),
    max: distribution.valuesMs.at(-1),
    'p(90)': quantile(0.9),
    'p(95)': quantile(0.95),
    'p(99)': quantile(0.99),
  };
  const metrics = {
    // Of completed requests alone: a run keeps no times of failed ones.
    'http_req_duration{expected_response:true}': duration,
    http_reqs: { count: attempted, rate: durationSeconds > 0 ? attempted / durationSeconds : 0 },
    http_req_failed: { passes: failed, fails: completed, value: attempted > 0 ? failed / attempted : 0 },
  };
  return `${JSON.stringify({ metrics }, null, 2)}\n`;
}
