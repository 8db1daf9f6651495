import type { SluiceError } from '../model/error.ts';
import type { ReportInput } from '../model/report.ts';
import type { GateVerdict } from '../model/verdict.ts';
import { escapeTerminal } from './escape.ts';
import { warningsOf } from './facts.ts';
import { changedResults, missedLimits, sloSentence, toRow } from './rows.ts';
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
    ...missedLimits(verdict).map((slo): Annotation => ({
      level: 'error',
      title: 'Limit not met',
      message: sloSentence(slo),
    })),
    ...warningsOf(input).map((message): Annotation => ({ level: 'warning', title: 'Less valid', message })),
  ];
  const shown = all.length > maximum ? [...all.slice(0, maximum - 1), restOf(all.length - maximum + 1)] : all;
  return shown.map(({ level, title, message }) => ({
    level,
    title: escapeTerminal(title, 100),
    message: escapeTerminal(message),
  }));
}

/** The facts of an error name paths and the last words of a server. */
const longestError = 4000;

/** A gate that could not measure, or a report that could not be posted. */
export const annotationOfError = ({ code, message, remedy }: SluiceError): Annotation => ({
  level: 'error',
  title: `Sluice: ${code}`,
  message: escapeTerminal(`${message} ${remedy}`, longestError),
});

/** What went wrong beside the verdict, which may repeat the words of a server. */
export const annotationOfNotice = (message: string, level: Annotation['level'] = 'notice'): Annotation => ({
  level,
  title: 'Sluice',
  message: escapeTerminal(message, longestError),
});

const restOf = (count: number): Annotation => ({
  level: 'notice',
  title: 'Sluice: more',
  message: `${count} more findings are in the job summary.`,
});
