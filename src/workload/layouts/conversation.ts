import type { JsonValue } from '../../model/protocol.ts';

/** A message as chat servers take it; what else it holds is kept. */
export type Message = { role: string; content: JsonValue } & { [key: string]: JsonValue };

export function isMessage(value: JsonValue | undefined): value is Message {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof value.role === 'string' &&
    value.content !== undefined
  );
}

/**
 * What can be sent of a conversation: all up to the user's last turn, so that the model has something to answer.
 * @returns undefined where the user says nothing in it
 */
export function askedPart(
  messages: readonly Message[],
): { text: string; messages: Message[]; turns: number } | undefined {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (last < 0) return undefined;
  const asked = messages.slice(0, last + 1);
  const ofUser = asked.filter(({ role }) => role === 'user');
  return { text: textOf(ofUser[0]?.content ?? ''), messages: asked, turns: ofUser.length };
}

/** Of a content in parts, those that are text. */
function textOf(content: JsonValue): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content : [content];
  return parts
    .flatMap((part) => {
      const text = typeof part === 'object' && part !== null && !Array.isArray(part) ? part.text : part;
      return typeof text === 'string' ? [text] : [];
    })
    .join('\n');
}
