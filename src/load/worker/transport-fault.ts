import type { ErrorKind } from '../../model/sample.ts';

/** How far a request had come when its connection failed. */
export type RequestPhase = 'connecting' | 'waiting' | 'receiving';

export interface TransportFault {
  outcome: ErrorKind;
  message: string;
  /** The fault lies with this machine, not with the server: no port, no file descriptor. */
  local: boolean;
}

const localCodes = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS']);
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']);

/** Tells from an error of the socket or of the HTTP parser what happened to the request. */
export function classifyTransportFault(
  error: Error & { code?: string },
  phase: RequestPhase,
): TransportFault {
  const code = error.code ?? '';
  const detail = code && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
  const local = localCodes.has(code);
  if (phase === 'connecting') return { outcome: 'connect', message: detail, local };
  if (resetCodes.has(code)) {
    const when = phase === 'waiting' ? 'before any answer' : 'in the middle of the answer';
    return { outcome: 'reset', message: `the connection was reset ${when}: ${detail}`, local };
  }
  // undici says `other side closed` or `closed` for a connection that the server ended in an orderly way.
  const closed = code === 'UND_ERR_SOCKET' && error.message.includes('closed');
  if (closed && phase === 'waiting') {
    return { outcome: 'reset', message: 'the server closed the connection without an answer', local };
  }
  if (closed || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code === 'HPE_INVALID_EOF_STATE') {
    return {
      outcome: 'bad-response',
      message: 'the answer was cut short: the server closed the connection in the middle of it',
      local,
    };
  }
  return { outcome: 'bad-response', message: `the answer breaks the rules of HTTP: ${detail}`, local };
}
