import { request as httpRequest, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ResolvedEndpoint, ResolvedProxy } from './resolved-endpoint.ts';

/**
 * Asks a proxy for a tunnel to the server (CONNECT, RFC 9110, 9.3.6). Messages name the proxy, so that its faults are not
 * taken for the server's. `done` is called once unless the tunnel is destroyed first.
 */
export function openTunnel(
  { address, port }: ResolvedEndpoint,
  { name, tunnelTo, authorization }: ResolvedProxy & { tunnelTo: string },
  done: (result: Error | Socket) => void,
): { destroy(): void } {
  const request = httpRequest({
    host: address,
    port,
    method: 'CONNECT',
    path: tunnelTo,
    headers: {
      host: tunnelTo,
      // What Node writes by itself, `close`, would be said of the tunnel.
      connection: 'keep-alive',
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
    agent: false,
  });
  request.once('connect', ({ statusCode = 0 }, socket: Socket, early: Buffer) => {
    if (statusCode < 200 || statusCode > 299) {
      socket.destroy();
      const status = `HTTP ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trim();
      return done(new Error(`the proxy at ${name} refused a tunnel to ${tunnelTo}: ${status}`));
    }
    socket.setNoDelay(true);
    // A server may speak first, and the proxy may have sent that along.
    if (early.length > 0) socket.unshift(early);
    done(socket);
  });
  request.on('error', (cause: NodeJS.ErrnoException) => {
    const fault = new Error(`the proxy at ${name}: ${cause.message}`, { cause });
    done(Object.assign(fault, cause.code === undefined ? {} : { code: cause.code }));
  });
  request.end();
  return request;
}
