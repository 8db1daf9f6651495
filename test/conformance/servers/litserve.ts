import { join } from 'node:path';
import { installPython, pythonIn } from '../python.ts';
import type { ConformanceServer } from '../server.ts';

const chat = { model: 'words', prompt: '{{text}}', 'max-tokens': 5 };

export const litserve: ConformanceServer = {
  title: 'LitServe',
  version: 'litserve 0.2.19',
  notes: [
    'It answers every failure of a model with the same status 500 and no reason, so that memory which ran out is a `model-error`.',
    'It has no path that tells what it is, so its protocol is to be named.',
  ],
  install: (folder) => installPython(folder, ['litserve==0.2.19']),
  start: (folder, { http }) => ({
    command: [pythonIn(folder), join(import.meta.dirname, 'litserve', 'serve.py'), String(http)],
  }),
  ways: [
    {
      title: '`http-json`',
      protocol: {
        'http-json': { path: '/predict', body: { text: '{{text}}' }, check: { 'json-path': 'length' } },
      },
      bad: { protocol: { 'http-json': { path: '/predict', body: { txt: 'no text' } } } },
    },
    {
      title: '`openai-chat`, streamed',
      protocol: { 'openai-chat': chat },
      bad: { protocol: { 'openai-chat': { ...chat, body: { messages: 'none' } } } },
    },
    {
      title: '`openai-chat`, whole',
      protocol: { 'openai-chat': { ...chat, stream: false } },
      bad: { protocol: { 'openai-chat': { ...chat, stream: false, body: { messages: 'none' } } } },
    },
  ],
};
