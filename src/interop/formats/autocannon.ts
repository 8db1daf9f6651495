import { z } from 'zod';
import type { ErrorKind } from '../../model/sample.ts';
import type { ImportedSummary, ResultFormat } from './format.ts';
import { errorKindOf } from './error-kind.ts';
import { parseJson } from './json-file.ts';

const count = z.int().nonnegative();

const report = z.object({
  latency: z.object({ p50: z.number(), p99: z.number(), totalCount: count.optional() }),
  requests: z.object({ total: count }),
  errors: count,
  timeouts: count,
  '2xx': count,
  non2xx: count,
  statusCodeStats: z.record(z.string(), z.object({ count })).optional(),
  duration: z.number().positive(),
  start: z.string().optional(),
  connections: z.number().optional(),
  pipelining: z.number().optional(),
});

/** `autocannon -j`: a summary, latencies in milliseconds. */
export const autocannon: ResultFormat = {
  tool: 'autocannon',
  title: 'autocannon, -j',
  recognise: (head) => head.startsWith('{') && head.includes('"non2xx"') && head.includes('"p97_5"'),
  reading: 'whole',
  parse,
};

function parse(text: string, name: string): ImportedSummary {
  const run = parseJson(text, report, name);
  const errors: Partial<Record<ErrorKind, number>> = {};
  const add = (kind: ErrorKind, requests: number) => {
    if (requests > 0) errors[kind] = (errors[kind] ?? 0) + requests;
  };
  // Its errors hold its timeouts.
  add('timeout', run.timeouts);
  add('reset', run.errors - run.timeouts);
  const byStatus = Object.entries(run.statusCodeStats ?? {}).filter(([status]) => !/^2/.test(status));
  for (const [status, { count: requests }] of byStatus) add(errorKindOf(Number(status), ''), requests);
  add('bad-response', run.non2xx - byStatus.reduce((sum, [, { count: requests }]) => sum + requests, 0));
  // With a rate asked for it corrects its histogram in the wrong unit: 120 requests become 2,000 latencies.
  const made = run.latency.totalCount !== undefined && run.latency.totalCount !== run.requests.total;
  return {
    kind: 'summary',
    origin: {
      definitions: { latency: 'autocannon.latency/1' },
      asked: `${run.connections ?? '?'} connections, pipelining ${run.pipelining ?? 1}`,
      clock: 'run',
      beganAtEpochMs: run.start === undefined ? undefined : Date.parse(run.start),
      notes: [
        made
          ? `latencies are left out: autocannon made ${run.latency.totalCount} of them for ${run.requests.total} requests, as it does where a rate is asked for (-R)`
          : 'autocannon keeps latencies in whole milliseconds, without a p95, and those of answers that are no success as well',
      ],
    },
    windows: [
      {
        startMs: 0,
        durationMs: 1000 * run.duration,
        attempted: run['2xx'] + run.non2xx + run.errors,
        errors,
      },
    ],
    reported: made
      ? []
      : [
          { id: 'latency.p50', value: run.latency.p50 },
          { id: 'latency.p99', value: run.latency.p99 },
        ],
  };
}
