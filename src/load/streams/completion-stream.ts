import type { ErrorKind } from '../../model/sample.ts';
import { statedErrorKind } from '../protocols/refusal.ts';
import type { ChunkGaps } from './chunk-gaps.ts';
import type { CompletionDialect } from './completion-dialect.ts';
import { unknownUsage, type CompletionUsage } from './completion-usage.ts';
import { EventStreamParser } from './event-stream.ts';
import { JsonLinesParser } from './json-lines.ts';

/** What one streamed completion came to. Times are those of the chunks that the events ended in. */
export interface CompletionSummary extends CompletionUsage {
  /** Events with content, and with reasoning, told apart. A chunk of text may hold several tokens. */
  contentEvents: number;
  reasoningEvents: number;
  /** First generated text of either kind; an empty role delta is none. */
  firstTokenAtMs: number;
  firstContentAtMs: number;
  lastTokenAtMs: number;
  /** The stream came to its own end, as its API marks it. */
  finished: boolean;
  fault: CompletionFault | undefined;
  /** The generated text, only where it was asked for. */
  text: string;
}

export interface CompletionFault {
  outcome: ErrorKind;
  message: string;
}

/** Of one event, and of the text that is kept of an answer: a runaway server cannot fill our memory. */
const mostEventBytes = 32 * 1024 * 1024;

/** Reads a streamed completion, chunk by chunk. */
export class CompletionStream {
  readonly summary: CompletionSummary = {
    contentEvents: 0,
    reasoningEvents: 0,
    firstTokenAtMs: Number.NaN,
    firstContentAtMs: Number.NaN,
    lastTokenAtMs: Number.NaN,
    ...unknownUsage,
    finished: false,
    fault: undefined,
    text: '',
  };
  readonly #dialect: CompletionDialect;
  readonly #scan: CompletionDialect['scan'];
  readonly #keepsText: boolean;
  readonly #gaps: ChunkGaps | undefined;
  /** Undefined once the stream was given up. */
  #parser: EventStreamParser | JsonLinesParser | undefined;
  #bytesSinceEvent = 0;
  #atMs = Number.NaN;

  /** @param options.gaps takes the gaps of this answer; it is cleared */
  constructor(dialect: CompletionDialect, options: { keepText: boolean; gaps?: ChunkGaps }) {
    this.#dialect = dialect;
    this.#keepsText = options.keepText;
    this.#scan = options.keepText ? undefined : dialect.scan;
    this.#gaps = options.gaps;
    this.#gaps?.clear();
    this.#parser =
      dialect.framing === 'json-lines'
        ? new JsonLinesParser((bytes, start, end) => this.#readEvent(bytes, start, end, undefined))
        : new EventStreamParser((bytes, start, end, name) => this.#readEvent(bytes, start, end, name));
  }

  push(chunk: Buffer, atMs: number): void {
    this.#atMs = atMs;
    this.#bytesSinceEvent += chunk.length;
    if (this.#bytesSinceEvent > mostEventBytes) this.#giveUp('an event of the stream');
    this.#parser?.push(chunk);
  }

  end(): CompletionSummary {
    this.#parser?.end();
    if (!this.summary.finished) {
      this.#fail('bad-response', `the stream ended early: ${this.#dialect.missingEnd}`);
    }
    return this.summary;
  }

  #readEvent(bytes: Buffer, start: number, end: number, name: string | undefined): void {
    this.#bytesSinceEvent = 0;
    if (end - start === 6 && bytes.toString('latin1', start, end) === '[DONE]') {
      this.summary.finished = true;
      return;
    }
    const kind = name === 'error' || !this.#scan ? 'other' : this.#scan(bytes, start, end);
    if (kind === 'other') this.#parseEvent(bytes.toString('utf8', start, end), name);
    else this.#noteToken(kind);
  }

  #parseEvent(text: string, name: string | undefined): void {
    let event: object | null;
    try {
      event = JSON.parse(text) as object | null;
    } catch {
      if (name === 'error') this.#failByServer(text);
      else this.#fail('bad-response', `an event of the stream is not JSON: ${text.slice(0, 1000)}`);
      return;
    }
    if (event === null || typeof event !== 'object') {
      return this.#fail('bad-response', `an event of the stream is no object: ${text.slice(0, 1000)}`);
    }
    if (name === 'error' || tellsError(event)) return this.#failByServer(text);
    const { summary } = this;
    const { generated, text: content, usage, newTokens, finished } = this.#dialect.readEvent(event);
    if (generated) this.#noteToken(generated);
    if (this.#keepsText && content) this.#keepText(content);
    if (usage) Object.assign(summary, usage);
    if (newTokens !== undefined) summary.completionTokens = (summary.completionTokens || 0) + newTokens;
    if (finished) summary.finished = true;
  }

  #keepText(content: string): void {
    if (this.summary.text.length + content.length > mostEventBytes) this.#giveUp('the text of the answer');
    else this.summary.text += content;
  }

  /** What comes after it is let go. */
  #giveUp(what: string): void {
    this.#parser = undefined;
    this.#fail('bad-response', `${what} is longer than ${mostEventBytes} bytes and was not read on`);
  }

  #noteToken(kind: 'content' | 'reasoning'): void {
    const { summary } = this;
    if (Number.isNaN(summary.firstTokenAtMs)) summary.firstTokenAtMs = this.#atMs;
    summary.lastTokenAtMs = this.#atMs;
    this.#gaps?.note(this.#atMs);
    if (kind === 'reasoning') {
      summary.reasoningEvents++;
      return;
    }
    if (summary.contentEvents++ === 0) summary.firstContentAtMs = this.#atMs;
  }

  #failByServer(text: string): void {
    this.#fail(statedErrorKind(text), `an error inside the stream: ${text.slice(0, 1000)}`);
    this.summary.finished = true;
  }

  #fail(outcome: ErrorKind, message: string): void {
    this.summary.fault ??= { outcome, message };
  }
}

/** 200 is not success: the error stands inside the answer, as an object or as a text. */
export function tellsError(answer: object): boolean {
  return Boolean('error' in answer && answer.error) || ('object' in answer && answer.object === 'error');
}
