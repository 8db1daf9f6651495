import { z } from 'zod';
import type { MetricId } from '../../model/metric.ts';
import type { ReportedValue } from '../../model/run.ts';
import { errorKindOf } from './error-kind.ts';
import { malformed, refused } from './fault.ts';
import type { ImportedRequest } from './format.ts';
import { unknownRequest } from './format.ts';
import { checked, jsonOf } from './json-file.ts';

const seconds = z.array(z.number().nonnegative());
const counts = z.array(z.number().nonnegative());

/** The lists of single requests that the serving benchmarks of vLLM and SGLang write alike. Times are in seconds. */
export const detailLists = z.object({
  duration: z.number().positive(),
  completed: z.int().nonnegative(),
  request_rate: z.union([z.number(), z.string()]).nullish(),
  max_concurrency: z.number().nullish(),
  num_prompts: z.int().nonnegative().optional(),
  total_input_tokens: z.number().nonnegative().optional(),
  total_output_tokens: z.number().nonnegative().optional(),
  input_lens: counts.optional(),
  output_lens: z.union([counts, z.number()]).optional(),
  ttfts: seconds.optional(),
  itls: z.array(seconds).optional(),
  errors: z.array(z.string().nullable()).optional(),
  start_times: z.array(z.number()).optional(),
  latencies: seconds.optional(),
  queue_times: seconds.optional(),
});

export type DetailLists = z.infer<typeof detailLists>;

/** The one run of a file that the tool appends a line to with each run. */
export function singleRun<T>(text: string, schema: z.ZodType<T>, name: string): T {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  // One document may span many lines; then its first line alone is none.
  const appended = lines.length > 1 && first.startsWith('{') && first.trimEnd().endsWith('}');
  if (appended)
    throw refused(
      name,
      `the file holds ${lines.length} runs, one a line`,
      'Import each line as a file of its own: the run is what is compared.',
    );
  return checked(jsonOf(text, name), schema, name, lines.length === 1 ? 1 : undefined);
}

export interface DetailOptions {
  name: string;
  /** Whether `itls` are the gaps between chunks, and not shared out over tokens. */
  gaps: boolean;
  /** Whether what a request waited inside the client before it was sent counts. */
  queued: boolean;
}

/** The single requests, checked against what the file says of them; undefined where it holds none. */
export function detailedRequests(run: DetailLists, options: DetailOptions): ImportedRequest[] | undefined {
  const { ttfts, itls, latencies, input_lens, output_lens, start_times, errors } = run;
  const length = (latencies ?? ttfts)?.length;
  if (length === undefined || (!latencies && !itls)) return undefined;
  const lists = { ttfts, itls, latencies, input_lens, output_lens, start_times, errors };
  for (const [key, list] of Object.entries(lists))
    if (Array.isArray(list) && list.length !== length)
      throw malformed(options.name, `${key} has ${list.length} requests, and others have ${length}`);
  const requests = Array.from({ length }, (_, i) => requestAt(i, run, options));
  const completed = requests.filter(({ outcome }) => outcome === 'ok').length;
  if (completed === run.completed) return requests;
  throw malformed(
    options.name,
    `the file says that ${run.completed} requests completed, but holds ${completed} that did`,
  );
}

function requestAt(i: number, run: DetailLists, { gaps, queued }: DetailOptions): ImportedRequest {
  const { ttfts, itls, latencies, input_lens, output_lens, start_times, errors, queue_times } = run;
  const waitedMs = queued ? 1000 * (queue_times?.[i] ?? 0) : 0;
  const common = {
    ...unknownRequest,
    startedAtMs: start_times ? 1000 * start_times[i]! - waitedMs : Number.NaN,
    inputTokens: input_lens?.[i],
  };
  const ttftMs = 1000 * (ttfts?.[i] ?? 0);
  const gapsMs = itls?.[i]?.map((gap) => 1000 * gap);
  const serviceMs = latencies ? 1000 * latencies[i]! : ttftMs + sum(gapsMs ?? []);
  const words = errors?.[i] ?? '';
  // Failed requests hold 0 in every list: neither a time nor a success.
  if (words !== '' || serviceMs === 0)
    return { ...common, outcome: errorKindOf(0, words), latencyMs: Number.NaN };
  const outputTokens = Array.isArray(output_lens) ? output_lens[i] : undefined;
  const decoded = ttftMs > 0 && outputTokens !== undefined && outputTokens > 1;
  return {
    ...common,
    outcome: 'ok',
    latencyMs: serviceMs + waitedMs,
    ...(queued ? { serviceMs } : {}),
    // An answer that is not streamed has a TTFT of 0.
    ttftMs: ttftMs > 0 ? ttftMs + waitedMs : undefined,
    tpotMs: decoded ? (serviceMs - ttftMs) / (outputTokens - 1) : undefined,
    gapsMs: gaps ? gapsMs : undefined,
    outputTokens,
  };
}

/** The numbers of a file by its own names; a 0 stands for "none" in both tools, since no time is 0. */
export function reportedBy(
  file: Record<string, unknown>,
  keys: Partial<Record<MetricId, string>>,
): ReportedValue[] {
  return Object.entries(keys).flatMap(([id, key]) => {
    const value = file[key];
    return typeof value === 'number' && value > 0 ? [{ id: id as MetricId, value }] : [];
  });
}

/** What the benchmark was asked for, as both write it. */
export function askedOf({
  request_rate: rate,
  max_concurrency: concurrency,
  num_prompts: prompts,
}: DetailLists): string {
  return `rate ${rate ?? 'inf'}, concurrency ${concurrency ?? 'unlimited'}${prompts === undefined ? '' : `, ${prompts} prompts`}`;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
