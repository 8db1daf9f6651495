import type { JsonValue, OpenAiPlan } from '../../model/plan.ts';
import { ChunkGaps } from '../streams/chunk-gaps.ts';
import { CompletionStream } from '../streams/completion-stream.ts';
import { fieldOf, readUsage, type CompletionUsage } from '../streams/completion-usage.ts';
import { createHttpJson } from './http-json.ts';
import { emptyResult, type Protocol, type ResponseReader, type ResponseResult } from './protocol.ts';
import { headerValue } from './refusal.ts';

/**
 * OpenAI's chat and text completions, streamed. The body is the user's template; `stream` is switched on unless it says
 * otherwise, and the usage is asked for, because the number of events is not the number of tokens.
 */
export function createOpenAi(plan: OpenAiPlan): Protocol {
  const keepText = plan.check.matches !== undefined;
  const unary = createHttpJson(
    { ...plan, kind: 'http-json', method: 'POST', body: withStreaming(plan.body) },
    (answer, result) => noteUsage(readUsage(fieldOf(answer, 'usage')), result),
  );
  // A stream has no JSON path; its text is matched when it is complete.
  const pattern = keepText ? new RegExp(plan.check.matches ?? '', 'u') : undefined;
  return {
    kind: plan.kind,
    prepare: (item, className) => unary.prepare(item, className),
    openReader: () => new OpenAiReader(unary.openReader(), pattern),
  };
}

/** As the server counts. */
function noteUsage(usage: CompletionUsage, result: ResponseResult): void {
  result.inputTokens = usage.promptTokens;
  result.cachedTokens = usage.cachedTokens;
  result.outputTokens = usage.completionTokens;
  result.reasoningTokens = usage.reasoningTokens;
}

function withStreaming(body: JsonValue): JsonValue {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  const streamed = { stream: true, ...body };
  return streamed.stream === true ? { stream_options: { include_usage: true }, ...streamed } : streamed;
}

/** Node's pool for small buffers is used again by later reads, the memory of a read from a socket never. */
const pooledReadMs = 1;

/** Streams are read here; whatever comes as one piece (refusals, unstreamed answers) is read as JSON. */
class OpenAiReader implements ResponseReader {
  readonly #unary: ResponseReader;
  readonly #pattern: RegExp | undefined;
  readonly #gaps = new ChunkGaps();
  readonly #result: ResponseResult = { ...emptyResult(), gaps: this.#gaps };
  #stream: CompletionStream | undefined;
  #read: ArrayBufferLike | undefined;
  #readAtMs = Number.NaN;

  constructor(unary: ResponseReader, pattern: RegExp | undefined) {
    this.#unary = unary;
    this.#pattern = pattern;
  }

  onHeaders(status: number, headers: Buffer[]): void {
    const isStream = headerValue(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream');
    const accepted = status >= 200 && status < 300;
    this.#stream =
      isStream && accepted
        ? new CompletionStream({ keepText: this.#pattern !== undefined, gaps: this.#gaps })
        : undefined;
    this.#read = undefined;
    if (!this.#stream) this.#unary.onHeaders(status, headers);
  }

  onChunk(bytes: Buffer, atMs: number): void {
    if (this.#stream) this.#stream.push(bytes, this.#arrivalOf(bytes, atMs));
    else this.#unary.onChunk(bytes, atMs);
  }

  /**
   * What was read from the socket at once arrived at once. The HTTP parser hands it on in pieces, all of them views of the
   * same memory; the microseconds between them are its own and no gap of the server's.
   */
  #arrivalOf(bytes: Buffer, atMs: number): number {
    const mayBePooled = bytes.buffer.byteLength === Buffer.poolSize;
    if (bytes.buffer !== this.#read || (mayBePooled && atMs - this.#readAtMs > pooledReadMs)) {
      this.#read = bytes.buffer;
      this.#readAtMs = atMs;
    }
    return this.#readAtMs;
  }

  onEnd(): ResponseResult {
    this.#read = undefined;
    if (!this.#stream) return this.#unary.onEnd();
    const summary = this.#stream.end();
    const result = this.#result;
    const counted = summary.contentEvents + summary.reasoningEvents;
    noteUsage(summary, result);
    result.firstTokenAtMs = summary.firstTokenAtMs;
    if (Number.isNaN(result.outputTokens)) result.outputTokens = counted;
    // A server that counts its tokens and not those of reasoning leaves the events to tell.
    if (Number.isNaN(result.reasoningTokens))
      result.reasoningTokens = Math.min(summary.reasoningEvents, result.outputTokens);
    result.outcome = 'ok';
    result.message = '';
    if (summary.fault) {
      result.outcome = summary.fault.outcome;
      result.message = summary.fault.message;
    } else if (this.#pattern && !this.#pattern.test(summary.text)) {
      result.outcome = 'bad-response';
      result.message = `the answer does not match /${this.#pattern.source}/: ${summary.text.slice(0, 1000)}`;
    }
    return result;
  }
}
