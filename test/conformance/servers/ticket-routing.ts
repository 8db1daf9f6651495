import { join } from 'node:path';
import type { ConformanceServer } from '../server.ts';
import { workspace } from '../load.ts';

const body = { text: '{{text}}' };

/** The example of this repository: sentence embeddings behind plain HTTP. */
export const ticketRouting: ConformanceServer = {
  title: 'examples/ticket-routing',
  version: 'this repository',
  // A workspace of the repository: `npm ci` has installed it.
  install: async () => undefined,
  start: (_folder, { http }) => ({
    command: [process.execPath, 'server.ts'],
    env: { PORT: String(http), MAX_QUEUE: '4' },
    directory: join(workspace, 'examples', 'ticket-routing'),
    metrics: { port: 'http', path: '/metrics' },
  }),
  ways: [
    {
      title: '`http-json`',
      protocol: { 'http-json': { path: '/route', body, check: { 'json-path': 'queue' } } },
      counters: { requests: 'ticket_routing_requests_total' },
      overload: 16,
      bad: { protocol: { 'http-json': { path: '/route', body: { txt: 'no text' } } } },
    },
  ],
};
