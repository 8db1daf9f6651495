import type { Endpoint } from '../../model/endpoint.ts';
import type { EnginePlan } from '../../model/engine.ts';
import { SluiceError } from '../../model/error.ts';
import type { EngineOptions } from '../engine.ts';

/**
 * What the engines of others do not send as asked. Most of it is refused when the settings are read; here is what stands for
 * settings that were completed later (a recognised protocol), and for whoever calls the engine alone.
 * @throws SluiceError `engine-unsupported`
 */
export function checkOptions({ protocol, workload }: EngineOptions, engine: EnginePlan['kind']): void {
  if (protocol.kind === 'oip-v2-grpc') throw unsupported(engine, 'calls of gRPC');
  if (protocol.kind === 'script')
    throw unsupported(engine, 'requests that a module of Sluice makes (`protocol: { script }`)');
  if (workload.sessions) throw unsupported(engine, 'sessions, whose next request holds the answer before it');
}

/** @throws SluiceError `engine-unsupported` */
export function checkEndpoint(
  { socketPath, proxy, http, baseUrl }: Endpoint,
  engine: EnginePlan['kind'],
): void {
  if (socketPath !== undefined) throw unsupported(engine, 'requests over a unix socket');
  if (proxy) throw unsupported(engine, 'requests through a proxy');
  if (http !== '2') return;
  if (engine === 'locust') throw unsupported(engine, 'requests of HTTP/2');
  if (!baseUrl.startsWith('https:')) throw unsupported(engine, 'HTTP/2 without TLS');
}

export const unsupported = (engine: EnginePlan['kind'], what: string): SluiceError =>
  new SluiceError('engine-unsupported', {
    fact: `The engine ${engine} does not send ${what}.`,
    remedy: 'Use the built-in engine: leave `load.engine` out, or write `built-in`.',
  });
