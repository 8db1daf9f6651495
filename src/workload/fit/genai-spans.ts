import { SluiceError } from '../../model/error.ts';
import type { JsonValue } from '../../model/protocol.ts';
import { noTokens, readTokens } from '../layouts/trace.ts';
import { readTimestamp } from '../timestamp.ts';
import type { LoggedRequest } from './traffic.ts';

type Fields = { [key: string]: JsonValue };

/** The names of the semantic conventions for generative AI, and those that they replaced in 2024. */
const attributeNames = {
  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  model: ['gen_ai.request.model', 'gen_ai.response.model'],
};

/** Spans of whole agents and of tools sum up the model calls below them, which have spans of their own. */
const operationsWithCalls = new Set(['invoke_agent', 'create_agent', 'execute_tool', 'invoke_workflow']);

/** Whether a row of JSON looks like OpenTelemetry: an export in OTLP's JSON encoding, or a span by itself. */
export function looksLikeSpans(row: JsonValue): boolean {
  return isFields(row) && ('resourceSpans' in row || ('attributes' in row && startOf(row) !== undefined));
}

/**
 * The model calls among the spans of one row; spans without token counts are none.
 * @param row an export in OTLP's JSON encoding (resourceSpans, scopeSpans, spans), or one span
 * @throws SluiceError dataset-malformed where a count or a start is there and is none
 */
export function readGenAiSpans(row: JsonValue, location: string): { calls: LoggedRequest[]; others: number } {
  const spans = spansOf(row);
  const calls = spans.flatMap((span) => readSpan(span, location) ?? []);
  return { calls, others: spans.length - calls.length };
}

function readSpan(span: Fields, location: string): LoggedRequest | undefined {
  const attributes = attributesOf(span.attributes);
  const valueOf = (names: string[]) =>
    names.map((name) => attributes.get(name)).find((value) => value !== undefined);
  const operation = attributes.get('gen_ai.operation.name');
  if (typeof operation === 'string' && operationsWithCalls.has(operation)) return undefined;
  const input = valueOf(attributeNames.input);
  if (input === undefined) return undefined;
  // Of embeddings, nothing is generated.
  const output = valueOf(attributeNames.output) ?? 0;
  const [inputTokens, outputTokens] = [readTokens(input), readTokens(output)];
  const atMs = startOf(span);
  const remedy =
    'Export the spans again; `sluice workload fit` reads OTLP JSON, one export or one span a line.';
  const fault = (fact: string) => new SluiceError('dataset-malformed', { location, fact, remedy });
  if (inputTokens === undefined) throw fault(noTokens('gen_ai.usage.input_tokens', input));
  if (outputTokens === undefined) throw fault(noTokens('gen_ai.usage.output_tokens', output));
  if (atMs === undefined) throw fault('The span has no `startTimeUnixNano` that is a time.');
  const model = valueOf(attributeNames.model);
  return { atMs, inputTokens, outputTokens, ...(typeof model === 'string' && { model }) };
}

function spansOf(row: JsonValue): Fields[] {
  if (!isFields(row)) return [];
  if (!('resourceSpans' in row)) return [row];
  return listOf(row.resourceSpans)
    .flatMap((resource) => listOf(resource.scopeSpans ?? resource.instrumentationLibrarySpans))
    .flatMap((scope) => listOf(scope.spans));
}

/** OTLP writes a list of keys with typed values, in which whole numbers are texts; other exporters write a map. */
function attributesOf(written: JsonValue | undefined): Map<string, JsonValue> {
  if (isFields(written)) return new Map(Object.entries(written));
  return new Map(
    listOf(written).flatMap(({ key, value }) =>
      typeof key === 'string' && isFields(value) ? [[key, Object.values(value)[0] ?? null] as const] : [],
    ),
  );
}

/** Nanoseconds since 1970 as OTLP has them, or an ISO 8601 text. */
function startOf({
  startTimeUnixNano,
  start_time_unix_nano,
  start_time,
  startTime,
}: Fields): number | undefined {
  const nanoseconds = startTimeUnixNano ?? start_time_unix_nano;
  if (nanoseconds !== undefined) {
    const value =
      typeof nanoseconds === 'string' && /^\d+$/.test(nanoseconds) ? Number(nanoseconds) : nanoseconds;
    return typeof value === 'number' ? readTimestamp(value / 1e6, 'ms')?.ms : undefined;
  }
  const time = readTimestamp(start_time ?? startTime, 's');
  return time?.kind === 'date-time' ? time.ms : undefined;
}

const isFields = (value: JsonValue | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: JsonValue | undefined): Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : [];
