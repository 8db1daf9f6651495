import type { JsonValue, OpenAiPlan } from '../../model/protocol.ts';
import type { CompletionDialect, CompletionEvent } from '../streams/completion-dialect.ts';
import { fieldOf, isText, readUsage } from '../streams/completion-usage.ts';
import { scanDelta } from '../streams/delta-scan.ts';
import { createCompletions } from './completions.ts';
import type { AnswerPlan, Protocol } from './protocol.ts';

/**
 * OpenAI's chat and text completions, streamed. The body is the user's template; `stream` is switched on unless it says
 * otherwise, and the usage is asked for, because the number of events is not the number of tokens.
 */
export function createOpenAi(plan: OpenAiPlan, answers?: AnswerPlan): Protocol {
  return createCompletions({ ...plan, body: withStreaming(plan.body) }, openAiDialect, answers);
}

function withStreaming(body: JsonValue): JsonValue {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  const streamed = { stream: true, ...body };
  return streamed.stream === true ? { stream_options: { include_usage: true }, ...streamed } : streamed;
}

export const openAiDialect: CompletionDialect = {
  framing: 'server-sent-events',
  scan: scanDelta,
  missingEnd: 'no [DONE] and no finish reason',
  readEvent(event: { choices?: unknown; usage?: unknown }) {
    const choices = Array.isArray(event.choices) ? event.choices.map(readChoice) : [];
    const holds = (kind: CompletionEvent['generated']) => choices.some(({ generated }) => generated === kind);
    return {
      generated: holds('content') ? 'content' : holds('reasoning') ? 'reasoning' : undefined,
      text: choices.map(({ text }) => text ?? '').join(''),
      usage: event.usage ? readUsage(event.usage) : undefined,
      finished: choices.some(({ finished }) => finished),
    };
  },
};

/** Whatever a server lists as one. */
function readChoice(choice: unknown): CompletionEvent {
  // `message` where the answer came in one piece.
  const delta = fieldOf(choice, 'delta') ?? fieldOf(choice, 'message');
  const content = fieldOf(delta, 'content') ?? fieldOf(choice, 'text');
  const toolCalls = fieldOf(delta, 'tool_calls');
  const callsTool = Array.isArray(toolCalls) && toolCalls.length > 0;
  const reasons = isText(fieldOf(delta, 'reasoning_content') ?? fieldOf(delta, 'reasoning'));
  return {
    generated: isText(content) || callsTool ? 'content' : reasons ? 'reasoning' : undefined,
    text: isText(content) ? content : undefined,
    finished: typeof fieldOf(choice, 'finish_reason') === 'string',
  };
}
