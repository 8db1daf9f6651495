import type { DatasetRow } from '../../model/plan.ts';
import type { JsonValue } from '../../model/protocol.ts';
import { askedPart, isMessage } from './conversation.ts';
import type { Message } from './conversation.ts';
import type { Arranged, Layout } from './layout.ts';

/** As the files of this form name the speakers, and as chat servers do. */
const roles: Record<string, string> = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  assistant: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  system: 'system',
};

/**
 * Conversations: `conversations` of `from` and `value` as ShareGPT has them, or `messages` of `role` and `content`.
 * Rows get `text` (the user's first turn), `messages` (all up to the user's last turn) and `turns` (of the user).
 * A conversation in which the user says nothing is left out: published files of this form hold such.
 */
export const shareGpt: Layout = {
  name: 'sharegpt',
  fits: (row) =>
    Array.isArray(row.conversations) ||
    // Rows with a text of their own are rows as their writer wants them.
    (!Object.hasOwn(row, 'text') && Array.isArray(row.messages) && row.messages.every(isMessage)),
  arrange,
};

function arrange({ conversations, ...rest }: DatasetRow): Arranged {
  const turns = conversations ?? rest.messages;
  if (!Array.isArray(turns)) {
    return fault('The row has no list `conversations`, and none of `messages`.');
  }
  const messages: Message[] = [];
  for (const [index, turn] of turns.entries()) {
    const message = conversations === undefined ? turn : readTurn(turn);
    if (!isMessage(message)) return fault(`Turn ${index + 1} is ${JSON.stringify(turn).slice(0, 60)}.`);
    messages.push(message);
  }
  const asked = askedPart(messages);
  return asked ? { kind: 'row', row: { ...rest, ...asked } } : { kind: 'nothing' };
}

/** `from` and `value`; some copies of these files have `role` and `value`, or `role` and `content`. */
function readTurn(turn: JsonValue): JsonValue {
  if (typeof turn !== 'object' || turn === null || Array.isArray(turn)) return null;
  const [speaker, content] = [turn.from ?? turn.role, turn.value ?? turn.content];
  const role = typeof speaker === 'string' && Object.hasOwn(roles, speaker) ? roles[speaker] : undefined;
  return role !== undefined && typeof content === 'string' ? { role, content } : null;
}

const fault = (fact: string): Arranged => ({
  kind: 'fault',
  fact,
  remedy: `Write {"conversations": [{"from": "human", "value": "..."}]} (from: ${Object.keys(roles).join(', ')}), or {"messages": [{"role": "user", "content": "..."}]}; or write \`layout: rows\` to take the file as it is.`,
});
