import type { DatasetRow } from '../../model/plan.ts';
import type { JsonValue } from '../../model/protocol.ts';
import { askedPart, isMessage } from './conversation.ts';
import type { Arranged, Layout } from './layout.ts';

/**
 * Files for the batch endpoint of OpenAI: each line a whole request. Rows get `body`, every field of the body as a column
 * of its own, `text` (the user's first turn, or `prompt`, or `input`), and `output_tokens` where the request bounds them.
 */
export const openAiBatch: Layout = {
  name: 'openai-batch',
  fits: (row) => Object.hasOwn(row, 'custom_id') && Object.hasOwn(row, 'body'),
  arrange,
};

function arrange(row: DatasetRow): Arranged {
  const { body } = row;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return {
      kind: 'fault',
      fact: 'The row has no `body` that is an object.',
      remedy:
        'Write {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {...}} on each line.',
    };
  }
  const text = textOf(body);
  const outputTokens = body.max_completion_tokens ?? body.max_tokens ?? body.max_output_tokens;
  return {
    kind: 'row',
    row: {
      ...(text === undefined ? {} : { text }),
      ...(typeof outputTokens === 'number' ? { output_tokens: outputTokens } : {}),
      ...body,
      ...row,
    },
  };
}

function textOf({ messages, prompt, input }: { [key: string]: JsonValue }): string | undefined {
  const chat = Array.isArray(messages) && messages.every(isMessage) ? askedPart(messages)?.text : undefined;
  return chat ?? [prompt, input].find((value) => typeof value === 'string');
}
