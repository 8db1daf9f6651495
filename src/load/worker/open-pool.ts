import type { Clock } from '../clock.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { Http1Pool } from './http1-pool.ts';
import { Http2Pool } from './http2-pool.ts';

/** The connections to one server, of the HTTP version that was settled before the load. None is opened yet. */
export function openPool(endpoint: ResolvedEndpoint, protocol: Protocol, clock: Clock): ConnectionPool {
  return endpoint.http === '2'
    ? new Http2Pool(endpoint, protocol, clock)
    : new Http1Pool(endpoint, protocol, clock);
}
