import type { ReportInput } from '../model/report.ts';
import type { GateVerdict } from '../model/verdict.ts';
import { escapeTerminal } from './escape.ts';
import { warningsOf } from './facts.ts';
import { changedResults, sloSentence, toRow } from './rows.ts';
import { metricName, verdictTitle } from './wording.ts';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** GitHub shows ten of a kind a step; the last one tells of the rest. */
const maximum = 10;

const levels: Readonly<Record<GateVerdict, Annotation['level']>> = {
  pass: 'notice',
  fail: 'error',
  inconclusive: 'warning',
  invalid: 'error',
};

/** At most ten annotations, most important first: the sentence, the regressed metrics, missed limits, warnings. */
export function annotationsOf(input: ReportInput): Annotation[] {
  const { verdict } = input;
  const level = verdict.accepted ? 'warning' : levels[verdict.verdict];
  const all: Annotation[] = [
    {
      level,
      title: `Sluice: ${verdictTitle(verdict)}`,
      message: verdict.sentence,
    },
    ...changedResults(verdict)
      .filter(({ result, gated }) => result === 'regressed' && gated)
      .map((result): Annotation => {
        const row = toRow(result);
        return {
          level: level === 'notice' ? 'warning' : level,
          title: `${metricName(result)} regressed`,
          message: `${row.base} to ${row.candidate}: ${row.change} (95 % interval ${row.interval}), tolerance ${row.tolerance}`,
        };
      }),
    ...verdict.slo
      .filter(({ met }) => !met)
      .map((slo): Annotation => ({ level: 'error', title: 'Limit not met', message: sloSentence(slo) })),
    ...warningsOf(input).map((message): Annotation => ({ level: 'warning', title: 'Less valid', message })),
  ];
  const shown = all.length > maximum ? [...all.slice(0, maximum - 1), restOf(all.length - maximum + 1)] : all;
  return shown.map(({ level, title, message }) => ({
    level,
    title: escapeTerminal(title, 100),
    message: escapeTerminal(message),
  }));
}

const restOf = (count: number): Annotation => ({
  level: 'notice',
  title: 'Sluice: more',
  message: `${count} more findings are in the job summary.`,
});
