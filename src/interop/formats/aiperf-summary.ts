import { z } from 'zod';
import type { MetricId } from '../../model/metric.ts';
import type { ReportedValue } from '../../model/run.ts';
import { CsvRecords } from './csv-record.ts';
import { malformed } from './fault.ts';
import type { ImportedSummary, Origin, ResultFormat } from './format.ts';
import { parseJson } from './json-file.ts';

const statistics = z.looseObject({ avg: z.number().nullish() });
const summary = z.looseObject({
  aiperf_version: z.string().optional(),
  request_count: statistics,
  error_request_count: statistics.nullish(),
  benchmark_duration: statistics.nullish(),
  total_isl: statistics.nullish(),
  total_osl: statistics.nullish(),
  start_time: z.string().nullish(),
});

const quantiles: [MetricId, string, string, string][] = [
  ['latency.p50', 'effective_latency', 'Effective Latency (CO-aware) (ms)', 'p50'],
  ['latency.p95', 'effective_latency', 'Effective Latency (CO-aware) (ms)', 'p95'],
  ['latency.p99', 'effective_latency', 'Effective Latency (CO-aware) (ms)', 'p99'],
  ['tpot.p50', 'inter_token_latency', 'Inter Token Latency (ms)', 'p50'],
];

const originOf = (failed: number): Pick<Origin, 'definitions' | 'clock' | 'notes'> => ({
  definitions: { latency: 'aiperf.effective-latency/1', tpot: 'aiperf.inter-token-latency/1' },
  clock: 'run',
  notes: [
    'latency is the "Effective Latency" of aiperf, from when it issued the request; TTFT is left out, since its summary counts it from when the request was sent',
    ...(failed > 0 ? ['the times of failed requests are in the latency'] : []),
  ],
});

/** `profile_export_aiperf.json` of aiperf. */
export const aiperfSummary: ResultFormat = {
  tool: 'aiperf',
  title: 'aiperf, profile_export_aiperf.json',
  recognise: (head) =>
    head.startsWith('{') && head.includes('"aiperf_version"') && head.includes('"request_count"'),
  reading: 'whole',
  parse: parseSummary,
};

function parseSummary(text: string, name: string): ImportedSummary {
  const run = parseJson(text, summary, name);
  const value = (key: string, statistic: string): number | undefined => {
    const found = (run[key] as Record<string, unknown> | undefined)?.[statistic];
    return typeof found === 'number' ? found : undefined;
  };
  const failed = run.error_request_count?.avg ?? 0;
  // Its times have no zone; aiperf writes them in that of the machine, which the file does not tell.
  const began = Date.parse(`${run.start_time ?? ''}Z`);
  return {
    kind: 'summary',
    origin: {
      ...originOf(failed),
      ...(run.aiperf_version ? { version: run.aiperf_version } : {}),
      ...(Number.isNaN(began) ? {} : { beganAtEpochMs: began }),
    },
    windows: [
      windowOf(
        run.request_count.avg ?? 0,
        failed,
        run.benchmark_duration?.avg ?? undefined,
        run.total_isl?.avg ?? undefined,
        run.total_osl?.avg ?? undefined,
      ),
    ],
    reported: [
      ...quantiles.flatMap(([id, key, , statistic]) => reported(id, value(key, statistic))),
      ...reported('throughput', value('request_throughput', 'avg')),
    ],
  };
}

/** `profile_export_aiperf.csv` of aiperf: a table of distributions, then one of single numbers. */
export const aiperfCsv: ResultFormat = {
  tool: 'aiperf',
  title: 'aiperf, profile_export_aiperf.csv',
  recognise: (head) => head.startsWith('Metric,avg,min,max'),
  reading: 'whole',
  parse: parseCsv,
};

function parseCsv(text: string, name: string): ImportedSummary {
  const records = new CsvRecords(name);
  const rows = text.split(/\r?\n/).map((line, i) => records.read(line, i + 1) ?? []);
  const [header = []] = rows;
  const cell = (metric: string, column: number): number | undefined => {
    const value = Number(rows.find(([first]) => first === metric)?.[column] || Number.NaN);
    return Number.isNaN(value) ? undefined : value;
  };
  const count = cell('Request Count', 1);
  if (count === undefined)
    throw malformed(name, 'the file has no row "Request Count"; was it cut?', { line: rows.length });
  const failed = cell('Error Request Count', 1) ?? 0;
  return {
    kind: 'summary',
    origin: originOf(failed),
    windows: [
      windowOf(
        count,
        failed,
        cell('Benchmark Duration (sec)', 1),
        cell('Total Input Sequence Length (tokens)', 1),
        cell('Total Output Sequence Length (tokens)', 1),
      ),
    ],
    reported: [
      ...quantiles.flatMap(([id, , row, statistic]) => reported(id, cell(row, header.indexOf(statistic)))),
      ...reported('throughput', cell('Request Throughput (requests/sec)', 1)),
    ],
  };
}

/** aiperf counts its successes apart from its errors. */
const windowOf = (
  completed: number,
  failed: number,
  seconds: number | undefined,
  inputTokens: number | undefined,
  outputTokens: number | undefined,
) => ({
  startMs: 0,
  durationMs: 1000 * (seconds ?? 0),
  attempted: completed + failed,
  errors: failed > 0 ? { 'bad-response': failed } : {},
  inputTokens,
  outputTokens,
});

const reported = (id: MetricId, value: number | undefined): ReportedValue[] =>
  value === undefined ? [] : [{ id, value }];
