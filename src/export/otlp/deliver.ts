import { failed } from '../send.ts';

/** The outcome of one export of the SDK; a type of its `core`, which is not ours to import. */
interface Delivered {
  code: number;
  error?: Error & { code?: number; data?: string };
}

interface Delivering<T> {
  export: (payload: T, done: (result: Delivered) => void) => void;
}

/**
 * Hands one payload to an exporter of the SDK, which tries again by itself where the collector is busy.
 * @throws SluiceError `export-failed` where it is not taken; the reason of `signal` once that aborts
 */
export async function deliver<T>(
  exporter: Delivering<T>,
  payload: T,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const delivered = new Promise<Delivered>((resolve) => exporter.export(payload, resolve));
    const { code, error } = await Promise.race([delivered, aborted.promise]);
    if (code !== 0) throw refused(url, error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function refused(url: string, error: Delivered['error']): Error {
  const { host, pathname } = new URL(url);
  const status = error?.code;
  if (typeof status !== 'number')
    return failed(
      'OpenTelemetry',
      `${host} does not take ${pathname}: ${error?.message ?? 'no reason was given'}.`,
      'Check `endpoint` (the base address of a collector that speaks OTLP over HTTP, port 4318 as a rule), and that this machine can reach it.',
      error,
    );
  const denied = status === 401 || status === 403;
  return failed(
    'OpenTelemetry',
    `${host} answered ${pathname} with ${status}${error?.message ? ` (${error.message})` : ''}.`,
    denied
      ? 'Check the headers under `header-env`.'
      : 'Check that `endpoint` is the base address of a collector that speaks OTLP over HTTP.',
    error,
  );
}
