import type { GateVerdict } from '../model/verdict.ts';
import { joinBounded } from './bounded.ts';
import { escapeMarkdown, escapeSummary, markdownCode, safeUrl } from './escape.ts';
import { details, joinBlocks, table } from './markdown.ts';
import { verdictMarks, verdictTitles } from './wording.ts';

/** What one suite of a matrix told of itself. */
export interface JointSuite {
  suite: string;
  verdict: GateVerdict;
  sentence: string;
  /** Finished markdown, of this suite's own report. */
  summary: string;
  url?: string;
}

export const jointMarker = '<!-- sluice:joint -->';

const maximumLength = 65_000;
/** More rows than this no matrix has: GitHub starts at most 256 jobs. */
const maximumRows = 256;
const order: readonly GateVerdict[] = ['invalid', 'fail', 'inconclusive', 'pass'];

/**
 * One comment for all suites of a workflow, sorted by name: the worst verdict as the heading, a row a suite, and every
 * suite's report folded. Reports that do not fit are left out whole, with their suite's row still leading to it.
 */
export function renderJointComment(suites: readonly JointSuite[]): string {
  const sorted = suites.toSorted((a, b) => (a.suite < b.suite ? -1 : 1)).slice(0, maximumRows);
  const worst = order.find((verdict) => sorted.some((suite) => suite.verdict === verdict)) ?? 'invalid';
  const count = sorted.filter(({ verdict }) => verdict === worst).length;
  // Many suites with long names would outgrow the bound of the head.
  const characters = Math.max(20, Math.min(200, Math.floor(20_000 / Math.max(1, sorted.length))));
  const head = joinBlocks([
    `${jointMarker}\n### ${verdictMarks[worst]} ${verdictTitles[worst]}: ${count} of ${sorted.length} suites`,
    table(
      ['', 'suite', 'verdict', ''],
      sorted.map(({ suite, verdict, sentence, url }) => [
        verdictMarks[verdict],
        linkTo(markdownCode(suite, 40), safeUrl(url)),
        verdictTitles[verdict],
        escapeMarkdown(sentence, characters),
      ]),
      ['c', 'l', 'l', 'l'],
    ),
  ]);
  const sections = sorted
    .filter(({ verdict, summary }) => verdict !== 'pass' && summary !== '')
    .map(({ suite, summary }) => details(escapeSummary(suite, 100), summary));
  return joinBounded(head, sections, '', {
    maximum: maximumLength,
    notice: (leftOut) =>
      `${leftOut === 1 ? 'The report of 1 suite' : `The reports of ${leftOut} suites`} left out, because a comment holds no more: follow the links above.`,
  });
}

const linkTo = (text: string, url: string | undefined): string => (url ? `[${text}](${url})` : text);
