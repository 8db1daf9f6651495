import { z } from 'zod';
import type { ReportedValue } from '../../model/run.ts';
import { malformed } from './fault.ts';
import type { ImportedSummary, ResultFormat } from './format.ts';
import { parseJson } from './json-file.ts';

const numbers = z.record(z.string(), z.unknown());
const summary = z.object({
  metrics: z.record(z.string(), z.looseObject({ values: numbers.optional() })),
  state: z.object({ testRunDurationMs: z.number().positive().optional() }).optional(),
});

/** `k6 run --summary-export=FILE`, and the data that `handleSummary` gets, written as JSON. */
export const k6Summary: ResultFormat = {
  tool: 'k6',
  title: 'k6, summary',
  recognise: (head) => head.startsWith('{') && /"http_reqs":/.test(head) && !/^\{"(metric|type)":/.test(head),
  reading: 'whole',
  parse,
};

function parse(text: string, name: string): ImportedSummary {
  const { metrics, state } = parseJson(text, summary, name);
  const value = (metric: string, key: string): number | undefined => {
    const found = metrics[metric]?.values?.[key] ?? metrics[metric]?.[key];
    return typeof found === 'number' ? found : undefined;
  };
  const attempted = value('http_reqs', 'count');
  const rate = value('http_reqs', 'rate');
  if (attempted === undefined || rate === undefined)
    throw malformed(name, 'metrics.http_reqs has no count or no rate');
  // Of a rate, k6 counts as passes what is true: here, failed.
  const failed = value('http_req_failed', 'passes') ?? 0;
  const successes = 'http_req_duration{expected_response:true}';
  const duration = successes in metrics ? successes : 'http_req_duration';
  const quantile = (id: ReportedValue['id'], key: string): ReportedValue[] => {
    const found = value(duration, key);
    return found === undefined ? [] : [{ id, value: found }];
  };
  return {
    kind: 'summary',
    origin: {
      definitions: { latency: 'sluice.service/1' },
      clock: 'run',
      notes: [
        'latency is http_req_duration of k6: from when the request was sent on an open connection',
        ...(failed > 0 && duration !== successes ? ['the times of failed requests are in it'] : []),
      ],
    },
    windows: [
      {
        startMs: 0,
        durationMs: state?.testRunDurationMs ?? (rate > 0 ? (1000 * attempted) / rate : 0),
        attempted,
        errors: failed > 0 ? { 'bad-response': failed } : {},
      },
    ],
    reported: [
      ...quantile('latency.p50', 'med'),
      ...quantile('latency.p95', 'p(95)'),
      ...quantile('latency.p99', 'p(99)'),
    ],
  };
}
