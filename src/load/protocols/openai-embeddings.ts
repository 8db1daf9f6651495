import type { ServerApiPlan } from '../../model/protocol.ts';
import { createCompletions } from './completions.ts';
import { openAiDialect } from './openai.ts';
import type { Protocol } from './protocol.ts';

/** OpenAI's embeddings: never streamed, with the same usage and errors as its completions. */
export function createOpenAiEmbeddings(plan: ServerApiPlan): Protocol {
  return createCompletions(plan, openAiDialect);
}
