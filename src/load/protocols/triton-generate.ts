import type { ServerApiPlan } from '../../model/protocol.ts';
import type { CompletionDialect } from '../streams/completion-dialect.ts';
import { countIn, fieldOf, isText } from '../streams/completion-usage.ts';
import { createCompletions } from './completions.ts';
import type { Protocol } from './protocol.ts';

/** Triton's generate extension: `text_input` to `text_output`, in one piece or as events. */
export function createTritonGenerate(plan: ServerApiPlan): Protocol {
  return createCompletions(plan, tritonGenerateDialect);
}

/**
 * The stream has no mark of its end: any good answer may be the last one, and a connection that breaks shows in HTTP itself.
 * Tokens are counted where the backend tells them, for each answer alone.
 */
export const tritonGenerateDialect: CompletionDialect = {
  framing: 'server-sent-events',
  missingEnd: 'no text_output',
  readEvent(event) {
    const text = fieldOf(event, 'text_output');
    const newTokens = countIn(event, 'num_output_tokens');
    return {
      generated: isText(text) ? 'content' : undefined,
      text: isText(text) ? text : undefined,
      newTokens: Number.isNaN(newTokens) ? undefined : newTokens,
      finished: text !== undefined,
    };
  },
};
