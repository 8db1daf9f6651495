/**
 * Tells from the raw bytes of a streamed completion event whether it carries text, without parsing it: one pass over the
 * bytes, from string to string. A string that a colon follows is a key; what stands inside of strings is passed over.
 */
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
/** The first byte of `null`. */
const letterN = 0x6e;

/** `object` tells an error by its value. */
type KeyKind = 'content' | 'reasoning' | 'other' | 'object';

const keysByKind: Record<KeyKind, string[]> = {
  content: ['content', 'text'],
  reasoning: ['reasoning_content', 'reasoning'],
  // Events that have a value for one of these need a real look: usage, an error, the end, a tool call.
  other: ['usage', 'error', 'finish_reason', 'tool_calls'],
  object: ['object'],
};
/** By their length, which most other keys do not have. */
const keysByLength: { key: Buffer; kind: KeyKind }[][] = [];
for (const [kind, keys] of Object.entries(keysByKind) as [KeyKind, string[]][]) {
  for (const key of keys) (keysByLength[key.length] ??= []).push({ key: Buffer.from(key), kind });
}
const errorObject = Buffer.from('"error"');

export type DeltaKind = 'content' | 'reasoning' | 'other';

/**
 * Of the event `bytes[start..end)`. `other`: parse it. An event that says `"finish_reason":null` or `"usage":null` is still
 * plain content.
 */
export function scanDelta(bytes: Buffer, start: number, end: number): DeltaKind {
  let found: DeltaKind = 'other';
  let at = start;
  while (at < end) {
    if (bytes[at] !== quote) {
      at++;
      continue;
    }
    const from = at + 1;
    const to = endOfString(bytes, from, end);
    at = skipBlanks(bytes, to + 1, end);
    if (at >= end || bytes[at] !== colon) continue;
    at = skipBlanks(bytes, at + 1, end);
    const kind = kindOfKey(bytes, from, to);
    if (kind === 'other' && (at >= end || bytes[at] !== letterN)) return 'other';
    if (kind === 'object' && at + errorObject.length <= end && matches(bytes, at, errorObject))
      return 'other';
    // An empty text is none: servers open and close streams with one.
    const hasText = at + 1 < end && bytes[at] === quote && bytes[at + 1] !== quote;
    if (hasText && (kind === 'content' || (kind === 'reasoning' && found === 'other'))) found = kind;
  }
  return found;
}

function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at] as number)) at++;
  return at;
}

/** Space, tab, line feed and carriage return are the blanks of JSON. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** Where the closing quote of the string stands whose first byte is at `from`; `end` where it has none. */
function endOfString(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at++;
  }
  return end;
}

function kindOfKey(bytes: Buffer, from: number, to: number): KeyKind | undefined {
  const candidates = keysByLength[to - from];
  if (candidates) for (const { key, kind } of candidates) if (matches(bytes, from, key)) return kind;
  return undefined;
}

/** Byte by byte: a call into the runtime costs more than these few bytes. */
function matches(bytes: Buffer, from: number, wanted: Buffer): boolean {
  for (let at = 0; at < wanted.length; at++) if (bytes[from + at] !== wanted[at]) return false;
  return true;
}
