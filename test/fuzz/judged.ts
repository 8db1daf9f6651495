import { judgingRandom } from '../../src/gate/chance.ts';
import { reportInputOf, subjectOfRun } from '../../src/gate/outputs.ts';
import { exportNames, exportRun } from '../../src/interop/index.ts';
import type { Run } from '../../src/model/run.ts';
import type { ReportInput } from '../../src/model/report.ts';
import type { SloLimit } from '../../src/model/plan.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { meanOf, mergeDistributions, quantileOf } from '../../src/stats/distribution.ts';
import {
  areInterleaved,
  judgeBaseline,
  judgeLimits,
  judgePaired,
  runStatistics,
} from '../../src/verdict/index.ts';
import { makeGate } from '../verdict/runs.ts';
import { finite, unlessRefused } from './properties.ts';

const slo: SloLimit[] = [
  { metric: 'latency.p95', limit: 500 },
  { metric: 'error-rate', limit: 0.01 },
];
const cost = { currency: 'EUR', perHour: 2.5, headroom: 0.3, peakRatePerSecond: 100 };
const statistics = { merge: mergeDistributions, quantile: quantileOf, mean: meanOf };

/** Judges a run that anybody may have written, by limits, against itself as history, and in pairs; and exports it. */
export function judgedRun(candidate: Run, base: Run): ReportInput {
  const gate = makeGate();
  const verdicts: Verdict[] = [
    judgeLimits(candidate, slo),
    judgeBaseline([runStatistics(base), runStatistics(base)], candidate, { gate, slo, incomparable: [] }),
  ];
  const random = judgingRandom(1);
  if (areInterleaved(base, candidate)) verdicts.push(judgePaired(base, candidate, { gate, slo, random }));
  finite(verdicts);
  for (const name of exportNames) unlessRefused(() => exportRun(name, candidate, statistics));
  const measured = { verdict: verdicts.at(-1)!, candidate, base, tookMs: 0 };
  const input = reportInputOf(subjectOfRun(candidate, 'sluice compare'), measured, { slo, cost });
  finite({ ...input, candidate: { ...input.candidate, telemetry: 0 } });
  return input;
}
