import type { ServerApiPlan } from '../../model/protocol.ts';
import type { CompletionDialect } from '../streams/completion-dialect.ts';
import { countIn, fieldOf, isText, unknownUsage, type CompletionUsage } from '../streams/completion-usage.ts';
import { createCompletions } from './completions.ts';
import type { Protocol } from './protocol.ts';

/** The `/completion` of llama.cpp's server: events of text, the last of them with `stop` and the counts. */
export function createLlamaCpp(plan: ServerApiPlan): Protocol {
  return createCompletions(plan, llamaCppDialect);
}

export const llamaCppDialect: CompletionDialect = {
  framing: 'server-sent-events',
  missingEnd: 'no event that says stop',
  readEvent(event) {
    const text = fieldOf(event, 'content');
    const finished = fieldOf(event, 'stop') === true;
    return {
      generated: isText(text) ? 'content' : undefined,
      text: isText(text) ? text : undefined,
      usage: finished ? usageOf(event) : undefined,
      finished,
    };
  },
};

/**
 * The field `tokens_cached` is no cache hit: it is what the slot holds in the end, prompt and answer. Hits are what of
 * the prompt was not processed; newer servers say them themselves.
 */
function usageOf(event: object): CompletionUsage {
  const timings = fieldOf(event, 'timings');
  const promptTokens = countIn(event, 'tokens_evaluated');
  const told = countIn(timings, 'cache_n');
  const unprocessed = promptTokens - countIn(timings, 'prompt_n');
  return {
    ...unknownUsage,
    promptTokens,
    cachedTokens: Number.isNaN(told) && unprocessed >= 0 ? unprocessed : told,
    completionTokens: countIn(event, 'tokens_predicted'),
  };
}
