import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Endpoint, HttpVersion, ProxyAddress } from '../model/endpoint.ts';
import { SluiceError } from '../model/error.ts';
import { openConnection } from './open-connection.ts';
import type { ResolvedEndpoint } from './resolved-endpoint.ts';

export type { Endpoint } from '../model/endpoint.ts';

/**
 * Resolves the endpoint's name once, before any load. Where a name has several addresses (`localhost` is often both
 * ::1 and 127.0.0.1) the first that accepts a connection is taken for the whole block. Through a proxy it is the
 * proxy's name, since the proxy looks up the server's.
 *
 * Throws `target-unreachable` when the name is unknown, `input-invalid` when the url is none.
 * @param connectMs how long a server is given to say over TLS which HTTP version it prefers
 */
export async function resolveEndpoint(endpoint: Endpoint, connectMs: number): Promise<ResolvedEndpoint> {
  const url = parseUrl(endpoint.baseUrl);
  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const wanted = endpoint.http ?? 'auto';
  const resolved: ResolvedEndpoint = {
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    secure,
    hostname,
    address: hostname,
    port,
    http: wanted === '2' ? '2' : '1.1',
    ...(endpoint.ca === undefined ? {} : { ca: endpoint.ca }),
  };
  if (endpoint.socketPath !== undefined) return { ...resolved, socketPath: endpoint.socketPath };
  const way = endpoint.proxy
    ? await throughProxy(resolved, endpoint.proxy)
    : { ...resolved, address: await addressOf(hostname, port, endpoint.addresses) };
  return wanted === 'auto' && secure ? { ...way, http: await preferredVersion(way, connectMs) } : way;
}

/** Encrypted requests and HTTP/2 need a tunnel; others are sent to the proxy with their whole url, as curl does. */
async function throughProxy(server: ResolvedEndpoint, proxy: ProxyAddress): Promise<ResolvedEndpoint> {
  const host = server.hostname.includes(':') ? `[${server.hostname}]` : server.hostname;
  return {
    ...server,
    address: await addressOf(proxy.host, proxy.port),
    port: proxy.port,
    proxy: {
      name: `${proxy.host}:${proxy.port}`,
      ...(server.secure || server.http === '2' ? { tunnelTo: `${host}:${server.port}` } : {}),
      ...(proxy.authorization === undefined ? {} : { authorization: proxy.authorization }),
    },
  };
}

/**
 * Opens one connection to learn what the server chooses. A server that cannot be asked is spoken to by HTTP/1.1: its
 * requests will then say what is wrong.
 */
function preferredVersion(endpoint: ResolvedEndpoint, timeoutMs: number): Promise<'1.1' | '2'> {
  return new Promise((resolve) => {
    const offered: HttpVersion[] = ['2', '1.1'];
    const opening = openConnection(endpoint, offered, (opened) => {
      clearTimeout(timer);
      resolve(opened.ok && opened.http === '2' ? '2' : '1.1');
      if (opened.ok) opened.socket.destroy();
    });
    const timer = setTimeout(() => opening.cancel(), timeoutMs);
  });
}

function parseUrl(baseUrl: string): URL {
  const url = URL.parse(baseUrl);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new SluiceError('input-invalid', {
    fact: `"${baseUrl}" is no http or https address.`,
    remedy: 'Give the base address of the model server, for example http://127.0.0.1:8080.',
  });
}

async function addressOf(hostname: string, port: number, known?: readonly string[]): Promise<string> {
  if (isIP(hostname)) return hostname;
  return chooseAddress(known ?? (await lookUp(hostname)), port);
}

async function lookUp(hostname: string): Promise<string[]> {
  const addresses = await lookup(hostname, { all: true }).catch((cause: unknown) => {
    throw new SluiceError('target-unreachable', {
      fact: `The name "${hostname}" has no address: ${(cause as Error).message}.`,
      remedy: 'Check the url of the target, and that this machine can resolve it.',
      cause,
    });
  });
  if (addresses.length === 0) {
    throw new SluiceError('target-unreachable', {
      fact: `The name "${hostname}" has no address.`,
      remedy: 'Check the url of the target, and that this machine can resolve it.',
    });
  }
  return addresses.map(({ address }) => address);
}

/** @param addresses at least one */
async function chooseAddress(addresses: readonly string[], port: number): Promise<string> {
  const [first = ''] = addresses;
  if (addresses.length === 1) return first;
  for (const address of addresses) if (await accepts(address, port)) return address;
  return first;
}

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 1000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
