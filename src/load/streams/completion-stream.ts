import type { ErrorKind } from '../../model/sample.ts';
import { refusalKind } from '../protocols/refusal.ts';
import type { ChunkGaps } from './chunk-gaps.ts';
import { readUsage, unknownUsage, type CompletionUsage } from './completion-usage.ts';
import { scanDelta } from './delta-scan.ts';
import { EventStreamParser } from './event-stream.ts';

/** What one streamed completion came to. Times are those of the chunks that the events ended in. */
export interface CompletionSummary extends CompletionUsage {
  /** Events with content, and with reasoning, told apart. A chunk of text may hold several tokens. */
  contentEvents: number;
  reasoningEvents: number;
  /** First generated text of either kind; an empty role delta is none. */
  firstTokenAtMs: number;
  firstContentAtMs: number;
  lastTokenAtMs: number;
  /** `[DONE]` or a finish reason was seen: the stream came to its own end. */
  finished: boolean;
  fault: { outcome: ErrorKind; message: string } | undefined;
  /** The generated text, only where it was asked for. */
  text: string;
}

interface CompletionChoice {
  delta?: Record<string, unknown> | null;
  text?: unknown;
  finish_reason?: unknown;
}

interface CompletionEvent {
  choices?: CompletionChoice[];
  usage?: unknown;
  error?: unknown;
  object?: unknown;
}

/** Reads the server-sent events of an OpenAI-style completion, chunk by chunk. */
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
  readonly #keepsText: boolean;
  readonly #gaps: ChunkGaps | undefined;
  readonly #parser: EventStreamParser;
  #atMs = Number.NaN;

  /** @param options.gaps takes the gaps of this answer; it is cleared */
  constructor(options: { keepText: boolean; gaps?: ChunkGaps }) {
    this.#keepsText = options.keepText;
    this.#gaps = options.gaps;
    this.#gaps?.clear();
    this.#parser = new EventStreamParser((bytes, start, end, name) =>
      this.#readEvent(bytes, start, end, name),
    );
  }

  push(chunk: Buffer, atMs: number): void {
    this.#atMs = atMs;
    this.#parser.push(chunk);
  }

  end(): CompletionSummary {
    this.#parser.end();
    if (!this.summary.finished) {
      this.#fail('bad-response', 'the stream ended early: no [DONE] and no finish reason');
    }
    return this.summary;
  }

  #readEvent(bytes: Buffer, start: number, end: number, name: string | undefined): void {
    if (end - start === 6 && bytes.toString('latin1', start, end) === '[DONE]') {
      this.summary.finished = true;
      return;
    }
    const kind = name === 'error' || this.#keepsText ? 'other' : scanDelta(bytes, start, end);
    if (kind === 'other') this.#parseEvent(bytes.toString('utf8', start, end), name);
    else this.#noteToken(kind);
  }

  #parseEvent(text: string, name: string | undefined): void {
    let event: CompletionEvent | null;
    try {
      event = JSON.parse(text) as CompletionEvent | null;
    } catch {
      if (name === 'error') this.#failByServer(text);
      else this.#fail('bad-response', `an event of the stream is not JSON: ${text.slice(0, 1000)}`);
      return;
    }
    if (event === null || typeof event !== 'object') {
      return this.#fail('bad-response', `an event of the stream is no object: ${text.slice(0, 1000)}`);
    }
    if (name === 'error' || event.error || event.object === 'error') return this.#failByServer(text);
    for (const choice of event.choices ?? []) this.#readChoice(choice);
    if (event.usage) Object.assign(this.summary, readUsage(event.usage));
  }

  #readChoice(choice: CompletionChoice): void {
    const delta = choice.delta ?? {};
    const content = delta.content ?? choice.text;
    const reasoning = delta.reasoning_content ?? delta.reasoning;
    const callsTool = Array.isArray(delta.tool_calls) && delta.tool_calls.length > 0;
    if (isText(content) || callsTool) this.#noteToken('content');
    else if (isText(reasoning)) this.#noteToken('reasoning');
    if (this.#keepsText && isText(content)) this.summary.text += content;
    if (typeof choice.finish_reason === 'string') this.summary.finished = true;
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

  /** 200 is not success: the error stands inside the stream, and its text is all there is to tell its kind. */
  #failByServer(text: string): void {
    const status = Number(/"(?:code|status)"\s*:\s*"?([45]\d\d)\b/.exec(text)?.[1] ?? 500);
    this.#fail(refusalKind(status, text), `an error inside the stream: ${text.slice(0, 1000)}`);
    this.summary.finished = true;
  }

  #fail(outcome: ErrorKind, message: string): void {
    this.summary.fault ??= { outcome, message };
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
