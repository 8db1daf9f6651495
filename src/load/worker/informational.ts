import type { Socket } from 'node:net';

const continueLine = Buffer.from('HTTP/1.1 100');
const blankLine = Buffer.from('\r\n\r\n');

/**
 * Takes unasked `100 Continue` answers out of what a socket reads. A client must be able to parse them even where it
 * did not ask (RFC 9110, 15.2); undici breaks the connection instead. `awaitsHeaders` keeps bodies out of this.
 */
export function dropContinue(socket: Socket, awaitsHeaders: () => boolean): void {
  const read = socket.read.bind(socket);
  let held: Buffer | null = null;
  socket.read = (size?: number): Buffer | null => {
    for (;;) {
      let chunk = read(size) as Buffer | null;
      if (chunk === null) return null;
      if (held) chunk = Buffer.concat([held, chunk]);
      held = null;
      if (!awaitsHeaders() || !startsWithContinue(chunk)) return chunk;
      const end = chunk.indexOf(blankLine);
      if (end === -1) {
        held = chunk;
        continue;
      }
      const rest = chunk.subarray(end + blankLine.length);
      if (rest.length > 0) {
        if (!startsWithContinue(rest)) return rest;
        held = rest;
      }
    }
  };
}

function startsWithContinue(chunk: Buffer): boolean {
  // The ninth byte tells most answers apart at the price of one comparison.
  return chunk[9] === 0x31 && chunk.length >= 12 && chunk.compare(continueLine, 0, 12, 0, 12) === 0;
}
