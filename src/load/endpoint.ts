import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { SluiceError } from '../model/error.ts';

/** Where the load goes. */
export interface Endpoint {
  /** `http://127.0.0.1:8080`, with a path if the API lies under one. */
  baseUrl: string;
  /** A unix socket to connect to instead of the url's host. */
  socketPath?: string;
}

/** An endpoint whose name is resolved, so that no request waits for DNS. */
export interface ResolvedEndpoint {
  /** `http://model.example:8080` */
  origin: string;
  /** Put in front of every request's path; empty or without a trailing slash. */
  basePath: string;
  secure: boolean;
  /** As the url names it: for the TLS certificate. */
  hostname: string;
  /** The address to connect to. */
  address: string;
  port: number;
  socketPath?: string;
}

/**
 * Resolves the endpoint's name once, before any load. Where a name has several addresses (`localhost` is often both
 * ::1 and 127.0.0.1) the first that accepts a connection is taken for the whole block.
 *
 * Throws `target-unreachable` when the name is unknown, `input-invalid` when the url is none.
 */
export async function resolveEndpoint(endpoint: Endpoint): Promise<ResolvedEndpoint> {
  const url = parseUrl(endpoint.baseUrl);
  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const resolved = {
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    secure,
    hostname,
    port,
  };
  if (endpoint.socketPath !== undefined) {
    return { ...resolved, address: hostname, socketPath: endpoint.socketPath };
  }
  return { ...resolved, address: isIP(hostname) ? hostname : await chooseAddress(hostname, port) };
}

function parseUrl(baseUrl: string): URL {
  const url = URL.parse(baseUrl);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new SluiceError('input-invalid', {
    fact: `"${baseUrl}" is no http or https address.`,
    remedy: 'Give the base address of the model server, for example http://127.0.0.1:8080.',
  });
}

async function chooseAddress(hostname: string, port: number): Promise<string> {
  const addresses = await lookup(hostname, { all: true }).catch((cause: unknown) => {
    throw new SluiceError('target-unreachable', {
      fact: `The name "${hostname}" has no address: ${(cause as Error).message}.`,
      remedy: 'Check the url of the target, and that this machine can resolve it.',
      cause,
    });
  });
  const [first] = addresses;
  if (!first) {
    throw new SluiceError('target-unreachable', {
      fact: `The name "${hostname}" has no address.`,
      remedy: 'Check the url of the target, and that this machine can resolve it.',
    });
  }
  if (addresses.length === 1) return first.address;
  for (const { address } of addresses) if (await accepts(address, port)) return address;
  return first.address;
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
