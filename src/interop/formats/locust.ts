import type { ReportedValue } from '../../model/run.ts';
import { CsvRecords, CsvRow } from './csv-record.ts';
import { malformed } from './fault.ts';
import type { ImportedSummary, ImportedWindow, Origin, ResultFormat } from './format.ts';

const origin: Pick<Origin, 'definitions'> = { definitions: { latency: 'locust.response-time/1' } };
const notes = [
  'Locust rounds response times above 100 ms to two digits, counts them from when it sent the request, and those of failed requests as well',
];
const noRequests =
  'single requests are not in it: a listener that writes a JTL, imported with --format jmeter, has them';

/** `*_stats.csv` of `locust --csv`: a row for each name, and `Aggregated`. */
export const locustStats: ResultFormat = {
  tool: 'locust',
  title: 'locust, stats.csv',
  recognise: (head) => head.startsWith('Type,Name,Request Count,Failure Count,'),
  reading: 'whole',
  parse: parseStats,
};

function parseStats(text: string, name: string): ImportedSummary {
  const row = aggregated(text, name).at(-1)!;
  const attempted = row.number('Request Count');
  const failed = row.number('Failure Count');
  const rate = row.number('Requests/s');
  return {
    kind: 'summary',
    origin: { ...origin, clock: 'run', notes: [...notes, noRequests] },
    windows: [
      {
        startMs: 0,
        durationMs: rate > 0 ? (1000 * attempted) / rate : 0,
        attempted,
        errors: failed > 0 ? { 'bad-response': failed } : {},
      },
    ],
    reported: (['50%', '95%', '99%'] as const).flatMap((column): ReportedValue[] =>
      row.has(column) && row.text(column) !== 'N/A'
        ? [{ id: `latency.p${column.slice(0, -1)}` as ReportedValue['id'], value: row.number(column) }]
        : [],
    ),
  };
}

/** `*_stats_history.csv` of `locust --csv`: a row each second, with counts since the start. */
export const locustHistory: ResultFormat = {
  tool: 'locust',
  title: 'locust, stats_history.csv',
  recognise: (head) => head.startsWith('Timestamp,User Count,Type,Name,Requests/s,'),
  reading: 'whole',
  parse: parseHistory,
};

function parseHistory(text: string, name: string): ImportedSummary {
  const rows = aggregated(text, name);
  const windows = rows.slice(1).flatMap((row, i): ImportedWindow[] => {
    const before = rows[i]!;
    const grown = (column: string) => row.number(column) - before.number(column);
    const [durationMs, attempted, failed] = [
      1000 * grown('Timestamp'),
      grown('Total Request Count'),
      grown('Total Failure Count'),
    ];
    if (durationMs < 0 || attempted < 0 || failed < 0 || failed > attempted)
      throw malformed(name, 'the counts since the start fall, or more requests failed than were sent', {
        line: row.line,
      });
    return durationMs === 0 && attempted === 0
      ? []
      : [
          {
            startMs: 1000 * before.number('Timestamp'),
            durationMs,
            attempted,
            errors: failed > 0 ? { 'bad-response': failed } : {},
          },
        ];
  });
  const median = rows.at(-1)!.number('Total Median Response Time');
  return {
    kind: 'summary',
    origin: {
      ...origin,
      clock: 'epoch',
      notes: [
        ...notes,
        noRequests,
        'its percentiles are those of overlapping stretches of ten seconds and are left out: throughput and errors alone can be compared',
      ],
    },
    windows,
    reported: [{ id: 'latency.p50', value: median }],
  };
}

/** The rows over all names, each with its line; at least one. */
function aggregated(text: string, name: string): CsvRow[] {
  const records = new CsvRecords(name);
  const lines = text.split(/\r?\n/);
  let header: string[] | undefined;
  const rows: CsvRow[] = [];
  lines.forEach((content, i) => {
    const cells = records.read(content, i + 1);
    if (!cells) return;
    if (!header) return void (header = cells);
    if (cells.length !== header.length)
      throw malformed(
        name,
        `the line has ${cells.length} fields, and the header has ${header.length}; was the file cut?`,
        {
          line: i + 1,
        },
      );
    const row = Object.assign(new CsvRow(header, name), { cells, line: i + 1 });
    if (row.text('Name') === 'Aggregated') rows.push(row);
  });
  records.close(lines.length);
  if (rows.length === 0)
    throw malformed(name, 'the file has no row "Aggregated"; was it cut?', { line: lines.length });
  return rows;
}
