/**
 * Tells from the raw bytes of a streamed completion event whether it carries text, without parsing it. Inside a JSON
 * string every quote is escaped, so the bytes `"content":` can only be a key.
 */
const quote = 0x22;
const space = 0x20;

const contentKeys = [Buffer.from('"content":'), Buffer.from('"text":')];
const reasoningKeys = [Buffer.from('"reasoning_content":'), Buffer.from('"reasoning":')];
/** Events that hold one of these need a real look: usage, an error, the end, a tool call. */
const otherKeys = ['"usage":', '"error":', '"finish_reason":', '"tool_calls":', '"object":"error"'].map(
  (text) => Buffer.from(text),
);

export type DeltaKind = 'content' | 'reasoning' | 'other';

/** `other`: parse it. An event that says `"finish_reason":null` or `"usage":null` is still plain content. */
export function scanDelta(event: Buffer): DeltaKind {
  for (const key of otherKeys) if (hasValue(event, key)) return 'other';
  if (contentKeys.some((key) => hasText(event, key))) return 'content';
  if (reasoningKeys.some((key) => hasText(event, key))) return 'reasoning';
  return 'other';
}

/** The key is there with a string that is not empty. */
function hasText(event: Buffer, key: Buffer): boolean {
  const at = valueAt(event, key);
  return at !== -1 && event[at] === quote && at + 1 < event.length && event[at + 1] !== quote;
}

/** The key is there with a value other than null. */
function hasValue(event: Buffer, key: Buffer): boolean {
  const at = valueAt(event, key);
  return at !== -1 && event[at] !== 0x6e;
}

function valueAt(event: Buffer, key: Buffer): number {
  const found = event.indexOf(key);
  if (found === -1) return -1;
  let at = found + key.length;
  while (event[at] === space) at++;
  return at;
}
