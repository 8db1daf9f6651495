import type { ServerApiPlan } from '../../model/protocol.ts';
import type { CompletionDialect } from '../streams/completion-dialect.ts';
import { countIn, fieldOf, isText, unknownUsage } from '../streams/completion-usage.ts';
import { createCompletions } from './completions.ts';
import type { Protocol } from './protocol.ts';

/**
 * Ollama's own chat and generate: a JSON object a line, the last of them with `done` and the counts. Thinking is reasoning,
 * and `eval_count` holds its tokens too.
 */
export function createOllama(plan: ServerApiPlan): Protocol {
  return createCompletions(plan, ollamaDialect);
}

export const ollamaDialect: CompletionDialect = {
  framing: 'json-lines',
  missingEnd: 'no record that says done',
  readEvent(event) {
    const message = fieldOf(event, 'message') ?? {};
    const text = fieldOf(message, 'content') ?? fieldOf(event, 'response');
    const thinking = fieldOf(message, 'thinking') ?? fieldOf(event, 'thinking');
    const toolCalls = fieldOf(message, 'tool_calls');
    const callsTool = Array.isArray(toolCalls) && toolCalls.length > 0;
    const finished = fieldOf(event, 'done') === true;
    return {
      generated: isText(text) || callsTool ? 'content' : isText(thinking) ? 'reasoning' : undefined,
      text: isText(text) ? text : undefined,
      usage: finished
        ? {
            ...unknownUsage,
            promptTokens: countIn(event, 'prompt_eval_count'),
            completionTokens: countIn(event, 'eval_count'),
          }
        : undefined,
      finished,
    };
  },
};
