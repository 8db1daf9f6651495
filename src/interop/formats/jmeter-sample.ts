import { errorKindOf } from './error-kind.ts';
import type { ImportedRequest, Origin } from './format.ts';
import { unknownRequest } from './format.ts';

export interface JmeterSample {
  label: string;
  startedAtMs: number;
  elapsedMs: number;
  succeeded: boolean;
  /** A status, or `Non HTTP response code: java.net.SocketTimeoutException`. */
  code: string;
  message: string;
}

export const jmeterOrigin: Origin = {
  definitions: { latency: 'jmeter.elapsed/1' },
  clock: 'epoch',
  notes: [
    'latency is the elapsed time of JMeter, from when it sent the request, with the opening of its connection, in whole milliseconds; its column Latency is the time to the first byte, not to the first token, and is left out',
  ],
};

export function jmeterRequest(sample: JmeterSample): ImportedRequest {
  const { label, startedAtMs, elapsedMs, succeeded, code, message } = sample;
  const status = /^\d{3}$/.test(code) ? Number(code) : 0;
  return {
    ...unknownRequest,
    className: label || 'default',
    startedAtMs,
    outcome: succeeded ? 'ok' : errorKindOf(status, `${status === 0 ? code : ''} ${message}`),
    latencyMs: succeeded ? elapsedMs : Number.NaN,
  };
}
