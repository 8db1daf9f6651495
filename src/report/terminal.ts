import { allClasses } from '../model/metric.ts';
import type { ReportInput } from '../model/report.ts';
import type { GateVerdict, Verdict } from '../model/verdict.ts';
import { driftLine } from './drift.ts';
import { edgeCasesLine } from './edge-cases.ts';
import { escapeTerminal } from './escape.ts';
import { furtherReasons, runFacts, warningsOf } from './facts.ts';
import { classAlign, classHeads, classRows, weakNote } from './measured-sections.ts';
import { outlookLines } from './outlook.ts';
import { painter, widthOf, type Colour, type Paint, type TerminalOptions } from './paint.ts';
import { classLabel } from './picture-data.ts';
import {
  changedResults,
  detectableLine,
  hasBase,
  orderedResults,
  sloSentence,
  toRow,
  untoldLimits,
  type ResultRow,
} from './rows.ts';
import { layOut, lengthOf, wrap } from './text-layout.ts';
import { verdictMarks, verdictTitle, type Mark } from './wording.ts';

const verdictColours: Readonly<Record<GateVerdict, Colour>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  invalid: 'magenta',
};

const markColours: Readonly<Record<Mark, Colour>> = {
  '✓': 'green',
  '✗': 'red',
  '~': 'yellow',
  '?': 'magenta',
};

/** The comment's sentence and table for a terminal. No line is longer than `columns`, except where a word is. */
export function renderTerminal(input: ReportInput, { colour, columns }: TerminalOptions): string {
  const width = widthOf(columns);
  const paint = painter(colour);
  const { verdict } = input;
  const drift = driftLine(verdict);
  const title = `${verdictMarks[verdict.verdict]} ${verdictTitle(verdict)}`;
  const smallest = detectableLine(verdict);
  const edgeCases = edgeCasesLine(input);
  const lines = [
    `${paint(verdictColours[verdict.verdict], paint('bold', title))} ${escapeTerminal(input.suite, 60)}`,
    ...wrap(escapeTerminal(verdict.sentence), width),
    ...acceptanceLines(verdict).flatMap((line) => wrap(line, width)),
    ...furtherReasons(input)
      .slice(0, 3)
      .flatMap((reason) => wrap(escapeTerminal(reason), width, '- ')),
    ...(drift ? wrap(escapeTerminal(drift), width, '- ') : []),
    ...outlookLines(input).flatMap((line) => wrap(escapeTerminal(line), width, '- ')),
    ...warningsOf(input)
      .slice(0, 6)
      .flatMap((warning) => wrap(escapeTerminal(warning), width, '! ')),
    ...(hasBase(verdict) ? tableLines : classLines)(input, width, paint),
    ...untoldLimits(verdict).flatMap((slo) => wrap(sloSentence(slo), width, '✗ ')),
    ...(smallest ? wrap(smallest, width) : []),
    ...(edgeCases ? wrap(escapeTerminal(edgeCases), width) : []),
    ...wrap(
      runFacts(input)
        .map((fact) => escapeTerminal(fact, 80))
        .join(', '),
      width,
    ).map((line) => paint('dim', line)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Who took it on purpose, and why. */
function acceptanceLines({ accepted }: Verdict): string[] {
  if (!accepted) return [];
  const why = accepted.why === '' ? 'no reason is given' : escapeTerminal(accepted.why);
  return [`Accepted by @${escapeTerminal(accepted.by, 60)}: ${why}`];
}

/** Where there was nothing to compare with: what the classes took under the mixed load, if that fits. */
function classLines(input: ReportInput, width: number, paint: Paint): string[] {
  const rows = classRows(input, 'mixed').slice(0, 8);
  const cells = rows.map(({ className, cells: rest }) => [
    escapeTerminal(classLabel(className), 24),
    ...rest,
  ]);
  const [head = '', ...body] = layOut([classHeads, ...cells], classAlign);
  if (rows.length === 0 || Math.max(...[head, ...body].map(lengthOf)) > width)
    return tableLines(input, width, paint);
  const note = weakNote(rows);
  return ['', paint('dim', head), ...body, ...(note ? wrap(note, width) : []), ''];
}

/** Least important last; columns are left out from the end of this list until the table fits. */
const columnOrder = [
  'metric',
  'base',
  'candidate',
  'change',
  'verdict',
  'interval',
  'tolerance',
  'detectable',
] as const;
const columnHeads: Readonly<Record<(typeof columnOrder)[number], string>> = {
  metric: 'metric',
  base: 'base',
  candidate: 'candidate',
  change: 'change',
  verdict: 'verdict',
  interval: '95 % interval',
  tolerance: 'tolerance',
  detectable: 'smallest seen',
};

/** Changed metrics; where nothing changed, all gated ones, since a terminal has no fold to look under. */
function tableLines({ verdict }: ReportInput, width: number, paint: Paint): string[] {
  const changed = changedResults(verdict);
  const results = changed.length > 0 ? changed : orderedResults(verdict).filter(({ gated }) => gated);
  if (results.length === 0) return [];
  const rows = results.slice(0, 20).map(toRow);
  const cells = rows.map(terminalCells);
  for (let count = columnOrder.length; count >= 2; count--) {
    const names = columnOrder.slice(0, count);
    const texts = [
      names.map((name) => columnHeads[name]),
      ...cells.map((row) => names.map((name) => row[name])),
    ];
    const [head = '', ...body] = layOut(
      texts,
      names.map((name) => (name === 'metric' || name === 'verdict' ? 'l' : 'r')),
    );
    if (Math.max(...[head, ...body].map((line) => [...line].length)) + 2 > width && count > 2) continue;
    const marked = body.map((line, index) => {
      const mark = rows[index]?.mark ?? '?';
      return `${paint(markColours[mark], mark)} ${line}`;
    });
    const hidden = results.length - rows.length;
    return ['', paint('dim', `  ${head}`), ...marked, ...(hidden > 0 ? [`  and ${hidden} more`] : []), ''];
  }
  return [];
}

function terminalCells(row: ResultRow): Record<(typeof columnOrder)[number], string> {
  return {
    ...row,
    metric: row.className === allClasses ? row.metric : `${row.metric}, ${escapeTerminal(row.className, 24)}`,
  };
}
