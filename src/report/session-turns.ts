import { turnOf } from '../model/conversation.ts';
import type { ClassSummary, ReportInput, RunSummary } from '../model/report.ts';
import { armsOf } from './facts.ts';

export interface Turn {
  /** From 1. */
  turn: number;
  summary: ClassSummary;
}

/** The turns of the sessions of a class under the mixed load, in their order. */
export const turnsOf = ({ mixed }: RunSummary, sessionClass: string): Turn[] =>
  mixed
    .flatMap((summary) => {
      const place = turnOf(summary.class);
      return place?.sessionClass === sessionClass ? [{ turn: place.turn, summary }] : [];
    })
    .toSorted((a, b) => a.turn - b.turn);

/** The classes whose sessions have several turns; empty where the run has no sessions. */
export function sessionClasses(input: ReportInput): string[] {
  const names = armsOf(input).flatMap(({ summary }) =>
    summary.mixed.flatMap(({ class: name }) => turnOf(name)?.sessionClass ?? []),
  );
  return [...new Set(names)].filter((name) =>
    armsOf(input).some(({ summary }) => turnsOf(summary, name).length > 1),
  );
}
