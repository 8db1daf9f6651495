import { connect as connectTcp, type IpcNetConnectOpts, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import type { ResolvedEndpoint } from '../endpoint.ts';
import { dropContinue } from './informational.ts';

/** One attempt to open a connection, so that it can be given up. */
export interface ConnectAttempt {
  socket: Socket | null;
}

/**
 * How a client opens its connection: to the address that was resolved beforehand (no DNS, no happy eyeballs), without
 * Nagle's delay, with TLS sessions taken up again. Time-outs are the caller's: it destroys the socket.
 */
export function createConnector(
  endpoint: ResolvedEndpoint,
  sessions: TlsSessions,
  attempt: ConnectAttempt,
  awaitsHeaders: () => boolean,
): buildConnector.connector {
  return (_, callback) => {
    const socket = openSocket(endpoint, sessions);
    attempt.socket = socket;
    let settled = false;
    const settle = (error: Error | null) => {
      if (settled) return;
      settled = true;
      attempt.socket = null;
      if (error) callback(error, null);
      else callback(null, socket);
    };
    dropContinue(socket, awaitsHeaders);
    socket.setNoDelay(true);
    socket.once(endpoint.secure ? 'secureConnect' : 'connect', () => settle(null));
    socket.on('error', settle);
    socket.once('close', () => settle(new Error('the connection was closed before it was open')));
  };
}

/** The last TLS session of an origin. */
export interface TlsSessions {
  last: Buffer | undefined;
}

function openSocket(endpoint: ResolvedEndpoint, sessions: TlsSessions): Socket {
  const { address, port, socketPath } = endpoint;
  const place: TcpNetConnectOpts | IpcNetConnectOpts =
    socketPath === undefined ? { host: address, port, autoSelectFamily: false } : { path: socketPath };
  if (!endpoint.secure) return connectTcp(place);
  const socket: TLSSocket = connectTls({
    ...place,
    // An address is no server name (RFC 6066, 3).
    ...(endpoint.hostname === address ? {} : { servername: endpoint.hostname }),
    ALPNProtocols: ['http/1.1'],
    ...(sessions.last ? { session: sessions.last } : {}),
  });
  socket.on('session', (session: Buffer) => {
    sessions.last = session;
  });
  return socket;
}
