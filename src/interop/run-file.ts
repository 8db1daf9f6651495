import { SluiceError } from '../model/error.ts';
import type { Block, Run } from '../model/run.ts';
import { runSchema } from '../model/run.ts';
import { encodeHistogram } from './histogram.ts';
import { encodeRequests } from './request-columns.ts';
import { runFileSchema } from './run-schema.ts';

/** Far above any run: 20,000 blocks of full histograms are below it. */
const mostCharacters = 256 * 1024 * 1024;
const anySchema = /^sluice\.run\/(\d+)$/;

/** What stands above the blocks, in this order. */
const headKeys = [
  'schema',
  'suite',
  'arm',
  'provenance',
  'classes',
  'coldStarts',
  'plannedLooks',
  'errorExamples',
  'warnings',
  'imported',
  'edgeCases',
  'rest',
  'endings',
  'cutShort',
  'failedSettings',
  'shard',
  'shards',
  'telemetry',
] as const satisfies readonly (keyof Run)[];

/**
 * A run as the text of `run.json`: readable, keys always in the same order, one block a line, each distribution as an
 * HdrHistogram (V2, compressed, base64), single requests as columns of HDR buckets.
 */
export function encodeRun(run: Run): string {
  const lines = headKeys
    .filter((key) => run[key] !== undefined)
    .map((key) => `  ${JSON.stringify(key)}: ${JSON.stringify(run[key])},\n`);
  const blocks = run.blocks.map((block) => `\n    ${JSON.stringify(blockForFile(block))}`);
  return `{\n${lines.join('')}  "blocks": [${blocks.join(',')}${blocks.length > 0 ? '\n  ' : ''}]\n}\n`;
}

/**
 * The run in the text of a run file; `name` is how the user knows the file. Throws `run-unreadable`, which names the field,
 * when it is anything but a whole run of this version.
 */
export function decodeRun(text: string, name: string): Run {
  if (text.length > mostCharacters)
    throw unreadable(name, `it is larger than ${mostCharacters / 1024 / 1024} MiB`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(
      name,
      `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
  refuseOtherSchema(json, name);
  const parsed = runFileSchema.safeParse(json);
  if (parsed.success) return parsed.data as Run;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'the whole file';
  throw unreadable(
    name,
    `${field}: ${issue?.message ?? 'it does not have the shape of a run'}`,
    parsed.error,
  );
}

function refuseOtherSchema(json: unknown, name: string): void {
  const schema =
    typeof json === 'object' && json !== null ? (json as { schema?: unknown }).schema : undefined;
  if (schema === runSchema) return;
  if (typeof schema === 'string' && anySchema.test(schema)) {
    throw new SluiceError('run-unreadable', {
      fact: `${name} cannot be read: it has the schema ${schema}, and this version of Sluice reads ${runSchema}.`,
      remedy: 'Use the version of Sluice that wrote the file, or measure again.',
    });
  }
  const found = typeof schema === 'string' ? `"${schema.slice(0, 100)}"` : 'none';
  throw unreadable(name, `schema: expected "${runSchema}", found ${found}`);
}

function unreadable(name: string, fact: string, cause?: unknown): SluiceError {
  return new SluiceError('run-unreadable', {
    fact: `${name} cannot be read as a run: ${fact}.`,
    remedy: 'Give a run.json that `sluice run` or `sluice measure` wrote, whole and unchanged.',
    cause,
  });
}

/** The block with its keys in order, and texts in place of distributions. */
function blockForFile(block: Block): object {
  const { scenario, index, order, start, startedAtEpochMs, durationMs, ratePerSecond, validity, health } =
    block;
  const { leadInMs, concurrency, variant, phase } = block;
  const classes = Object.entries(block.classes).map(([name, part]) => {
    const { attempted, completed, good, errors, timings } = part;
    const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = part;
    const histograms = Object.entries(timings).map(([id, timing]) => [id, encodeHistogram(timing)]);
    const tokens = { inputTokens, cachedTokens, outputTokens, reasoningTokens };
    return [name, { attempted, completed, good, errors, ...tokens, timings: Object.fromEntries(histograms) }];
  });
  const place = {
    scenario,
    index,
    order,
    start,
    startedAtEpochMs,
    durationMs,
    leadInMs,
    ratePerSecond,
    concurrency,
    variant,
    phase,
  };
  const requests = block.requests ? { requests: encodeRequests(block.requests) } : {};
  return {
    ...place,
    validity,
    health,
    runner: block.runner,
    cpuLimit: block.cpuLimit,
    prefixCache: block.prefixCache,
    whole: block.whole,
    classes: Object.fromEntries(classes),
    ...requests,
  };
}
