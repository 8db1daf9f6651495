import type { ServerApiPlan } from '../../model/protocol.ts';
import type { CompletionDialect } from '../streams/completion-dialect.ts';
import { countIn, fieldOf, isText, unknownUsage, type CompletionUsage } from '../streams/completion-usage.ts';
import { createCompletions } from './completions.ts';
import type { Protocol } from './protocol.ts';

/**
 * `/generate` and `/generate_stream` of text-generation-inference: an event a token, the last of them with the whole text.
 * Counts stand in `details`, which a request has to ask for.
 */
export function createTgi(plan: ServerApiPlan): Protocol {
  return createCompletions(plan, tgiDialect);
}

export const tgiDialect: CompletionDialect = {
  framing: 'server-sent-events',
  missingEnd: 'no event with the generated text',
  readEvent(event) {
    const token = fieldOf(event, 'token');
    const text = fieldOf(token, 'text');
    // The mark of the end is a token of the server's and no text of the user's.
    const content = isText(text) && fieldOf(token, 'special') !== true ? text : undefined;
    const details = fieldOf(event, 'details');
    const whole = fieldOf(event, 'generated_text');
    return {
      generated: content === undefined ? undefined : 'content',
      // The last event repeats the text of all tokens.
      text: token === undefined && isText(whole) ? whole : content,
      usage: details ? usageOf(details) : undefined,
      finished: typeof whole === 'string',
    };
  },
};

/** Streams tell the length of the input; whole answers list its tokens where `decoder_input_details` asks for them. */
function usageOf(details: unknown): CompletionUsage {
  const told = countIn(details, 'input_length');
  const prefill = fieldOf(details, 'prefill');
  const listed = Array.isArray(prefill) && prefill.length > 0 ? prefill.length : Number.NaN;
  return {
    ...unknownUsage,
    promptTokens: Number.isNaN(told) ? listed : told,
    completionTokens: countIn(details, 'generated_tokens'),
  };
}
