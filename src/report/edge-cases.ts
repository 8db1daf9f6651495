import type { ReportInput } from '../model/report.ts';
import { edgeAnswers, type EdgeCaseResult, type EdgeCases } from '../model/edge-cases.ts';
import type { Arm } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { escapeMarkdown, markdownCode } from './escape.ts';
import { armsOf } from './facts.ts';
import { formatCount, formatMs, missing } from './format.ts';
import { bullets, joinBlocks, table, type Section } from './markdown.ts';
import { markup, name, type Markup } from './markup.ts';
import { pageTable } from './page-parts.ts';

const maximumRows = 60;
const maximumFindings = 20;

/** `Edge cases: 11 sent, 2 findings.` Undefined where none were asked for. */
export function edgeCasesLine({ verdict, candidate }: ReportInput): string | undefined {
  if (!candidate.edgeCases || !verdict.edgeCases) return undefined;
  const sent = candidate.edgeCases.cases.filter(({ skipped }) => skipped === undefined).length;
  const ungated = verdict.edgeCases.filter(({ gated }) => !gated).map(({ message }) => message);
  const found = verdict.edgeCases.length;
  const told = ungated.length > 0 ? `, of which these do not fail the gate: ${ungated.join('; ')}` : '';
  return `Edge cases: ${sent} sent, ${found === 0 ? 'nothing found' : `${formatCount(found, 'finding')}${told}`}.`;
}

/** What was sent, what came back, and what it did to good requests. */
export function edgeCasesSection(input: ReportInput): Section | undefined {
  const rows = edgeRows(input);
  if (rows.length === 0) return undefined;
  const findings = findingsOf(input.verdict);
  return {
    title: `Edge cases (${formatCount(findings.length, 'finding')})`,
    body: joinBlocks([
      bullets(findings.slice(0, maximumFindings).map((text) => escapeMarkdown(text))),
      table(
        columns,
        rows.map((row) => [
          markdownCode(row.name),
          escapeMarkdown(row.expect),
          row.arm,
          escapeMarkdown(row.answers),
          row.duringMs,
        ]),
        ['l', 'l', 'l', 'l', 'r'],
      ),
      aloneFact(input),
    ]),
  };
}

/** The same as parts of the page. */
export function edgeCasesPageParts(input: ReportInput): (Markup | undefined)[] {
  const rows = edgeRows(input);
  if (rows.length === 0) return [];
  const findings = findingsOf(input.verdict).slice(0, maximumFindings);
  const fact = aloneFact(input);
  return [
    findings.length > 0
      ? markup`<ul>${findings.map((text) => markup`<li>${text}</li>`)}</ul>`
      : markup`<p>Nothing was found.</p>`,
    pageTable(
      columns.map((head, index) => ({ head, numeric: index === columns.length - 1 })),
      rows.map((row) => [
        name(row.name),
        row.expect,
        row.arm,
        markup`<bdi>${row.answers}</bdi>`,
        row.duringMs,
      ]),
      'Edge cases',
    ),
    fact === undefined ? undefined : markup`<p class="quiet">${fact}</p>`,
  ];
}

const columns = ['edge case', 'expected', 'arm', 'answered', 'good requests meanwhile'];

const findingsOf = ({ edgeCases = [] }: Verdict): string[] =>
  edgeCases.map(({ gated, message }) => (gated ? `✗ ${message}` : `~ ${message} (does not fail the gate)`));

interface EdgeRow {
  name: string;
  expect: string;
  arm: Arm;
  answers: string;
  /** The slowest median of a window. */
  duringMs: string;
}

function edgeRows(input: ReportInput): EdgeRow[] {
  const names = input.candidate.edgeCases?.cases.map((each) => each.name) ?? [];
  return names
    .flatMap((each) =>
      armsOf(input).flatMap(({ arm, summary }) => {
        const result = summary.edgeCases?.cases.find((one) => one.name === each);
        return result ? [rowOf(result, arm)] : [];
      }),
    )
    .slice(0, maximumRows);
}

function rowOf(result: EdgeCaseResult, arm: Arm): EdgeRow {
  const medians = result.rounds.flatMap(({ during }) => during.flatMap(({ medianMs }) => medianMs ?? []));
  return {
    name: result.name,
    expect: result.expect.join(' or '),
    arm,
    answers: answersText(result),
    duringMs: medians.length > 0 ? formatMs(Math.max(...medians)) : missing,
  };
}

function answersText(result: EdgeCaseResult): string {
  if (result.skipped !== undefined) return `not sent: ${result.skipped}`;
  const answers = edgeAnswers(result).map(([answer, count]) => `${answer} (${count})`);
  const ended = result.ended === undefined ? [] : [`the server ${result.ended}`];
  const example = result.example === undefined ? [] : [result.example];
  return [...answers, ...ended, ...example].join('; ');
}

function aloneFact(input: ReportInput): string | undefined {
  const facts = armsOf(input).flatMap(({ arm, summary }) =>
    summary.edgeCases ? [`${arm} ${aloneText(summary.edgeCases)}`] : [],
  );
  return facts.length > 0
    ? `Each case was sent by itself among good requests, after everything else was measured; no metric above holds any of these requests. Good requests alone, median before and after: ${facts.join('; ')}.`
    : undefined;
}

const aloneText = ({ before, after }: EdgeCases): string =>
  `${formatMs(before.medianMs)} and ${after ? formatMs(after.medianMs) : missing}`;
