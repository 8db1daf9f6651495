import type { buildConnector } from 'undici';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import { openConnection, type Opening } from '../open-connection.ts';
import type { TlsMaterial } from '../tls-material.ts';
import { dropContinue } from './informational.ts';

/** What the connections of one pool share. */
export interface SharedByConnections {
  endpoint: ResolvedEndpoint;
  tls: TlsMaterial | null;
  counts: ConnectionCounts;
}

/** Over the life of a pool. */
export interface ConnectionCounts {
  opened: number;
  /** Those of `opened` that took up a TLS session again. */
  resumed: number;
}

/** One attempt to open a connection, so that it can be given up. */
export interface ConnectAttempt {
  opening: Opening | null;
}

/** How an HTTP/1.1 client opens its connection. */
export function createConnector(
  { endpoint, tls, counts }: SharedByConnections,
  attempt: ConnectAttempt,
  awaitsHeaders: () => boolean,
): buildConnector.connector {
  return (_, callback) => {
    const done: Parameters<typeof openConnection>[2] = (opened) => {
      attempt.opening = null;
      if (!opened.ok) return callback(opened.error, null);
      counts.opened++;
      if (opened.resumed) counts.resumed++;
      dropContinue(opened.socket, awaitsHeaders);
      callback(null, opened.socket);
    };
    attempt.opening = openConnection(endpoint, ['1.1'], done, tls);
  };
}
