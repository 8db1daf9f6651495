import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HttpVersion } from '../model/endpoint.ts';
import type { ResolvedEndpoint } from './resolved-endpoint.ts';
import { createTlsMaterial, type TlsMaterial } from './tls-material.ts';
import { openTunnel } from './tunnel.ts';

export type Opened =
  /** `resumed`: a TLS session was taken up again, which saves most of its handshake. */
  { ok: true; socket: Socket; http: '1.1' | '2'; resumed: boolean } | { ok: false; error: Error };

/** A connection that is being opened. */
export interface Opening {
  /** Gives it up; what waits for it hears that it failed. */
  cancel(): void;
}

const alpnNames = { '1.1': 'http/1.1', '2': 'h2' } as const;

/**
 * Opens a connection to the address that was resolved beforehand (no DNS, no happy eyeballs), without Nagle's delay:
 * through a unix socket or a proxy's tunnel where the endpoint says so, with TLS sessions taken up again. Time-outs are
 * the caller's. `done` is called once, never before this returns.
 * @param offered what the server may choose from, the preferred one first; without TLS the first is taken for granted
 */
export function openConnection(
  endpoint: ResolvedEndpoint,
  offered: readonly HttpVersion[],
  done: (opened: Opened) => void,
  tls: TlsMaterial | null = createTlsMaterial(endpoint),
): Opening {
  let settled = false;
  let current: { destroy(): void };
  const settle = (opened: Opened) => {
    if (settled) return;
    settled = true;
    done(opened);
  };
  const fail = (error: Error) => settle({ ok: false, error });
  const watch = (socket: Socket, readyEvent: 'connect' | 'secureConnect', ready: () => void) => {
    current = socket;
    socket.setNoDelay(true);
    socket.once(readyEvent, ready);
    socket.on('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed before it was open')));
  };
  const openPlain = (socket: Socket) => {
    const http = offered[0] === '2' ? '2' : '1.1';
    settle({ ok: true, socket, http, resumed: false });
  };
  const secure = (way: Place | { socket: Socket; host: string }, material: TlsMaterial) => {
    const socket = connectTls({
      ...way,
      secureContext: material.context,
      // An address is no server name (RFC 6066, 3).
      ...(isIP(endpoint.hostname) ? {} : { servername: endpoint.hostname }),
      ALPNProtocols: offered.map((version) => alpnNames[version === '2' ? '2' : '1.1']),
      ...(material.session ? { session: material.session } : {}),
    });
    socket.on('session', (session: Buffer) => (material.session = session));
    watch(socket, 'secureConnect', () => {
      const http = socket.alpnProtocol === alpnNames['2'] ? '2' : '1.1';
      if (offered.includes(http)) {
        settle({ ok: true, socket, http, resumed: socket.isSessionReused() });
      } else {
        socket.destroy(new Error(noHttp2));
      }
    });
  };

  const { address, port, socketPath, hostname, proxy } = endpoint;
  const place: Place =
    socketPath === undefined ? { host: address, port, autoSelectFamily: false } : { path: socketPath };
  if (proxy?.tunnelTo !== undefined) {
    current = openTunnel(endpoint, { ...proxy, tunnelTo: proxy.tunnelTo }, (tunnel) => {
      if (tunnel instanceof Error) return fail(tunnel);
      if (tls) return secure({ socket: tunnel, host: hostname }, tls);
      tunnel.on('error', () => undefined);
      openPlain(tunnel);
    });
  } else if (tls) {
    secure(place, tls);
  } else {
    const socket = connectTcp(place);
    watch(socket, 'connect', () => openPlain(socket));
  }
  return { cancel: () => current.destroy() };
}

type Place = { host: string; port: number; autoSelectFamily: false } | { path: string };

const noHttp2 = 'the server offers no HTTP/2 over TLS (ALPN); set `http: auto` or `http: 1.1` for the target';
