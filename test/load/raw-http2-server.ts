import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Types of frames (RFC 9113, 6). */
export const frameType = { data: 0, headers: 1, reset: 3, settings: 4, goAway: 7 } as const;

/** `:status: 200`, as it stands in the static table of HPACK. */
export const status200 = Buffer.from([0x88]);
export const endHeaders = 4;

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Error codes and stream numbers, as frames carry them. */
export function words(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer).swap32();
}

/** A server that greets as HTTP/2 does, and writes whatever bytes it likes when the headers of a request are there. */
export async function startRawHttp2Server(
  answer: (socket: Socket, stream: number, count: number) => void,
): Promise<{ baseUrl: string; close(): void }> {
  const prefaceBytes = 24;
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write(frame(frameType.settings, 0, 0));
    let bytes = Buffer.alloc(0);
    let skip = prefaceBytes;
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < skip) return;
      bytes = bytes.subarray(skip);
      skip = 0;
      while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
        const length = bytes.readUIntBE(0, 3);
        if (bytes[3] === frameType.headers) answer(socket, bytes.readUInt32BE(5), ++count);
        bytes = bytes.subarray(9 + length);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
