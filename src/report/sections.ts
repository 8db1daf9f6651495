import type { ReportInput } from '../model/report.ts';
import { diagnosisSection } from './diagnosis.ts';
import { driftFact } from './drift.ts';
import { edgeCasesSection } from './edge-cases.ts';
import { cleanText, escapeMarkdown, markdownBlock, markdownCode } from './escape.ts';
import { armsOf, decisionFacts, provenanceFields, warningsOf } from './facts.ts';
import { formatCount, formatProbability, missing } from './format.ts';
import { bullets, joinBlocks, table, unbroken, type Section } from './markdown.ts';
import { classCell, errorSection, maximumRows, measuredSection } from './measured-sections.ts';
import { orderedResults, sloLine, toRow, type ResultRow } from './rows.ts';
import { scenariosSection, telemetrySection } from './scenario-sections.ts';
import { unitNoun } from './wording.ts';

/** Everything below the fold, in the order of its use; absent parts are left out. Titles are our own words. */
export function sectionsOf(input: ReportInput): Section[] {
  return [
    metricsSection(input),
    diagnosisSection(input),
    scenariosSection(input),
    measuredSection(input),
    telemetrySection(input),
    errorSection(input),
    edgeCasesSection(input),
    decisionSection(input),
    provenanceSection(input),
    repeatSection(input),
  ].filter((section) => section !== undefined);
}

function metricsSection({ verdict }: ReportInput): Section | undefined {
  const limits = bullets(verdict.slo.map(sloLine));
  if (verdict.metrics.length === 0)
    return limits === '' ? undefined : { title: 'Limits (SLO)', body: limits };
  const rows = orderedResults(verdict).map(toRow);
  const shown = rows.slice(0, maximumRows);
  return {
    title: `All metrics (${rows.length})`,
    body: joinBlocks([
      table(
        [
          '',
          'metric',
          'class',
          'base',
          'candidate',
          'change',
          '95 % interval',
          'tolerance',
          'smallest seen',
          'verdict',
        ],
        shown.map(metricCells),
        ['c', 'l', 'l', 'r', 'r', 'r', 'r', 'r', 'r', 'l'],
      ),
      rows.length > shown.length
        ? `${rows.length - shown.length} more rows are in the full report.`
        : undefined,
      bullets(reasonLines(shown)),
      limits === '' ? undefined : `Limits (SLO):\n\n${limits}`,
    ]),
  };
}

/** Why each row is as it is; rows with one reason share a line. */
function reasonLines(rows: readonly ResultRow[]): string[] {
  const told = rows.filter(({ result }) => result.reason !== '' && result.result !== 'unchanged');
  return [...Map.groupBy(told, ({ result }) => result.reason)].map(([reason, sharing]) => {
    const names = sharing.map(({ metric, className }) => `${metric} of ${classCell(className)}`);
    return `${names.join(', ')}: ${escapeMarkdown(reason, 200)}`;
  });
}

const metricCells = (row: ResultRow): string[] => [
  row.mark,
  row.metric,
  classCell(row.className),
  ...[row.base, row.candidate, row.change, row.interval, row.tolerance, row.detectable].map(unbroken),
  row.verdict,
];

function decisionSection(input: ReportInput): Section {
  const { verdict } = input;
  const noun = unitNoun(verdict.mode);
  const drift = driftFact(verdict);
  return {
    title: 'How it was decided',
    body: joinBlocks([
      bullets([...decisionFacts(input), ...(drift ? [escapeMarkdown(drift, 2000)] : [])]),
      verdict.looks.length > 0
        ? table(
            ['look', `${noun}s`, 'alpha', 'decision'],
            verdict.looks
              .slice(0, maximumRows)
              .map(({ pairs, alpha, decision }, index) => [
                String(index + 1),
                String(pairs),
                formatProbability(alpha),
                decision,
              ]),
            ['r', 'r', 'r', 'l'],
          )
        : undefined,
      verdict.reasons.length > 0
        ? `Reasons:\n\n${bullets(verdict.reasons.slice(0, 20).map(({ code, message }) => `${markdownCode(code)} ${escapeMarkdown(message)}`))}`
        : undefined,
      manyWarnings(input),
    ]),
  };
}

/** The first few stand above the fold; a long list stands here whole. */
export const warningsAboveFold = 4;

function manyWarnings(input: ReportInput): string | undefined {
  const warnings = warningsOf(input);
  if (warnings.length <= warningsAboveFold) return undefined;
  const shown = warnings.slice(0, 30).map((warning) => escapeMarkdown(warning));
  const more = warnings.length - shown.length;
  return `${formatCount(warnings.length, 'warning')}:\n\n${bullets(more > 0 ? [...shown, `${more} more`] : shown)}`;
}

function provenanceSection(input: ReportInput): Section {
  const arms = armsOf(input);
  const rows = provenanceFields.flatMap(([name, read]) => {
    const values = arms.map(({ summary }) => read(summary.provenance));
    return values.every((value) => value === undefined)
      ? []
      : [[name, ...values.map((value) => (value === undefined ? missing : markdownCode(value, 100)))]];
  });
  return {
    title: 'Provenance',
    body: table(['', ...arms.map(({ arm }) => arm)], rows, ['l', ...arms.map(() => 'l' as const)]),
  };
}

function repeatSection({ repeatCommand, guesses }: ReportInput): Section {
  const isEmpty = cleanText(repeatCommand) === '';
  return {
    title: 'Repeat it',
    body: joinBlocks([
      isEmpty ? 'No command is known that repeats this run.' : markdownBlock(repeatCommand, 'sh'),
      guesses.length > 0
        ? `Guessed, because the settings say nothing:\n\n${bullets(guesses.slice(0, 20).map((guess) => escapeMarkdown(guess)))}`
        : undefined,
    ]),
  };
}
