import { join } from 'node:path';
import { installPython, pythonIn } from '../python.ts';
import type { ConformanceServer, Way } from '../server.ts';
import { texts } from '../texts.ts';

const inputs = [{ name: 'x', datatype: 'FP32' }];
const unknown = { model: 'sums', inputs: [{ name: 'y', datatype: 'FP32', data: [[1]] }] };
/** More than any address space has, so that nothing else on the machine is in want of memory. */
const tooMuch = { model: 'sums', inputs: [{ name: 'tebibytes', datatype: 'INT64', data: [4096] }] };

const numbers: Pick<Way, 'rows' | 'counters'> = {
  rows: [1, 2, 7].map((rows) => ({ x: Array.from({ length: rows }, (_, i) => [i, 0.5, -1, 0.001]) })),
  counters: { requests: 'model_infer_request_success_total' },
};

/** The Open Inference Protocol over HTTP and gRPC, by the server that KServe takes for scikit-learn and others. */
export const mlserver: ConformanceServer = {
  title: 'MLServer',
  version: 'mlserver 1.7.1',
  recognisedAs: 'oip-v2',
  notes: [
    'It has no limit on waiting requests. Raw tensors after JSON (the binary extension) are not among what it takes.',
  ],
  install: (folder) => installPython(folder, ['mlserver==1.7.1']),
  start: (folder, { http, second, third }) => ({
    command: [pythonIn(folder, 'mlserver'), 'start', '.'],
    directory: join(import.meta.dirname, 'mlserver'),
    env: {
      MLSERVER_HOST: '127.0.0.1',
      MLSERVER_HTTP_PORT: String(http),
      MLSERVER_GRPC_PORT: String(second),
      MLSERVER_METRICS_PORT: String(third),
      MLSERVER_METRICS_DIR: join(folder, 'metrics'),
      MLSERVER_PARALLEL_WORKERS: '0',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    metrics: { port: 'third', path: '/metrics' },
  }),
  ways: [
    {
      title: '`oip-v2`, numbers as JSON',
      protocol: { 'oip-v2': { model: 'sums', inputs, outputs: ['sum'] } },
      ...numbers,
      bad: { protocol: { 'oip-v2': unknown } },
      outOfMemory: { protocol: { 'oip-v2': tooMuch } },
    },
    {
      title: '`oip-v2`, texts as JSON',
      protocol: {
        'oip-v2': {
          model: 'sums',
          inputs: [
            { name: 'text', datatype: 'BYTES', data: ['{{text}}'], parameters: { content_type: 'str' } },
            { name: 'characters', datatype: 'INT64', data: ['{{characters}}'] },
          ],
        },
      },
      rows: texts.map((text) => ({ text, characters: [...text].length })),
      counters: { requests: 'model_infer_request_success_total' },
      bad: { protocol: { 'oip-v2': unknown } },
    },
    {
      title: '`oip-v2-grpc`, numbers',
      port: 'second',
      protocol: { 'oip-v2-grpc': { model: 'sums', inputs, outputs: ['sum'] } },
      ...numbers,
      bad: { protocol: { 'oip-v2-grpc': unknown } },
      outOfMemory: { protocol: { 'oip-v2-grpc': tooMuch } },
    },
  ],
};
