import type { ReportInput } from '../model/report.ts';
import { joinBounded } from './bounded.ts';
import { costLine } from './capacity.ts';
import { headOf } from './comment.ts';
import { commentMarker, escapeMarkdown } from './escape.ts';
import { details, joinBlocks } from './markdown.ts';
import { sectionsOf } from './sections.ts';

/** Notes of a release hold 125,000 characters, and several suites share them. */
const maximumLength = 20_000;

export const releaseEndMarker = '<!-- /sluice -->';

/** The verdict as a section of a release's notes, from its hidden marker to its end: what the comment says, with the cost, and with the measurements folded. */
export function renderReleaseNotes(input: ReportInput): {
  marker: string;
  section: string;
  endMarker: string;
} {
  const marker = commentMarker(input.suite);
  const sections = sectionsOf(input).map(({ title, body }) => details(title, body));
  // The capacity stands in the head; what it costs is of interest where something is promised.
  const head = joinBlocks([headOf(input, { picture: false }), escapeMarkdown(costLine(input) ?? '')]);
  const body = joinBounded(`${marker}\n${head}`, sections, '', {
    maximum: maximumLength,
    notice: (leftOut) => `${leftOut} sections left out: see the report in the artifact of the run.`,
  });
  return { marker, section: `${body.trimEnd()}\n\n${releaseEndMarker}`, endMarker: releaseEndMarker };
}
