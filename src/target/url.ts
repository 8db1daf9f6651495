import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Endpoint } from '../model/endpoint.ts';
import { SluiceError } from '../model/error.ts';
import type { UrlPlan } from '../model/target.ts';
import { cancelledError } from './cancelled.ts';
import { lookUpHost } from './look-up.ts';
import { findProxy } from './proxy.ts';
import { describeNeverReady, waitUntilReady } from './readiness.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';
import { resolveInWorkspace } from './workspace-path.ts';

/** A server that somebody else runs: only asked whether it is ready, never started or stopped. */
export async function startUrl(plan: UrlPlan, context: TargetContext): Promise<RunningTarget> {
  const baseUrl = plan.url.replace(/\/+$/u, '');
  const shown = withoutCredentials(baseUrl);
  const way = endpointOf(plan, baseUrl, shown, context.workspace);
  const { proxy } = way;
  const readyUrl = shown.href.replace(/\/$/u, '') + plan.ready.path;
  const shownWay = [
    ...(plan.socketPath === undefined ? [] : [`through the socket ${plan.socketPath}`]),
    ...(proxy ? [`through the proxy at ${proxy.host}:${proxy.port}`] : []),
  ];
  const shownUrl = [readyUrl, ...shownWay].join(' ');
  if (proxy) context.onNote(proxyWarning(shown.host, proxy));
  const unreachable = (last: string): SluiceError =>
    new SluiceError('target-unreachable', {
      fact: describeNeverReady(shownUrl, plan.ready.timeoutMs, last),
      remedy:
        'Check the URL and `target.ready.path`, and that this machine may reach it (DNS, proxy, firewall, sign-in).',
    });
  const endpoint = await withAddresses(way, shown.hostname, plan, context, unreachable);
  const readiness = await waitUntilReady({
    url: baseUrl + plan.ready.path,
    way: endpoint,
    plan: plan.ready,
    startedAtMs: performance.now(),
    signal: context.signal,
  });
  if (readiness.kind === 'cancelled') throw cancelledError(shown.host);
  if (readiness.kind === 'never' && readiness.untrusted) throw untrustedError(shownUrl, readiness.last);
  if (readiness.kind !== 'ready') {
    throw unreachable(readiness.kind === 'never' ? readiness.last : 'no answer');
  }
  return {
    endpoint,
    identity: { kind: 'url', name: plan.socketPath === undefined ? shown.host : `unix:${plan.socketPath}` },
    readyMs: readiness.readyMs,
    ...(plan.metrics?.port === undefined
      ? {}
      : { metricsUrl: `http://${shown.hostname}:${plan.metrics.port}` }),
    warnings: proxy ? [proxyWarning(shown.host, proxy)] : [],
    state: async () => ({ kind: 'running' }),
    logTail: async () => [],
    stop: async () => undefined,
  };
}

/** Looked up once for everything that is sent. A proxy looks up the server's name itself. */
async function withAddresses(
  way: Endpoint,
  hostname: string,
  { ready, allowedHosts = [] }: UrlPlan,
  { signal }: TargetContext,
  unreachable: (last: string) => SluiceError,
): Promise<Endpoint> {
  if (way.socketPath !== undefined || way.proxy) return way;
  const found = await lookUpHost(hostname, { ...ready, signal, allowed: allowedHosts });
  if (signal.aborted) throw cancelledError(hostname);
  if (!Array.isArray(found)) throw unreachable(found.last);
  return { ...way, addresses: found };
}

/** The proxy's own time cannot be told from the server's, so it must not go unsaid. */
function proxyWarning(host: string, proxy: NonNullable<Endpoint['proxy']>): string {
  return (
    `${host} was reached through the proxy at ${proxy.host}:${proxy.port}: its delays and limits are part of every ` +
    'timing. Add the host to NO_PROXY to measure the server itself.'
  );
}

function endpointOf(plan: UrlPlan, baseUrl: string, shown: URL, workspace: string): Endpoint {
  const common = {
    baseUrl,
    ...(plan.http === undefined ? {} : { http: plan.http }),
    ...(plan.tls === undefined ? {} : { ca: readAuthorities(workspace, plan.tls.ca) }),
  };
  if (plan.socketPath !== undefined) return { ...common, socketPath: resolve(workspace, plan.socketPath) };
  const proxy = findProxy(shown, process.env);
  return proxy ? { ...common, proxy } : common;
}

/** Certificates of the plan's file, checked: a connection would only say that the server's is not trusted. */
function readAuthorities(workspace: string, path: string): string {
  const file = resolveInWorkspace(workspace, path, 'target.url.tls.ca', 'config-invalid');
  try {
    const pem = readFileSync(file, 'utf8');
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw new SluiceError('config-invalid', {
      fact: `\`target.url.tls.ca\` names ${path}, which holds no certificate in PEM form: ${(cause as Error).message}.`,
      remedy: 'Name the file with the certificate of the authority (`-----BEGIN CERTIFICATE-----`).',
      cause,
    });
  }
}

function untrustedError(url: string, last: string): SluiceError {
  return new SluiceError('target-unreachable', {
    fact: `The TLS certificate of ${url} is not trusted: ${last}.`,
    remedy:
      'Name the certificate of its authority in `target.url.tls.ca`, or in the environment variable ' +
      'NODE_EXTRA_CA_CERTS; or use the host name that the certificate is for.',
  });
}

function withoutCredentials(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (cause) {
    throw new SluiceError('target-unreachable', {
      fact: '`target.url` is not a URL.',
      remedy: 'Write it as `https://host:port/path`.',
      cause,
    });
  }
  parsed.username = '';
  parsed.password = '';
  // A query may carry a key.
  parsed.search = '';
  return parsed;
}
