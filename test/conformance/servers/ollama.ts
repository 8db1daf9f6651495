import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureModel } from '../../../examples/llm/make-model.ts';
import { installPython, pythonIn } from '../python.ts';
import type { ConformanceServer } from '../server.ts';

const options = { stdio: ['ignore', 'inherit', 'inherit'] } as const;
const version = 'v0.17.4';
const model = 'random';
const settings = { model, prompt: '{{text}}', 'max-tokens': 12 };
const unknown = { ...settings, model: 'nobody-has-it' };

/**
 * Folders named `vendor` are left out of Go's modules, and three headers of llama.cpp lie in one: they are taken from the
 * source package of its Python binding.
 */
async function fetchHeaders(folder: string): Promise<string> {
  const headers = join(folder, 'headers');
  if (existsSync(join(headers, 'nlohmann'))) return headers;
  const python = join(folder, 'python');
  await installPython(python, ['--upgrade', 'pip']);
  const source = 'llama-cpp-python==0.3.36';
  const download = [
    'download',
    '--quiet',
    '--no-deps',
    '--no-binary',
    'llama-cpp-python',
    '--dest',
    folder,
    source,
  ];
  await execa(pythonIn(python, 'pip'), download, options);
  mkdirSync(headers, { recursive: true });
  const archive = join(folder, 'llama_cpp_python-0.3.36.tar.gz');
  const picked = ['--strip-components=4', '--wildcards', '*/vendor/llama.cpp/vendor/*'];
  await execa('tar', ['xzf', archive, '-C', headers, ...picked], options);
  rmSync(archive);
  return headers;
}

/** Ollama's server, built from its Go module, with the random llama of examples/llm. The build takes a quarter of an hour of two cores. */
export const ollama: ConformanceServer = {
  title: 'Ollama',
  version: `github.com/ollama/ollama ${version}`,
  recognisedAs: 'openai-chat',
  notes: [
    'It has no counters of its own.',
    'Its `OLLAMA_MAX_QUEUE` limits the requests that wait for a model to be loaded; those for a loaded model wait without a limit.',
  ],
  async install(folder) {
    if (existsSync(join(folder, 'bin', 'ollama'))) return;
    const env = {
      CGO_CPPFLAGS: `-I${await fetchHeaders(folder)}`,
      GOBIN: join(folder, 'bin'),
    };
    await execa('go', ['install', `github.com/ollama/ollama@${version}`], { env, ...options });
  },
  start: (folder, { http }) => ({
    command: [join(folder, 'bin', 'ollama'), 'serve'],
    env: {
      HOME: folder,
      OLLAMA_HOST: `127.0.0.1:${http}`,
      OLLAMA_MODELS: join(folder, 'models'),
      OLLAMA_NUM_PARALLEL: '1',
      OLLAMA_CONTEXT_LENGTH: '2048',
    },
  }),
  async prepare(folder, baseUrl) {
    const bytes = readFileSync(ensureModel(folder));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    await post(`${baseUrl}/api/blobs/${digest}`, bytes);
    await post(
      `${baseUrl}/api/create`,
      JSON.stringify({ model, files: { 'random.gguf': digest }, template: '{{ .Prompt }}', stream: false }),
    );
  },
  ways: [
    {
      title: '`ollama`, streamed',
      protocol: { ollama: settings },
      bad: { protocol: { ollama: unknown } },
    },
    {
      title: '`ollama`, whole',
      protocol: { ollama: { ...settings, api: 'generate', stream: false } },
      bad: { protocol: { ollama: { ...unknown, stream: false } } },
    },
    {
      title: '`openai-chat`, streamed',
      protocol: { 'openai-chat': settings },
      bad: { protocol: { 'openai-chat': unknown } },
    },
  ],
};

async function post(url: string, body: string | Buffer): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${url} answered with ${answer.status}: ${await answer.text()}`);
}
