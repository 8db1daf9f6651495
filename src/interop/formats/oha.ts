import { z } from 'zod';
import type { ErrorKind } from '../../model/sample.ts';
import { errorKindOf } from './error-kind.ts';
import { readFixedTable } from './fixed-table.ts';
import type { ImportedRequest, ImportedSummary, LineReader, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';
import { parseJson } from './json-file.ts';

const definitions = { latency: 'oha.request-duration/1' };
const sentNote =
  'latency counts from when oha began the request (with --latency-correction from when it was due, which the file does not tell)';

const columns = 'request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status';

/** `oha --output-format csv`: one answered request a line, in seconds from the start. */
export const ohaCsv: ResultFormat = {
  tool: 'oha',
  title: 'oha, --output-format csv',
  recognise: (head) => head.startsWith(columns),
  reading: 'lines',
  start: (name): LineReader => ({
    ...readFixedTable(columns.split(','), name, (row) =>
      answered(row.number('request-start'), row.number('request-duration'), row.number('status')),
    ),
    close: () => ({
      definitions,
      clock: 'run',
      notes: [
        sentNote,
        'requests without an answer (refused, timed out) are not in the CSV of oha, so the error rate is that of the answers alone',
      ],
    }),
  }),
};

function answered(startSeconds: number, durationSeconds: number, status: number): ImportedRequest {
  const succeeded = status >= 200 && status < 300;
  return {
    ...unknownRequest,
    startedAtMs: 1000 * startSeconds,
    outcome: succeeded ? 'ok' : errorKindOf(status, ''),
    latencyMs: succeeded ? 1000 * durationSeconds : Number.NaN,
  };
}

const report = z.object({
  summary: z.object({ total: z.number().positive(), requestsPerSec: z.number().nullable() }),
  latencyPercentiles: z.record(z.string(), z.number().nullable()),
  statusCodeDistribution: z.record(z.string(), z.int().positive()),
  errorDistribution: z.record(z.string(), z.int().positive()),
});

/** `oha --output-format json`: a summary. */
export const ohaJson: ResultFormat = {
  tool: 'oha',
  title: 'oha, --output-format json',
  recognise: (head) =>
    head.startsWith('{') && head.includes('"latencyPercentiles"') && head.includes('"requestsPerSec"'),
  reading: 'whole',
  parse,
};

/** What oha cuts off at its end is no answer of the server. */
const cutOff = /aborted due to deadline/;

function parse(text: string, name: string): ImportedSummary {
  const { summary, latencyPercentiles, statusCodeDistribution, errorDistribution } = parseJson(
    text,
    report,
    name,
  );
  const errors: Partial<Record<ErrorKind, number>> = {};
  let attempted = 0;
  const count = (kind: ErrorKind | 'ok', requests: number) => {
    attempted += requests;
    if (kind !== 'ok') errors[kind] = (errors[kind] ?? 0) + requests;
  };
  for (const [status, requests] of Object.entries(statusCodeDistribution))
    count(/^2/.test(status) ? 'ok' : errorKindOf(Number(status), ''), requests);
  let cut = 0;
  for (const [words, requests] of Object.entries(errorDistribution)) {
    if (cutOff.test(words)) cut += requests;
    else count(errorKindOf(0, words), requests);
  }
  const onlySuccesses = Object.keys(statusCodeDistribution).every((status) => /^2/.test(status));
  return {
    kind: 'summary',
    origin: {
      definitions,
      clock: 'run',
      notes: [
        sentNote,
        ...(cut > 0 ? [`${cut} requests that oha cut off at its end were left out`] : []),
        ...(onlySuccesses ? [] : ['the times of answers that are no success are in the percentiles']),
      ],
    },
    windows: [{ startMs: 0, durationMs: 1000 * summary.total, attempted, errors }],
    reported: (['p50', 'p95', 'p99'] as const).flatMap((key) => {
      const seconds = latencyPercentiles[key];
      return typeof seconds === 'number' ? [{ id: `latency.${key}` as const, value: 1000 * seconds }] : [];
    }),
  };
}
