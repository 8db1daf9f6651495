import { allClasses } from '../model/metric.ts';
import type {
  ClassScenario,
  ClassSummary,
  PercentileSummary,
  ReportInput,
  StepSummary,
} from '../model/report.ts';
import { escapeMarkdown, markdownCode, shortText } from './escape.ts';
import { armsOf, coldStartFact, errorCounts, tokenFact } from './facts.ts';
import { formatMs, formatRate, formatShare, missing } from './format.ts';
import { bullets, joinBlocks, table, type Section } from './markdown.ts';
import { classLabel } from './picture-data.ts';
import { rampRates, stepAt } from './ramp-steps.ts';
import { shareOf } from './rows.ts';

/** The most rows of any table: more than 10 classes with all metrics, and never an unbounded comment. */
export const maximumRows = 60;

/** A user's class as code, all requests together in our own words. */
export const classCell = (name: string): string =>
  name === allClasses ? classLabel(name) : markdownCode(name, 32);

const titled = (title: string, body: string | undefined): string | undefined =>
  body && `${title}:\n\n${body}`;

/** What each arm did in each scenario: the numbers that the charts of the full report draw. */
export function measuredSection(input: ReportInput): Section | undefined {
  const blocks = [
    classTable(input, 'mixed'),
    tokens(input),
    titled('One request at a time', classTable(input, 'single')),
    titled('Closed loop', classTable(input, 'closed')),
    rampTable(input),
    coldStarts(input),
  ];
  if (blocks.every((block) => block === undefined)) return undefined;
  return { title: 'What was measured', body: joinBlocks(blocks) };
}

/** Requests and percentiles of every class in both arms. */
export function classTable(
  input: ReportInput,
  scenario: ClassScenario,
  rows = maximumRows,
): string | undefined {
  const found = classRows(input, scenario);
  if (found.length === 0) return undefined;
  const lines = found.slice(0, rows).map(({ className, cells }) => [classCell(className), ...cells]);
  return joinBlocks([table(classHeads, lines, classAlign), weakNote(found)]);
}

export const classHeads = ['class', 'arm', 'requests', 'completed', 'errors', 'p50', 'p95', 'p99'];
export const classAlign: ('l' | 'r')[] = ['l', 'l', 'r', 'r', 'r', 'r', 'r', 'r'];

/** A row of the table of classes; the class is unescaped. */
export interface ClassRow {
  className: string;
  /** From the arm on. */
  cells: string[];
}

export function classRows(input: ReportInput, scenario: ClassScenario): ClassRow[] {
  const arms = armsOf(input);
  const names = new Set(arms.flatMap(({ summary }) => summary[scenario].map(({ class: name }) => name)));
  return [...names].flatMap((className) =>
    arms.flatMap(({ arm, summary }) => {
      const row = summary[scenario].find((entry) => entry.class === className);
      return row ? [{ className, cells: classCells(row, arm) }] : [];
    }),
  );
}

/** What the brackets mean, where there are some. */
export const weakNote = (rows: readonly ClassRow[]): string | undefined =>
  rows.some(({ cells }) => cells.some((cell) => cell.startsWith('(')))
    ? 'In brackets: fewer than 3 requests beyond the percentile, so it says little.'
    : undefined;

function classCells(row: ClassSummary, arm: string): string[] {
  const { latencyMs } = row;
  const failed = Object.values(row.errors).reduce((sum, count) => sum + count, 0);
  return [
    arm,
    String(row.attempted),
    String(row.completed),
    `${failed} (${shareOf(failed, row.attempted)})`,
    formatMs(latencyMs?.p50),
    weak(latencyMs, 'p95'),
    weak(latencyMs, 'p99'),
  ];
}

function weak(percentiles: PercentileSummary | null, key: 'p95' | 'p99'): string {
  if (!percentiles) return missing;
  const isSufficient = key === 'p95' ? percentiles.p95Sufficient : percentiles.p99Sufficient;
  return isSufficient ? formatMs(percentiles[key]) : `(${formatMs(percentiles[key])})`;
}

function rampTable(input: ReportInput): string | undefined {
  const arms = armsOf(input);
  const rates = rampRates(input);
  if (rates.length === 0) return undefined;
  const lines = rates
    .slice(0, maximumRows)
    .map((rate) => [formatRate(rate), ...arms.flatMap(({ summary }) => rampCells(stepAt(summary, rate)))]);
  const head = arms.flatMap(({ arm }) =>
    ['completed', 'p50', 'p95', 'errors'].map((name) => `${arm} ${name}`),
  );
  return `Ramp:\n\n${table(['asked', ...head], lines, ['r', ...head.map(() => 'r' as const)])}`;
}

function rampCells(step: StepSummary | undefined): string[] {
  if (!step) return [missing, missing, missing, missing];
  const cells = [
    formatRate(step.completedPerSecond),
    formatMs(step.p50Ms),
    formatMs(step.p95Ms),
    formatShare(step.errorShare),
  ];
  return step.valid ? cells : cells.map((cell) => `(${cell})`);
}

function tokens(input: ReportInput): string | undefined {
  const fact = tokenFact(input);
  return fact && `Under the mixed load: ${fact}.`;
}

function coldStarts(input: ReportInput): string | undefined {
  const facts = armsOf(input).flatMap(({ arm, summary }) => {
    const fact = coldStartFact(summary);
    return fact ? [`${arm} ${fact}`] : [];
  });
  return facts.length > 0 ? `Cold start: ${facts.join('; ')}.` : undefined;
}

export function errorSection(input: ReportInput): Section | undefined {
  const arms = armsOf(input).map(({ arm, summary }) => ({ arm, summary, counts: errorCounts(summary) }));
  const total = arms.reduce(
    (sum, { counts }) => sum + counts.reduce((part, [, count]) => part + count, 0),
    0,
  );
  const examples = arms.flatMap(({ arm, summary }) =>
    summary.errorExamples.slice(0, 8).map((example) => ({ arm, ...example })),
  );
  if (total === 0 && examples.length === 0) return undefined;
  return {
    title: `Errors (${total})`,
    body: joinBlocks([
      bullets(
        arms.map(({ arm, counts }) => {
          const kinds = counts
            .map(([kind, count]) => `${count} ${escapeMarkdown(kind, shortText)}`)
            .join(', ');
          return `${arm}: ${kinds || 'none'}`;
        }),
      ),
      examples.length > 0
        ? table(
            ['arm', 'kind', 'class', 'status', 'what the client saw'],
            examples.map(({ arm, kind, className, httpStatus, message }) => [
              arm,
              escapeMarkdown(kind, shortText),
              classCell(className),
              httpStatus === 0 ? 'none' : String(httpStatus),
              escapeMarkdown(message, 200),
            ]),
            ['l', 'l', 'l', 'r', 'l'],
          )
        : undefined,
    ]),
  };
}
