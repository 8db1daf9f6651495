import { z } from 'zod';
import { errorKindOf } from './error-kind.ts';
import { malformed, refused } from './fault.ts';
import type { ImportedRequest, ImportedRequests, ResultFormat } from './format.ts';
import { unknownRequest } from './format.ts';
import { parseJson } from './json-file.ts';

const seconds = z.number().nullish();

const request = z.object({
  request_start_time: seconds,
  request_end_time: seconds,
  request_latency: seconds,
  prompt_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
  time_to_first_token_ms: z.number().nullish(),
  inter_token_latency_ms: z.number().nullish(),
  info: z
    .object({
      error: z.string().nullish(),
      timings: z.object({ targeted_start: seconds }).nullish(),
    })
    .nullish(),
});

type GuidellmRequest = z.infer<typeof request>;

const report = z.object({
  metadata: z.object({ guidellm_version: z.string().optional() }).optional(),
  benchmarks: z
    .array(
      z.object({
        config: z.object({ strategy: z.looseObject({ type_: z.string().optional() }).optional() }).nullish(),
        requests: z.object({
          successful: z.array(request),
          errored: z.array(request),
          incomplete: z.array(z.unknown()),
        }),
        metrics: z
          .object({
            request_totals: z.object({ successful: z.int(), errored: z.int() }).optional(),
          })
          .optional(),
      }),
    )
    .min(1),
});

/** The JSON report of guidellm (0.3 and later), with its lists of requests. */
export const guidellm: ResultFormat = {
  tool: 'guidellm',
  title: 'guidellm, JSON report',
  recognise: (head) => head.startsWith('{') && head.includes('"guidellm_version"'),
  reading: 'whole',
  parse,
};

function parse(text: string, name: string): ImportedRequests {
  const { metadata, benchmarks } = parseJson(text, report, name);
  const [benchmark] = benchmarks;
  if (!benchmark || benchmarks.length > 1)
    throw refused(
      name,
      `the file holds ${benchmarks.length} benchmarks, each under another load`,
      'Run guidellm with one rate or one number of streams, and import its report.',
    );
  const { requests, metrics, config } = benchmark;
  const totals = metrics?.request_totals;
  const listed = { successful: requests.successful.length, errored: requests.errored.length };
  for (const key of ['successful', 'errored'] as const)
    if (totals && totals[key] !== listed[key])
      throw malformed(
        name,
        `the file says that ${totals[key]} requests were ${key}, but lists ${listed[key]} (guidellm keeps a sample where a sample size is set)`,
      );
  const fromTarget = [...requests.successful, ...requests.errored].every(
    ({ info }) => typeof info?.timings?.targeted_start === 'number',
  );
  const failed = requests.errored.map((given) => failedOf(given, fromTarget));
  const cut = requests.incomplete.length;
  return {
    kind: 'requests',
    origin: {
      ...(metadata?.guidellm_version ? { version: metadata.guidellm_version } : {}),
      definitions: {
        latency: fromTarget ? 'guidellm.request-scheduled-latency/1' : 'guidellm.request-latency/1',
        ttft: fromTarget ? 'guidellm.ttft-from-target/1' : 'guidellm.time-to-first-token/1',
        tpot: 'guidellm.inter-token-latency/1',
        ...(fromTarget ? { service: 'guidellm.request-latency/1' } : {}),
      },
      asked: strategyOf(config?.strategy),
      clock: 'epoch',
      notes: [
        fromTarget
          ? 'latency and TTFT count from when guidellm meant to send the request; its "request_latency" is kept as service time'
          : 'latency and TTFT count from when guidellm sent the request: what waited in the client before is not in them',
        'TPOT is the inter_token_latency_ms of guidellm; its time_per_output_token_ms counts the first token as well and is left out',
        ...(cut > 0 ? [`${cut} requests that guidellm cut off at its end were left out`] : []),
      ],
    },
    requests: [...requests.successful.map((given) => completedOf(given, fromTarget, name)), ...failed],
  };
}

/** The kind of load and its numbers, without what changes from run to run. */
function strategyOf(strategy: Record<string, unknown> | undefined): string {
  const told = Object.entries(strategy ?? {}).filter(
    ([key, value]) => ['type_', 'streams', 'rate', 'max_concurrency'].includes(key) && value !== null,
  );
  return told.map(([key, value]) => (key === 'type_' ? String(value) : `${key} ${String(value)}`)).join(', ');
}

const startOf = ({ request_start_time: sent, info }: GuidellmRequest, fromTarget: boolean): number =>
  1000 * ((fromTarget ? info?.timings?.targeted_start : sent) ?? Number.NaN);

function completedOf(given: GuidellmRequest, fromTarget: boolean, name: string): ImportedRequest {
  const startedAtMs = startOf(given, fromTarget);
  const serviceMs = 1000 * (given.request_latency ?? Number.NaN);
  const waitedMs = 1000 * (given.request_start_time ?? Number.NaN) - startedAtMs;
  if (Number.isNaN(serviceMs) || Number.isNaN(waitedMs))
    throw malformed(name, 'a successful request has no request_latency or no request_start_time');
  const ttftMs = given.time_to_first_token_ms ?? undefined;
  return {
    ...unknownRequest,
    startedAtMs,
    outcome: 'ok',
    latencyMs: serviceMs + waitedMs,
    ...(fromTarget ? { serviceMs } : {}),
    ttftMs: ttftMs === undefined ? undefined : ttftMs + waitedMs,
    tpotMs: given.inter_token_latency_ms ?? undefined,
    inputTokens: given.prompt_tokens ?? undefined,
    outputTokens: given.output_tokens ?? undefined,
  };
}

function failedOf(given: GuidellmRequest, fromTarget: boolean): ImportedRequest {
  return {
    ...unknownRequest,
    startedAtMs: startOf(given, fromTarget),
    outcome: errorKindOf(0, given.info?.error ?? ''),
    latencyMs: Number.NaN,
    inputTokens: given.prompt_tokens ?? undefined,
  };
}
