import { ensureLlmExample, llmExample } from '../../support/llm-example.ts';
import type { ConformanceServer, Way } from '../server.ts';

const settings = { model: 'random-llama', prompt: '{{text}}', 'max-tokens': 12, 'ignore-eos': true };

const common: Pick<Way, 'counters' | 'overload'> = {
  counters: { inputTokens: 'llm_prompt_tokens_total', outputTokens: 'llm_completion_tokens_total' },
  overload: 16,
};

const firstTokenSeconds = 'llm_time_to_first_token_seconds';

/** The example of this repository: llama.cpp behind an API like OpenAI's. */
export const llm: ConformanceServer = {
  title: 'examples/llm',
  version: 'this repository',
  recognisedAs: 'openai-chat',
  install: ensureLlmExample,
  start: (_folder, { http }) => ({
    command: [process.execPath, 'server.ts'],
    env: { PORT: String(http), SLOTS: '4', MAX_QUEUE: '4' },
    directory: llmExample,
    metrics: { port: 'http', path: '/metrics' },
  }),
  ways: [
    {
      title: '`openai-chat`, streamed',
      protocol: { 'openai-chat': settings },
      firstTokenSeconds,
      ...common,
      bad: { protocol: { 'openai-chat': { ...settings, body: { max_tokens: -1 } } } },
    },
    {
      title: '`openai-chat`, whole',
      protocol: { 'openai-chat': { ...settings, stream: false } },
      ...common,
      bad: { protocol: { 'openai-chat': { ...settings, stream: false, body: { max_tokens: -1 } } } },
    },
    {
      title: '`openai-completions`, streamed',
      protocol: { 'openai-completions': settings },
      firstTokenSeconds,
      ...common,
      bad: { protocol: { 'openai-completions': { ...settings, body: { max_tokens: -1 } } } },
    },
  ],
};
