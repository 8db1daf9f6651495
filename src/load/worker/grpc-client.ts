import { isIP } from 'node:net';
import { Client, credentials, logVerbosity, setLogVerbosity, type ClientOptions } from '@grpc/grpc-js';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { SharedByConnections } from './connector.ts';

// What goes wrong is told of the request that it befell, and not on the terminal besides.
setLogVerbosity(logVerbosity.NONE);

/** So wide that a large answer never waits for our permission to go on. */
const windowBytes = 8 * 2 ** 20;

const options: ClientOptions = {
  // Clients of one address would otherwise share one connection.
  'grpc.use_local_subchannel_pool': 1,
  // What is sent again behind our back would be measured as one request.
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_channelz': 0,
  // Which proxy to use was settled before.
  'grpc.enable_http_proxy': 0,
  'grpc.max_send_message_length': -1,
  'grpc.max_receive_message_length': -1,
  'grpc-node.flow_control_window': windowBytes,
  // A client that failed to connect is replaced by a new one; it shall not try again in the meantime.
  'grpc.initial_reconnect_backoff_ms': 60_000,
  'grpc.max_reconnect_backoff_ms': 60_000,
};

/** A client with one connection of its own, to the address that was resolved beforehand. It is not opened yet. */
export function openGrpcClient({ endpoint, tls }: SharedByConnections): Client {
  const { origin, secure, hostname, proxy } = endpoint;
  const security = tls ? credentials.createFromSecureContext(tls.context) : credentials.createInsecure();
  return new Client(placeOf(endpoint), security, {
    ...options,
    'grpc.default_authority': new URL(origin).host,
    // An address is no server name (RFC 6066, 3).
    ...(secure && !isIP(hostname) ? { 'grpc.ssl_target_name_override': hostname } : {}),
    ...(proxy?.tunnelTo === undefined ? {} : { 'grpc.http_connect_target': `dns:${proxy.tunnelTo}` }),
    ...(proxy?.authorization === undefined
      ? {}
      : { 'grpc.http_connect_creds': credentialsOf(proxy.authorization) }),
  });
}

function placeOf({ address, port, socketPath }: ResolvedEndpoint): string {
  if (socketPath !== undefined) return `unix:${socketPath}`;
  return isIP(address) === 6 ? `ipv6:[${address}]:${port}` : `ipv4:${address}:${port}`;
}

/** `user:password` of `Basic …`, which the client encodes anew. */
function credentialsOf(authorization: string): string {
  return Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
}
