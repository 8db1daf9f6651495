import type { ReportInput, RunSummary, StepSummary } from '../model/report.ts';
import { armsOf } from './facts.ts';

/** By rate: a ramp that was refined where it bends was not measured in this order. */
export const sortedRamp = ({ ramp }: RunSummary): StepSummary[] =>
  ramp.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);

/** Every rate that an arm was asked for, ascending. */
export const rampRates = (input: Pick<ReportInput, 'base' | 'candidate'>): number[] =>
  [
    ...new Set(
      armsOf(input).flatMap(({ summary }) => summary.ramp.map(({ ratePerSecond }) => ratePerSecond)),
    ),
  ].toSorted((a, b) => a - b);

/** Of several steps at one rate the first valid one. */
export function stepAt({ ramp }: RunSummary, ratePerSecond: number): StepSummary | undefined {
  const steps = ramp.filter((step) => step.ratePerSecond === ratePerSecond);
  return steps.find(({ valid }) => valid) ?? steps[0];
}

/** Whether there were limits on timings. */
export const knowsGoodput = ({ ramp }: RunSummary): boolean =>
  ramp.some(({ goodPerSecond }) => goodPerSecond !== undefined);
