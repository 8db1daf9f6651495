import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ProxyServer {
  port: number;
  /** The targets of CONNECT requests. */
  tunnels: string[];
  /** The urls of requests in absolute form. */
  forwarded: string[];
  close(): void;
}

/**
 * A forward proxy as small as can be: CONNECT and absolute-form, with a delay before each tunnel and a user whom it asks
 * for where one is given. Every name is looked up as 127.0.0.1.
 */
export async function startProxy({ delayMs = 0, user = '' } = {}): Promise<ProxyServer> {
  const tunnels: string[] = [];
  const forwarded: string[] = [];
  const sockets = new Set<Socket>();
  const expected = `Basic ${Buffer.from(user).toString('base64')}`;
  const server = createServer((incoming, answer) => {
    if (user !== '' && incoming.headers['proxy-authorization'] !== expected)
      return void answer.writeHead(407).end();
    const url = new URL(incoming.url ?? '');
    forwarded.push(url.href);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = forward(
      { host: '127.0.0.1', port: url.port, method: incoming.method ?? 'GET', path: url.pathname, headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    onward.on('error', () => answer.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('connect', (incoming, client: Socket) => {
    if (user !== '' && incoming.headers['proxy-authorization'] !== expected) {
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    tunnels.push(incoming.url ?? '');
    const port = Number(/:(\d+)$/.exec(incoming.url ?? '')?.[1]);
    const onward = connect(port, '127.0.0.1', () => {
      setTimeout(() => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(onward);
        onward.pipe(client);
      }, delayMs);
    });
    client.on('close', () => onward.destroy());
    onward.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    forwarded,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
