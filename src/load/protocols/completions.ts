import type { JsonValue, ResponseCheck } from '../../model/protocol.ts';
import { ChunkGaps } from '../streams/chunk-gaps.ts';
import type { CompletionDialect } from '../streams/completion-dialect.ts';
import { CompletionStream, tellsError } from '../streams/completion-stream.ts';
import type { CompletionUsage } from '../streams/completion-usage.ts';
import { createHttpJson, type NoteAnswer } from './http-json.ts';
import { noteAnswerAt } from './answer-text.ts';
import {
  emptyResult,
  type AnswerPlan,
  type Protocol,
  type ResponseReader,
  type ResponseResult,
} from './protocol.ts';
import { headerValue, statedErrorKind } from './refusal.ts';
import { compileCheck, type CompiledCheck } from './response-check.ts';

/** The body is a template, and complete. */
export interface CompletionPlan {
  kind: string;
  path: string;
  headers: Record<string, string>;
  body: JsonValue;
  check: ResponseCheck;
}

/** Generated text over an API of this dialect: a POST of JSON that is answered as a stream or in one piece. */
export function createCompletions(
  plan: CompletionPlan,
  dialect: CompletionDialect,
  answers?: AnswerPlan,
): Protocol {
  const check = compileCheck(plan.check);
  const unary = createHttpJson({ ...plan, kind: 'http-json', method: 'POST' }, noteAnswer(dialect, answers));
  const keepText = answers !== undefined || plan.check.matches !== undefined;
  return {
    kind: plan.kind,
    prepare: (item, className) => unary.prepare(item, className),
    openReader: () => new CompletionReader(dialect, unary.openReader(), check, keepText),
  };
}

/** A whole answer says what the last event of a stream says. */
function noteAnswer(dialect: CompletionDialect, answers: AnswerPlan | undefined): NoteAnswer {
  const noteText = answers?.path === undefined ? undefined : noteAnswerAt(answers);
  return (answer, result, status) => {
    if (typeof answer !== 'object' || answer === null) return;
    // Where another status was asked for, its error is the answer.
    if (status < 300 && tellsError(answer)) {
      const text = JSON.stringify(answer).slice(0, 1000);
      result.outcome = statedErrorKind(text);
      result.message = `an error in an answer of status ${status}: ${text}`;
      return;
    }
    const { usage, newTokens, text = '' } = dialect.readEvent(answer);
    if (usage) noteUsage(usage, result);
    if (newTokens !== undefined) result.outputTokens = newTokens;
    if (answers) result.answer = text;
    noteText?.(answer, result, status);
  };
}

/** As the server counts. */
function noteUsage(usage: CompletionUsage, result: ResponseResult): void {
  result.inputTokens = usage.promptTokens;
  result.cachedTokens = usage.cachedTokens;
  result.outputTokens = usage.completionTokens;
  result.reasoningTokens = usage.reasoningTokens;
}

const streamTypes: Record<CompletionDialect['framing'], RegExp> = {
  'server-sent-events': /^text\/event-stream\b/i,
  'json-lines': /^application\/(?:x-)?(?:ndjson|jsonl|json-?lines)\b/i,
};

/** Node's pool for small buffers is used again by later reads, the memory of a read from a socket never. */
const pooledReadMs = 1;

/** Streams are read here; whatever comes as one piece (refusals, unstreamed answers) is read as JSON. */
class CompletionReader implements ResponseReader {
  readonly #dialect: CompletionDialect;
  readonly #unary: ResponseReader;
  readonly #check: CompiledCheck;
  readonly #keepText: boolean;
  readonly #gaps = new ChunkGaps();
  readonly #result: ResponseResult = { ...emptyResult(), gaps: this.#gaps };
  #stream: CompletionStream | undefined;
  #read: ArrayBufferLike | undefined;
  #readAtMs = Number.NaN;

  constructor(dialect: CompletionDialect, unary: ResponseReader, check: CompiledCheck, keepText: boolean) {
    this.#dialect = dialect;
    this.#unary = unary;
    this.#check = check;
    this.#keepText = keepText;
  }

  onHeaders(status: number, headers: Buffer[]): void {
    const isStream = streamTypes[this.#dialect.framing].test(headerValue(headers, 'content-type') ?? '');
    this.#stream =
      isStream && this.#check.acceptsStatus(status)
        ? new CompletionStream(this.#dialect, { keepText: this.#keepText, gaps: this.#gaps })
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
    if (this.#keepText) result.answer = summary.text;
    if (Number.isNaN(result.outputTokens)) result.outputTokens = counted;
    // A server that counts its tokens and not those of reasoning leaves the events to tell.
    if (Number.isNaN(result.reasoningTokens))
      result.reasoningTokens = Math.min(summary.reasoningEvents, result.outputTokens);
    const mismatch = this.#check.findStreamFault(summary.text, result.outputTokens);
    const fault = summary.fault ?? (mismatch && { outcome: 'bad-response' as const, message: mismatch });
    result.outcome = fault ? fault.outcome : 'ok';
    result.message = fault ? fault.message : '';
    return result;
  }
}
