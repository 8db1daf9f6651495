import type { CompletionUsage } from './completion-usage.ts';
import type { DeltaKind } from './delta-scan.ts';

/** What one event of a stream says, or the whole answer where it came in one piece. */
export interface CompletionEvent {
  /** It carries generated text of this kind; a tool call is content, and an empty text is none. */
  generated?: 'content' | 'reasoning' | undefined;
  /** The generated text, without reasoning. */
  text?: string | undefined;
  /** Counts of the whole answer; later ones replace earlier ones. */
  usage?: CompletionUsage | undefined;
  /** Output tokens of this event alone, where a server counts so. */
  newTokens?: number | undefined;
  /** The answer came to its own end. */
  finished?: boolean | undefined;
}

/** How the answers of one API are written. Errors need no word here: all of them stand in a field `error`. */
export interface CompletionDialect {
  framing: 'server-sent-events' | 'json-lines';
  /** Tells from the raw bytes which events are plain text and need no parsing; without it every event is parsed. */
  scan?: (bytes: Buffer, start: number, end: number) => DeltaKind;
  readEvent(event: object): CompletionEvent;
  /** What is missing where a stream ended early: `no [DONE]`. */
  missingEnd: string;
}
