import type { ErrorKind } from '../../model/sample.ts';

/** How far a request had come when its connection failed. */
export type RequestPhase = 'connecting' | 'waiting' | 'receiving';

export interface TransportFault {
  outcome: ErrorKind;
  message: string;
  /** The fault lies with this machine, not with the server: no port, no file descriptor. */
  local: boolean;
  /** The connection ended before the first byte of the answer; on a kept connection, the two crossed on the way. */
  unanswered: boolean;
}

/** How an HTTP/2 stream came to its end before its answer was complete. */
export interface StreamEnd {
  error: (Error & { code?: string }) | null;
  /** The code of RST_STREAM, the peer's or the one that our own side answers a broken frame with. */
  resetCode: number;
  /** The code of the GOAWAY that the peer sent on this connection; null where it sent none. */
  goAwayCode: number | null;
  /** The whole connection has ended, and not this stream alone. */
  connectionEnded: boolean;
}

type CodedError = Error & { code?: string };

const localCodes = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS']);
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']);
const closedUnanswered = 'the server closed the connection without an answer';
const cutShort = 'the answer was cut short: the server closed the connection in the middle of it';

/** Tells from an error of the socket or of the HTTP parser what happened to the request. */
export function classifyTransportFault(error: CodedError, phase: RequestPhase): TransportFault {
  const code = error.code ?? '';
  const local = localCodes.has(code);
  const fault = (outcome: ErrorKind, message: string): TransportFault => ({
    outcome,
    message,
    local,
    unanswered: outcome === 'reset' && phase === 'waiting',
  });
  if (phase === 'connecting') return fault('connect', describeConnectFault(error));
  if (resetCodes.has(code))
    return fault('reset', `the connection was reset ${when(phase)}: ${detailOf(error)}`);
  // undici says `other side closed` or `closed` for a connection that the server ended in an orderly way.
  const closed = code === 'UND_ERR_SOCKET' && error.message.includes('closed');
  if (closed && phase === 'waiting') return fault('reset', closedUnanswered);
  if (closed || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code === 'HPE_INVALID_EOF_STATE') {
    return fault('bad-response', cutShort);
  }
  return fault('bad-response', `the answer breaks the rules of HTTP: ${detailOf(error)}`);
}

/**
 * The same for a stream of HTTP/2. A stream that is refused, or a client that is told to calm down, is overload: the
 * server could have answered 503. A refusal because the connection is closing is a reset, as on HTTP/1.1.
 */
export function classifyStreamFault(end: StreamEnd, phase: RequestPhase): TransportFault {
  const { error, resetCode, goAwayCode, connectionEnded } = end;
  const code = error?.code ?? '';
  if (error && (phase === 'connecting' || resetCodes.has(code) || localCodes.has(code))) {
    return classifyTransportFault(error, phase);
  }
  const fault = (outcome: ErrorKind, message: string): TransportFault => ({
    outcome,
    message,
    local: false,
    unanswered: outcome === 'reset' && phase === 'waiting' && (connectionEnded || goAwayCode !== null),
  });
  if (
    nameOf(resetCode) === 'ENHANCE_YOUR_CALM' ||
    (goAwayCode && nameOf(goAwayCode) === 'ENHANCE_YOUR_CALM')
  ) {
    return fault('overload', 'the server asked for fewer requests (HTTP/2: ENHANCE_YOUR_CALM)');
  }
  // What our own side found wrong with a frame of the whole connection.
  if (error && code === 'ERR_HTTP2_ERROR') {
    return fault('bad-response', `the answer breaks the rules of HTTP/2: ${detailOf(error)}`);
  }
  if (nameOf(resetCode) === 'REFUSED_STREAM') {
    return goAwayCode === null && !connectionEnded
      ? fault('overload', 'the server refused the request (HTTP/2: REFUSED_STREAM)')
      : fault('reset', 'the server closed the connection before it took the request (HTTP/2)');
  }
  if (goAwayCode !== null && nameOf(goAwayCode) !== 'NO_ERROR') {
    return fault(
      'reset',
      `the server ended the connection ${when(phase)} (HTTP/2: GOAWAY ${nameOf(goAwayCode)})`,
    );
  }
  if (brokenRules.has(nameOf(resetCode))) {
    return fault('bad-response', `the answer breaks the rules of HTTP/2: ${nameOf(resetCode)}`);
  }
  if (connectionEnded) {
    return phase === 'waiting' ? fault('reset', closedUnanswered) : fault('bad-response', cutShort);
  }
  if (error && !code.startsWith('ERR_HTTP2_STREAM')) {
    return fault('client-error', `the request cannot be sent over HTTP/2: ${detailOf(error)}`);
  }
  return fault('reset', `the server reset the stream ${when(phase)} (HTTP/2: ${nameOf(resetCode)})`);
}

/** The codes of RFC 9113, 7, from 0 on. */
const codeNames = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

const brokenRules = new Set([
  'PROTOCOL_ERROR',
  'FLOW_CONTROL_ERROR',
  'FRAME_SIZE_ERROR',
  'COMPRESSION_ERROR',
  'HTTP_1_1_REQUIRED',
]);

function nameOf(code: number): string {
  return codeNames[code] ?? `code ${code}`;
}

function when(phase: RequestPhase): string {
  return phase === 'waiting' ? 'before any answer' : 'in the middle of the answer';
}

/** OpenSSL's verdicts on a certificate, and Node's own on its names. */
const untrusted = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|CA_|INVALID_CA|ERR_TLS_CERT)/;

function describeConnectFault(error: CodedError): string {
  const code = error.code ?? '';
  const detail = detailOf(error);
  if (
    code === 'CERT_HAS_EXPIRED' ||
    code === 'CERT_NOT_YET_VALID' ||
    code === 'ERR_TLS_CERT_ALTNAME_INVALID'
  ) {
    return `TLS: the server's certificate is not valid for this address and time: ${detail}`;
  }
  if (untrusted.test(code)) {
    const remedy = 'name its authority in `tls: { ca: FILE }` of the target, or in NODE_EXTRA_CA_CERTS';
    return `TLS: the server's certificate is not trusted: ${detail}; ${remedy}`;
  }
  if (code === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(code)) return `TLS: the handshake failed: ${detail}`;
  return detail;
}

function detailOf(error: CodedError): string {
  const code = error.code ?? '';
  return code && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}
