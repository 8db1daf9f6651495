import { copyFileSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installPython } from '../python.ts';
import type { ConformanceServer, Way } from '../server.ts';
import { texts } from '../texts.ts';

const inputs = [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }];
const unknown = { model: 'sums', inputs: [{ name: 'y', datatype: 'FP32', shape: [1], data: [1] }] };
/** More than any address space has, so that nothing else on the machine is in want of memory. */
const tooMuch = {
  model: 'sums',
  inputs: [{ name: 'tebibytes', datatype: 'INT64', shape: [1], data: [4096] }],
};
const counters = { requests: 'nv_inference_request_success' };
const numbers: Pick<Way, 'rows' | 'counters' | 'overload'> = {
  rows: [1, 2, 7].map((rows) => ({ x: Array.from({ length: rows }, (_, i) => [i, 0.5, -1, 0.001]) })),
  counters,
  overload: 64,
};
const textual = {
  model: 'sums',
  inputs: [
    { name: 'text', datatype: 'BYTES', shape: [1], data: ['{{text}}'] },
    { name: 'characters', datatype: 'INT64', shape: [1], data: ['{{characters}}'] },
  ],
  outputs: ['length'],
};
const characters = texts.map((text) => ({ text, characters: [...text].length }));
const generate = { model: 'words', prompt: '{{text}}', 'max-tokens': 5 };

/** Where the package has its program, and for which Python. */
function serverIn(folder: string): { server: string; python: string } {
  const [python = ''] = readdirSync(join(folder, 'lib'));
  const server = join(folder, 'lib', python, 'site-packages', 'pytriton', 'tritonserver');
  return { server, python: python.replace('python', '') };
}

/** Triton itself, by the only package of an ordinary registry that has its program, with models for its Python backend. */
export const triton: ConformanceServer = {
  title: 'Triton 2.51',
  version: 'nvidia-pytriton 0.7.0',
  recognisedAs: 'oip-v2',
  async install(folder) {
    await installPython(folder, ['--no-deps', 'nvidia-pytriton==0.7.0', 'numpy==1.26.4']);
    const { server, python } = serverIn(folder);
    const backend = join(server, 'backends', 'python');
    const stub = 'triton_python_backend_stub';
    copyFileSync(join(server, 'python_backend_stubs', python, stub), join(backend, stub));
    // Models find no other packages than those beside their backend.
    for (const name of ['numpy', 'numpy.libs'])
      if (!existsSync(join(backend, name))) symlinkSync(join(server, '..', '..', name), join(backend, name));
  },
  start(folder, { http, second, third }) {
    const { server } = serverIn(folder);
    return {
      command: [
        join(server, 'bin', 'tritonserver'),
        `--model-repository=${join(import.meta.dirname, 'triton')}`,
        `--backend-directory=${join(server, 'backends')}`,
        ...['http', 'grpc', 'metrics'].map((what) => `--${what}-address=127.0.0.1`),
        ...[`--http-port=${http}`, `--grpc-port=${second}`, `--metrics-port=${third}`],
      ],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
      metrics: { port: 'third', path: '/metrics' },
    };
  },
  ways: [
    {
      title: '`oip-v2`, numbers as JSON',
      protocol: { 'oip-v2': { model: 'sums', inputs, outputs: ['sum'], encoding: 'json' } },
      ...numbers,
      bad: { protocol: { 'oip-v2': unknown } },
      outOfMemory: { protocol: { 'oip-v2': tooMuch } },
    },
    {
      title: '`oip-v2`, numbers as raw bytes',
      protocol: { 'oip-v2': { model: 'sums', inputs, outputs: ['sum'], encoding: 'binary' } },
      ...numbers,
      bad: { protocol: { 'oip-v2': { ...unknown, encoding: 'binary' } } },
    },
    {
      title: '`oip-v2`, texts as JSON',
      protocol: { 'oip-v2': textual },
      rows: characters,
      counters,
      bad: { protocol: { 'oip-v2': unknown } },
    },
    {
      title: '`oip-v2`, texts as raw bytes',
      protocol: { 'oip-v2': { ...textual, encoding: 'binary' } },
      rows: characters,
      counters,
      bad: { protocol: { 'oip-v2': { ...unknown, encoding: 'binary' } } },
    },
    {
      title: '`oip-v2-grpc`, numbers',
      port: 'second',
      protocol: { 'oip-v2-grpc': { model: 'sums', inputs, outputs: ['sum'] } },
      ...numbers,
      bad: { protocol: { 'oip-v2-grpc': unknown } },
      outOfMemory: { protocol: { 'oip-v2-grpc': tooMuch } },
    },
    {
      title: '`oip-v2-grpc`, texts',
      port: 'second',
      protocol: { 'oip-v2-grpc': textual },
      rows: characters,
      counters,
      bad: { protocol: { 'oip-v2-grpc': unknown } },
    },
    {
      title: '`triton-generate`, streamed',
      protocol: { 'triton-generate': generate },
      counters,
      bad: { protocol: { 'triton-generate': { ...generate, model: 'nobody' } } },
    },
    {
      title: '`triton-generate`, whole',
      protocol: { 'triton-generate': { ...generate, stream: false } },
      counters,
      bad: { protocol: { 'triton-generate': { ...generate, stream: false, model: 'nobody' } } },
    },
  ],
};
