import { expect, test } from 'vitest';
import type { ErrorKind } from '../../src/model/sample.ts';
import {
  classifyStreamFault,
  classifyTransportFault,
  type RequestPhase,
  type StreamEnd,
} from '../../src/load/worker/transport-fault.ts';

const coded = (code: string, message = 'it failed') => Object.assign(new Error(message), { code });

/** The error's code; how far the request was; its kind; what the message says; whether this machine is at fault. */
const faults: [code: string, phase: RequestPhase, kind: ErrorKind, message: RegExp, local?: true][] = [
  ['ECONNREFUSED', 'connecting', 'connect', /ECONNREFUSED/],
  ['EADDRNOTAVAIL', 'connecting', 'connect', /EADDRNOTAVAIL/, true],
  ['EMFILE', 'connecting', 'connect', /EMFILE/, true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'connecting', 'connect', /^TLS: .*not trusted.*tls: \{ ca: FILE \}/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connecting', 'connect', /^TLS: .*not trusted.*NODE_EXTRA_CA_CERTS/],
  ['CERT_HAS_EXPIRED', 'connecting', 'connect', /^TLS: .*not valid for this address and time/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'connecting', 'connect', /^TLS: .*not valid for this address and time/],
  ['EPROTO', 'connecting', 'connect', /^TLS: the handshake failed/],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'connecting', 'connect', /^TLS: the handshake failed/],
  ['ECONNRESET', 'waiting', 'reset', /before any answer/],
  ['ECONNRESET', 'receiving', 'reset', /in the middle of the answer/],
  ['HPE_INVALID_CONSTANT', 'waiting', 'bad-response', /rules of HTTP/],
];

test.each(faults)('%s while %s is %s', (code, phase, kind, message, local) => {
  const fault = classifyTransportFault(coded(code), phase);
  expect(fault.outcome).toBe(kind);
  expect(fault.message).toMatch(message);
  expect(fault.local).toBe(local ?? false);
});

/** How the stream ended; how far the request was; its kind; whether the connection went away before the answer. */
const ends: [end: Partial<StreamEnd>, phase: RequestPhase, kind: ErrorKind, unanswered: boolean][] = [
  [{ resetCode: 7 }, 'waiting', 'overload', false],
  [{ resetCode: 7, goAwayCode: 0, connectionEnded: true }, 'waiting', 'reset', true],
  [{ resetCode: 11 }, 'waiting', 'overload', false],
  [{ goAwayCode: 11, connectionEnded: true }, 'waiting', 'overload', false],
  [{ goAwayCode: 2, connectionEnded: true }, 'waiting', 'reset', true],
  [{ resetCode: 2 }, 'waiting', 'reset', false],
  [{ resetCode: 8 }, 'receiving', 'reset', false],
  [{ resetCode: 1 }, 'receiving', 'bad-response', false],
  [{ resetCode: 8, connectionEnded: true }, 'waiting', 'reset', true],
  [{ resetCode: 8, connectionEnded: true }, 'receiving', 'bad-response', false],
  [{ error: coded('ECONNRESET'), connectionEnded: true }, 'waiting', 'reset', true],
  [{ error: coded('EMFILE') }, 'connecting', 'connect', false],
];

test.each(ends)('an HTTP/2 stream that ended by %j while %s is %s', (end, phase, kind, unanswered) => {
  const whole: StreamEnd = { error: null, resetCode: 0, goAwayCode: null, connectionEnded: false, ...end };
  expect(classifyStreamFault(whole, phase)).toMatchObject({ outcome: kind, unanswered });
});
