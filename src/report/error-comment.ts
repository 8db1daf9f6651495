import type { SluiceError } from '../model/error.ts';
import { cleanText, commentMarker, escapeMarkdown, markdownCode } from './escape.ts';
import { details, joinBlocks } from './markdown.ts';
import { verdictMarks, verdictTitles } from './wording.ts';

/**
 * The comment when the gate could not measure at all: the fact, the remedy, the evidence folded. It has the marker of
 * the suite, so that it replaces an older verdict instead of leaving a green one standing. Below 20,000 characters.
 */
export function renderErrorComment(
  suite: string,
  {
    code,
    fact,
    remedy,
    location,
    evidence,
  }: Pick<SluiceError, 'code' | 'fact' | 'remedy' | 'evidence'> & { location?: string | undefined },
  warning?: string,
): string {
  return `${commentMarker(suite)}\n${joinBlocks([
    `### ${verdictMarks.invalid} ${verdictTitles.invalid}: ${markdownCode(suite)}`,
    `**${location ? `${escapeMarkdown(location, 200)}: ` : ''}${escapeMarkdown(fact)}**`,
    escapeMarkdown(remedy),
    warning === undefined ? undefined : `> [!WARNING]\n> ${escapeMarkdown(warning)}`,
    evidence.length > 0 ? details('Evidence', evidenceBlock(evidence)) : undefined,
    `<sub>error code ${markdownCode(code)}</sub>`,
  ])}\n`;
}

/** The last lines of a log, in a fence that none of them can close. */
function evidenceBlock(evidence: readonly string[]): string {
  const lines = evidence.slice(-40).map((line) => cleanText(line, 300));
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}
