import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPython, pythonIn } from '../python.ts';
import type { ConformanceServer, Way } from '../server.ts';
import { texts } from '../texts.ts';

const counters: Way['counters'] = { requests: 'ts_inference_requests_total' };
const model = { model: 'sums' };
const bad: Way['bad'] = { protocol: { torchserve: { model: 'nobody', body: {} } } };

/** TorchServe as its own start script starts it, with a handler of this repository. */
export const torchServe: ConformanceServer = {
  title: 'TorchServe',
  version: 'torchserve 0.12.0',
  recognisedAs: 'torchserve',
  notes: [
    'It needs Java (11 or newer) on the machine.',
    'The `MemoryError` of Python is its status 507. Any other exception of a handler, that of PyTorch without memory included, is 503 without its reason, and so a `model-error`.',
  ],
  install: (folder) =>
    installPython(folder, [
      ...['torchserve==0.12.0', 'torch==2.9.0', 'numpy==2.3.4'],
      ...['psutil', 'packaging', 'pillow', 'pyyaml', 'enum-compat', 'setuptools'],
    ]),
  start(folder, { http, second, third }) {
    const [python = ''] = readdirSync(join(folder, 'lib'));
    const packages = join(folder, 'lib', python, 'site-packages');
    const settings = join(folder, 'config.properties');
    const lines = [
      `inference_address=http://127.0.0.1:${http}`,
      `management_address=http://127.0.0.1:${second}`,
      `metrics_address=http://127.0.0.1:${third}`,
      'grpc_inference_port=0',
      'grpc_management_port=0',
      'metrics_mode=prometheus',
      'default_workers_per_model=1',
      'disable_token_authorization=true',
      // A queue that fills up: what does not fit is refused at once.
      'job_queue_size=8',
    ];
    writeFileSync(settings, `${lines.join('\n')}\n`);
    return {
      command: [
        ...(['java', `-Dmodel_server_home=${packages}`] as [string, string]),
        ...['-cp', join(packages, 'ts', 'frontend', '*'), 'org.pytorch.serve.ModelServer'],
        ...['--python', pythonIn(folder), '-f', settings, '-ncs'],
        ...['-s', join(import.meta.dirname, 'torchserve'), '-m', 'sums=sums'],
      ],
      env: { PYTHONDONTWRITEBYTECODE: '1', LOG_LOCATION: join(folder, 'logs') },
      metrics: { port: 'third', path: '/metrics' },
    };
  },
  ways: [
    {
      title: '`torchserve`, texts',
      protocol: {
        torchserve: {
          ...model,
          body: { text: '{{text}}', characters: '{{characters}}' },
          check: { 'json-path': 'length' },
        },
      },
      rows: texts.map((text) => ({ text, characters: [...text].length })),
      counters,
      overload: 64,
      bad,
      outOfMemory: { protocol: { torchserve: { ...model, body: { tebibytes: 4096 } } } },
    },
    {
      title: '`torchserve`, numbers',
      protocol: { torchserve: { ...model, body: { rows: '{{rows}}' }, check: { 'json-path': 'sum' } } },
      rows: [1, 2, 7].map((rows) => ({
        rows: Array.from({ length: rows }, (_, i) => [i, 0.5, -1, 0.001]),
      })),
      counters,
      bad,
    },
  ],
};
