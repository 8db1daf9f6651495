import { getCACertificates } from 'node:tls';
import type { Client, ServiceError } from '@grpc/grpc-js';
import type { Probe, Way } from './probe.ts';

/** Of every method that tells whether a server is ready or a service is healthy, the first field is set to 1. */
const yes = Buffer.from([0x08, 0x01]);

/**
 * Asks by a call of gRPC with an empty message: `ServerReady` of the Open Inference Protocol, or `Check` of
 * grpc.health.v1. The client is loaded only where it is needed.
 */
export function openGrpcProbe(url: string, way: Way): Pick<Probe, 'ask' | 'close'> {
  const { pathname } = new URL(url);
  let client: Client | undefined;
  let asks = 0;
  return {
    async ask(signal) {
      // One connection a question: after a failure a client would wait before it connects anew.
      client?.close();
      const asked = await openClient(new URL(url), way, asks++);
      client = asked;
      signal.throwIfAborted();
      return new Promise((resolve, reject) => {
        const call = asked.makeUnaryRequest<Buffer, Buffer>(
          pathname,
          (bytes) => bytes,
          (bytes) => bytes,
          Buffer.alloc(0),
          (error, answer) => {
            if (error) reject(describe(error));
            else if (answer?.subarray(0, yes.length).equals(yes)) resolve(200);
            else reject(new TypeError('the server says that it is not ready'));
          },
        );
        signal.addEventListener('abort', () => call.cancel(), { once: true });
      });
    },
    async close() {
      client?.close();
    },
  };
}

/** @param turn of several addresses that the server's name has, each is asked in turn */
async function openClient({ protocol, hostname, port }: URL, way: Way, turn: number): Promise<Client> {
  const { Client, credentials } = await import('@grpc/grpc-js');
  const { addresses, ca, socketPath, proxy } = way;
  const secure = protocol === 'https:';
  const authorities = ca === undefined ? null : Buffer.from([...getCACertificates('default'), ca].join('\n'));
  const authority = `${hostname}:${port || (secure ? 443 : 80)}`;
  const server = `dns:${authority}`;
  const address = proxy ? undefined : addresses?.[turn % addresses.length];
  const place =
    socketPath !== undefined
      ? `unix:${socketPath}`
      : proxy
        ? `dns:${proxy.host}:${proxy.port}`
        : address === undefined
          ? server
          : placeOf(address, port || (secure ? 443 : 80));
  return new Client(place, secure ? credentials.createSsl(authorities) : credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    // The certificate and the requests are the name's, as if it had been looked up here.
    ...(address === undefined
      ? {}
      : {
          'grpc.default_authority': authority,
          ...(secure ? { 'grpc.ssl_target_name_override': hostname } : {}),
        }),
    ...(proxy ? { 'grpc.http_connect_target': server } : {}),
    ...(proxy?.authorization === undefined
      ? {}
      : {
          'grpc.http_connect_creds': Buffer.from(
            proxy.authorization.replace(/^Basic /, ''),
            'base64',
          ).toString(),
        }),
  });
}

const placeOf = (address: string, port: string | number): string =>
  address.includes(':') ? `ipv6:[${address}]:${port}` : `ipv4:${address}:${port}`;

/** A refused certificate carries a code, so that nobody waits for it to be trusted. */
function describe({ message, details }: ServiceError): Error {
  const [, last] =
    /Last error: (?:Error: )?(.*?)(?: \(\d{4}-[^)]*Z\))?\. Resolution note:/s.exec(details) ?? [];
  const wrongPort = /protocol error/i.test(details) ? '; does the server speak gRPC on this port?' : '';
  const error = new TypeError(`gRPC: ${last ?? message}${wrongPort}`);
  return /certificate|altnames/.test(details) ? Object.assign(error, { code: 'CERT_UNTRUSTED' }) : error;
}
