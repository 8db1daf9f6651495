import type { ErrorKind } from '../../model/sample.ts';

export interface K6Fault {
  outcome: ErrorKind;
  /** The fault lies with this machine: no port, no file descriptor. */
  local: boolean;
}

const localFault = /too many open files|cannot assign requested address|no buffer space/i;
const reset = /\bEOF\b|connection reset|broken pipe|server closed idle connection|use of closed/i;

/**
 * What became of a request without a complete answer, by the error codes of k6 (lib/netext/httpext/error_codes.go):
 * 1050 and 1211 timeout, 11xx names, 121x opening a connection, other 12xx TCP, 13xx TLS, 16xx HTTP/2. The kinds are those of the
 * built-in engine; where k6 has one code for several (1000, 1202), its words tell.
 * @param status 0 where not even the head of an answer came
 */
export function classifyFault(code: number, error: string, status: number): K6Fault {
  const local = localFault.test(error);
  const fault = (outcome: ErrorKind): K6Fault => ({ outcome, local });
  if (code === 1050 || code === 1211) return fault('timeout');
  // Cut in the middle of the answer: k6 takes back the status that it had read.
  if (status > 0 || error.includes('unexpected EOF')) return fault('bad-response');
  if (code === 1020) return fault('client-error');
  if ((code >= 1100 && code < 1200) || (code >= 1210 && code < 1220)) return fault('connect');
  if (code >= 1300 && code < 1400) return fault('connect');
  if (code === 1201 || code === 1220) return fault('reset');
  // REFUSED_STREAM and ENHANCE_YOUR_CALM (RFC 9113, 7): the server could have answered 503.
  if (code === 1611 + 11 || code === 1631 + 7 || code === 1631 + 11) return fault('overload');
  if (code >= 1610 && code < 1700) return fault('reset');
  if (/dial|lookup/i.test(error)) return fault('connect');
  return fault(reset.test(error) ? 'reset' : 'bad-response');
}
