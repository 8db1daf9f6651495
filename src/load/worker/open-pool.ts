import type { Clock } from '../clock.ts';
import type { WorkerStart } from '../messages.ts';
import { createProtocol, speaksGrpc } from '../protocols/index.ts';
import { loadSchemaValidator } from '../protocols/schema-check.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { Http1Pool } from './http1-pool.ts';
import { Http2Pool } from './http2-pool.ts';

/** Opens what carries the requests of the plan's protocol to one server. No connection is opened yet. */
export interface Carrier {
  openPool(endpoint: ResolvedEndpoint): ConnectionPool;
  /** Whether a block against a server inside this thread gets the code up to speed, and what that server speaks. */
  rehearses: false | 'http' | 'grpc';
}

type Start = Pick<Extract<WorkerStart, { role: 'sender' }>, 'protocol' | 'workspace' | 'answers'>;

/** Clients other than that of HTTP are loaded only where the protocol needs them. */
export async function createCarrier(start: Start, clock: Clock): Promise<Carrier> {
  const plan = start.protocol;
  await loadSchemaValidator(plan);
  const protocol = createProtocol(plan, start.answers);
  if (plan.kind === 'script') {
    const [{ loadScript }, { ScriptPool }] = await Promise.all([
      import('./script-module.ts'),
      import('./script-pool.ts'),
    ]);
    const script = await loadScript(plan, start.workspace);
    return { openPool: (endpoint) => new ScriptPool(endpoint, protocol, clock, script), rehearses: false };
  }
  if (speaksGrpc(plan)) {
    const { GrpcPool } = await import('./grpc-pool.ts');
    return { openPool: (endpoint) => new GrpcPool(endpoint, protocol, clock), rehearses: 'grpc' };
  }
  return {
    // The HTTP version was settled before the load.
    openPool: (endpoint) =>
      endpoint.http === '2'
        ? new Http2Pool(endpoint, protocol, clock)
        : new Http1Pool(endpoint, protocol, clock),
    rehearses: 'http',
  };
}
