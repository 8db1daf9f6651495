import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Barrier {
  url: string;
  /** Resolves when so many wait at it. */
  allWait: Promise<void>;
  /** Lets them all go. */
  open(): void;
  close(): void;
}

/** Where processes of k6 wait until all of them are ready: each asks from its `setup`, and is answered when it may begin. */
export async function raiseBarrier(processes: number): Promise<Barrier> {
  const waiting: ServerResponse[] = [];
  const { promise: allWait, resolve } = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    waiting.push(response);
    if (waiting.length === processes) resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    allWait,
    open: () => waiting.forEach((response) => response.end()),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
