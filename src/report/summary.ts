import type { ReportInput } from '../model/report.ts';
import { joinBounded } from './bounded.ts';
import { headOf } from './comment.ts';
import { sectionsOf } from './sections.ts';

/** GitHub takes 1 MiB a step; a character may need four bytes. */
const maximumLength = 250_000;

/** The job summary: the comment's content with nothing folded, and without the marker. */
export function renderSummary(input: ReportInput): string {
  const sections = sectionsOf(input).map(({ title, body }) => `#### ${title}\n\n${body}`);
  return joinBounded(headOf(input), sections, '', {
    maximum: maximumLength,
    notice: (leftOut) => `${leftOut} sections left out: see the report in the artifact of this run.`,
  });
}
