import type { ReportInput } from '../model/report.ts';
import { capacityLine } from './capacity.ts';
import { changesLine, bottleneckLine } from './diagnosis.ts';

/** Why it may be so, and what may be promised: at most a line each, where it is known. Unescaped. */
export const outlookLines = (input: ReportInput): string[] =>
  [bottleneckLine(input), changesLine(input), capacityLine(input)].filter((line) => line !== undefined);
