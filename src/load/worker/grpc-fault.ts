import { status, type ServiceError } from '@grpc/grpc-js';
import type { ErrorKind } from '../../model/sample.ts';
import { refusalKind } from '../protocols/refusal.ts';
import { classifyStreamFault, classifyTransportFault } from './transport-fault.ts';
import type { RequestPhase, TransportFault } from './transport-fault.ts';

/** How a call of gRPC failed. */
export interface CallFault extends TransportFault {
  /** Of the answer; 0 where none came. */
  httpStatus: number;
}

/** What is known of a call besides its error. */
export interface CallProgress {
  phase: RequestPhase;
  /** Its connection is there still. */
  connected: boolean;
}

/**
 * Tells from the status of a call what happened to it. The client reports what befell the connection as a status, too:
 * such a one has none of the server's metadata, or the client's own words after the answer has begun.
 */
export function classifyCallFault(error: ServiceError, progress: CallProgress): CallFault {
  if (progress.phase === 'connecting') return unanswered(connectFault(error.details));
  const http = /^Received HTTP status code (\d+)/.exec(error.details)?.[1];
  if (http !== undefined) return notGrpc(Number(http));
  const answered =
    progress.phase === 'receiving'
      ? !clientsWords.test(error.details)
      : error.metadata.get('content-type').length > 0;
  return answered ? statusFault(error) : unanswered(connectionFault(error, progress));
}

const unanswered = (fault: TransportFault): CallFault => ({ ...fault, httpStatus: 0 });

const answer = (outcome: ErrorKind, message: string, httpStatus: number): CallFault => ({
  outcome,
  message,
  httpStatus,
  local: false,
  unanswered: false,
});

/** The mapping of google.rpc.Code to HTTP, as far as the kinds of errors differ; what is not named is the server's fault. */
const httpStatusOf: Partial<Record<status, number>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.PERMISSION_DENIED]: 403,
  [status.RESOURCE_EXHAUSTED]: 503,
  [status.FAILED_PRECONDITION]: 400,
  [status.OUT_OF_RANGE]: 400,
  [status.UNIMPLEMENTED]: 404,
  [status.UNAVAILABLE]: 503,
  [status.UNAUTHENTICATED]: 401,
};

function statusFault({ code, details }: ServiceError): CallFault {
  return answer(statusKind(code, details), `gRPC ${status[code] ?? code}: ${details}`, 200);
}

function statusKind(code: status, details: string): ErrorKind {
  if (code === status.DEADLINE_EXCEEDED) return 'timeout';
  if (code === status.CANCELLED) return 'aborted';
  // A limit of the server for the size of one message has nothing to do with its load.
  if (code === status.RESOURCE_EXHAUSTED && details.includes('larger than max')) return 'client-error';
  return refusalKind(httpStatusOf[code] ?? 500, details);
}

function notGrpc(httpStatus: number): CallFault {
  const kind = refusalKind(httpStatus, '');
  return answer(kind, `HTTP ${httpStatus}, which is no answer of gRPC`, httpStatus);
}

/** `No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:9. Resolution note: `, and a date. */
function connectFault(details: string): TransportFault {
  const last = lastErrorIn(details);
  const wrongPort = /protocol error/i.test(last) ? '; does the server speak gRPC on this port?' : '';
  const error = new Error(last + wrongPort);
  const code = codeOf(last);
  return classifyTransportFault(code === undefined ? error : Object.assign(error, { code }), 'connecting');
}

function lastErrorIn(details: string): string {
  const [begin, end] = ['Last error: ', '. Resolution note:'];
  const from = details.indexOf(begin);
  const to = details.indexOf(end, from);
  if (from === -1 || to === -1) return details;
  return details
    .slice(from + begin.length, to)
    .replace(/^Error: /, '')
    .replace(/ \(\d{4}-[^()]*Z\)$/, '');
}

/** What the client leaves of an error is its text. */
function codeOf(text: string): string | undefined {
  if (/altnames/.test(text)) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  if (/certificate/.test(text)) return 'CERT_UNTRUSTED';
  return /\bE[A-Z]{3,}\b/.exec(text)?.[0];
}

/** The words of the client for a stream or a connection that ended by itself, with the code of the stream's end. */
const streamEnds: readonly [RegExp, number][] = [
  [/^Stream refused by server/, 7],
  [/^Call cancelled/, 8],
  [/^Bandwidth exhausted or memory limit exceeded/, 11],
  [/^Protocol not secure enough/, 12],
];
const streamReset = /^Received RST_STREAM with code (\d+)/;
const connectionLost = /^(?:Connection dropped|Write |read E|write E|Failed to start HTTP\/2 stream)/;
const clientsWords = new RegExp(
  [...streamEnds.map(([words]) => words), streamReset, connectionLost].map(({ source }) => source).join('|'),
);

function connectionFault({ details }: ServiceError, { phase, connected }: CallProgress): TransportFault {
  const written = streamReset.exec(details)?.[1];
  const resetCode = streamEnds.find(([words]) => words.test(details))?.[1] ?? (written && Number(written));
  if (resetCode) {
    const end = { error: null, resetCode, goAwayCode: null, connectionEnded: !connected };
    return classifyStreamFault(end, phase);
  }
  if (connectionLost.test(details)) {
    const code = codeOf(details) ?? 'UND_ERR_SOCKET';
    const message = code === 'UND_ERR_SOCKET' ? 'closed' : details;
    return classifyTransportFault(Object.assign(new Error(message), { code }), phase);
  }
  const message = `the answer breaks the rules of gRPC: ${details}`;
  return { outcome: 'bad-response', message, local: false, unanswered: false };
}
