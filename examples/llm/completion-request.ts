import type { IncomingMessage } from 'node:http';
import type { Sampling } from './engine.ts';

export interface CompletionRequest {
  prompt: string;
  sampling: Sampling;
  streams: boolean;
  includesUsage: boolean;
}

export type CompletionKind = 'chat' | 'text';

/** What the client did wrong, with the status that says so. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const largestBodyBytes = 256 * 1024;
const defaultMaxTokens = 128;

/** @throws RequestError of 400 or 413 */
export async function readCompletionRequest(
  request: IncomingMessage,
  kind: CompletionKind,
): Promise<CompletionRequest> {
  const body = parseObject(await readBody(request));
  const streamOptions = body.stream_options as { include_usage?: unknown } | null | undefined;
  return {
    prompt: kind === 'chat' ? readMessages(body.messages) : readText(body.prompt, 'prompt'),
    sampling: {
      maxTokens: readNumber(
        body,
        body.max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens',
        {
          fallback: defaultMaxTokens,
          min: 1,
          max: 100_000,
          integer: true,
        },
      ),
      temperature: readNumber(body, 'temperature', { fallback: 1, min: 0, max: 10 }),
      seed: readNumber(body, 'seed', { fallback: 1, min: 0, max: 4_294_967_295, integer: true }),
      ignoreEnd: readBoolean(body, 'ignore_eos'),
    },
    streams: readBoolean(body, 'stream'),
    includesUsage: streamOptions?.include_usage === true,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestBodyBytes)
      throw new RequestError(413, `The body is larger than ${largestBodyBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RequestError(400, 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestError(400, 'The body is no JSON object.');
  }
  return value as Record<string, unknown>;
}

/** The conversation as one text; the model was never taught a form of its own. */
function readMessages(messages: unknown): string {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new RequestError(400, '`messages` must be a list with at least one message.');
  }
  const lines = messages.map((message: unknown, index) => {
    const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown };
    return `${readText(role, `messages[${index}].role`)}: ${readText(content, `messages[${index}].content`)}\n`;
  });
  return `${lines.join('')}assistant:`;
}

function readText(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new RequestError(400, `\`${name}\` must be a text.`);
  return value;
}

function readBoolean(body: Record<string, unknown>, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') throw new RequestError(400, `\`${name}\` must be true or false.`);
  return value;
}

function readNumber(
  body: Record<string, unknown>,
  name: string,
  { fallback, min, max, integer }: { fallback: number; min: number; max: number; integer?: boolean },
): number {
  const value = body[name] ?? fallback;
  if (typeof value !== 'number' || value < min || value > max || (integer && !Number.isInteger(value))) {
    const kind = integer ? 'a whole number' : 'a number';
    throw new RequestError(400, `\`${name}\` must be ${kind} from ${min} to ${max}.`);
  }
  return value;
}
