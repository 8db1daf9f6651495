import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { SluiceError } from '../model/error.ts';

const host = '127.0.0.1';

/** A port of the loopback address that nobody listened on a moment ago. */
export async function chooseFreePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Throws `port-in-use` when somebody listens on the port already. Without the check a stranger would answer the
 * readiness probe, and then be measured.
 */
export async function assertPortFree(port: number): Promise<void> {
  const server = createServer();
  const outcome = Promise.withResolvers<NodeJS.ErrnoException | undefined>();
  server.once('error', (error) => outcome.resolve(error));
  server.listen(port, host, () => server.close(() => outcome.resolve(undefined)));
  const error = await outcome.promise;
  // EACCES on a low port says nothing about who listens there; the target itself may be allowed to.
  if (error?.code === 'EADDRINUSE')
    throw portInUseError(`Port ${port} on ${host} is in use already.`, { cause: error });
}

export function portInUseError(fact: string, more: { cause?: unknown; evidence?: string[] }): SluiceError {
  return new SluiceError('port-in-use', {
    fact,
    remedy:
      'Stop what listens there, or leave the port out of the settings: then a free one is chosen for each start ' +
      '(a process gets it as PORT and in place of {port}).',
    ...more,
  });
}
