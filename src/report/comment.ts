import { allClasses } from '../model/metric.ts';
import type { ReportInput } from '../model/report.ts';
import { joinBounded } from './bounded.ts';
import { driftLine } from './drift.ts';
import { edgeCasesLine } from './edge-cases.ts';
import { commentMarker, escapeMarkdown, markdownCode, safeUrl } from './escape.ts';
import { furtherReasons, runFacts, warningsOf } from './facts.ts';
import { bullets, details, joinBlocks, table, unbroken } from './markdown.ts';
import { mermaidPicture } from './mermaid.ts';
import { outlookLines } from './outlook.ts';
import { pictureOf } from './picture-data.ts';
import { changedResults, detectableLine, hasBase, sloLine, toRow, untoldLimits } from './rows.ts';
import { classTable } from './measured-sections.ts';
import { sectionsOf, warningsAboveFold } from './sections.ts';
import { verdictMarks, verdictTitle } from './wording.ts';

/** GitHub takes 65,536 characters; a little is kept for what a poster may add. */
const maximumLength = 65_000;
/** One screen: with more changed metrics than this, the rest is below the fold. */
const maximumChangedRows = 8;
const maximumReasons = 3;

/**
 * The pull request comment, posted byte for byte. First line: the hidden marker of the suite. Always below 65,000
 * characters: folded sections that do not fit are left out whole, with a pointer to the full report.
 */
export function renderComment(input: ReportInput): string {
  const marker = commentMarker(input.suite);
  const sections = sectionsOf(input);
  const limits = { maximum: maximumLength, notice: (leftOut: number) => leftOutNotice(leftOut, input) };
  if (isQuiet(input)) {
    const folded = sections.map(({ title, body }) => `#### ${title}\n\n${body}`).join('\n\n');
    const whole = details('Details', folded);
    const parts =
      whole.length < maximumLength - 2000 ? [whole] : sections.map(({ title, body }) => details(title, body));
    return joinBounded(`${marker}\n${quietLine(input)}`, parts, '', limits);
  }
  const head = `${marker}\n${headOf(input)}`;
  return joinBounded(
    head,
    sections.map(({ title, body }) => details(title, body)),
    footLine(input),
    limits,
  );
}

/** Nothing to look at: passed, nothing moved, nothing to warn of. */
export function isQuiet(input: ReportInput): boolean {
  const { verdict } = input;
  return (
    verdict.verdict === 'pass' &&
    changedResults(verdict).length === 0 &&
    verdict.slo.every(({ met }) => met) &&
    warningsOf(input).length === 0 &&
    driftLine(verdict) === undefined &&
    (verdict.edgeCases ?? []).length === 0 &&
    hasBase(verdict)
  );
}

function quietLine(input: ReportInput): string {
  const { verdict, suite } = input;
  const parts = [
    `**${verdictMarks.pass} Pass** ${markdownCode(suite)}: ${escapeMarkdown(verdict.sentence)}`,
    detectableLine(verdict),
    reportLink(input),
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** Everything above the fold, from the heading to the smallest detectable change. */
export function headOf(input: ReportInput, options: { picture: boolean } = { picture: true }): string {
  const { verdict, suite } = input;
  const picture = options.picture ? pictureOf(input) : undefined;
  const reasons = furtherReasons(input).slice(0, maximumReasons);
  const drift = driftLine(verdict);
  return joinBlocks([
    `### ${verdictMarks[verdict.verdict]} ${verdictTitle(verdict)}: ${markdownCode(suite)}`,
    `**${escapeMarkdown(verdict.sentence)}**`,
    acceptanceLine(verdict),
    bullets(
      [...reasons, ...(drift ? [drift] : []), ...outlookLines(input)].map((line) => escapeMarkdown(line)),
    ),
    warningBox(input),
    changedTable(input),
    bullets(untoldLimits(verdict).map(sloLine)),
    escapeMarkdown(edgeCasesLine(input) ?? '', 1000),
    hasBase(verdict) ? undefined : classTable(input, 'mixed', maximumChangedRows),
    picture ? mermaidPicture(picture) : undefined,
    detectableLine(verdict),
  ]);
}

/** Who took it on purpose, and why. The name is broken so that nobody is called by every update of the comment. */
function acceptanceLine({ accepted }: ReportInput['verdict']): string | undefined {
  if (!accepted) return undefined;
  const why = accepted.why === '' ? 'no reason is given' : escapeMarkdown(accepted.why, 500);
  return `**Accepted by ${escapeMarkdown(`@${accepted.by}`, 60)}**: ${why}`;
}

function warningBox(input: ReportInput): string | undefined {
  const warnings = warningsOf(input);
  if (warnings.length === 0) return undefined;
  const shown = warnings.slice(0, warningsAboveFold).map((warning) => escapeMarkdown(warning, 300));
  const more = warnings.length - shown.length;
  const lines = more > 0 ? [...shown, `${more} more under "How it was decided"`] : shown;
  return ['> [!WARNING]', '> What makes this result less valid:', ...lines.map((line) => `> - ${line}`)].join(
    '\n',
  );
}

function changedTable({ verdict }: ReportInput): string | undefined {
  const changed = changedResults(verdict);
  if (changed.length === 0) return undefined;
  const rows = changed.slice(0, maximumChangedRows).map(toRow);
  const hidden = changed.length - rows.length;
  return joinBlocks([
    table(
      ['', 'metric', 'base', 'candidate', 'change', '95 % interval', 'tolerance', 'verdict'],
      rows.map((row) => [
        row.mark,
        row.className === allClasses ? row.metric : `${row.metric} of ${markdownCode(row.className, 32)}`,
        unbroken(row.base),
        unbroken(row.candidate),
        row.result.result === 'regressed' ? `**${unbroken(row.change)}**` : unbroken(row.change),
        unbroken(row.interval),
        unbroken(row.tolerance),
        row.verdict,
      ]),
      ['c', 'l', 'r', 'r', 'r', 'r', 'r', 'l'],
    ),
    hidden > 0 ? `${hidden} more under "All metrics".` : undefined,
  ]);
}

function footLine(input: ReportInput): string {
  const link = reportLink(input);
  const facts = runFacts(input).map((fact) => escapeMarkdown(fact, 80));
  return `<sub>${facts.join(' · ')}${link ? ` · ${link}` : ''}</sub>`;
}

function reportLink({ reportUrl }: ReportInput): string | undefined {
  const url = safeUrl(reportUrl);
  return url ? `[Full report](${url})` : undefined;
}

function leftOutNotice(leftOut: number, input: ReportInput): string {
  const parts = leftOut === 1 ? '1 section' : `${leftOut} sections`;
  const link = reportLink(input);
  return `${parts} left out, because a comment holds no more: see the ${link ?? 'report in the artifact of this run'}.`;
}
