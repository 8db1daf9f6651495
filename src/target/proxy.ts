import { BlockList, isIP } from 'node:net';
import type { ProxyAddress } from '../model/endpoint.ts';
import { SluiceError } from '../model/error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a url, by the rules of curl: `https_proxy` or `http_proxy` by the url's scheme,
 * else `all_proxy`, in lower case or upper case, and none for the hosts of `no_proxy`. Never one for this machine itself.
 *
 * Throws `input-invalid` where the proxy cannot be used; the error names the variable and not its value, which may hold
 * a password.
 */
export function findProxy(url: URL, environment: Environment): ProxyAddress | undefined {
  const named = [`${url.protocol.replace(':', '')}_proxy`, 'all_proxy']
    .flatMap((name) => [name, name.toUpperCase()])
    .find((name) => environment[name]);
  if (named === undefined || isThisMachine(url)) return undefined;
  if (isExempt(url, environment['no_proxy'] || environment['NO_PROXY'] || '')) return undefined;
  return parseProxy(named, (environment[named] as string).trim());
}

function parseProxy(variable: string, value: string): ProxyAddress {
  const parsed = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (!parsed || parsed.hostname === '' || parsed.protocol !== 'http:') {
    const what =
      parsed && parsed.protocol !== 'http:' ? `a proxy of the kind ${parsed.protocol}//` : 'no url';
    throw new SluiceError('input-invalid', {
      fact: `The environment variable ${variable} names ${what}; only http:// proxies can be used.`,
      remedy: 'Name an http:// proxy, or add the host of the target to NO_PROXY.',
    });
  }
  const { hostname, port, username, password } = parsed;
  const credentials = username === '' ? undefined : `${decode(username)}:${decode(password)}`;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 80 : Number(port),
    ...(credentials === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
}

/** As written where it is no percent-encoding. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A loopback address, or a name that always stands for one (RFC 6761, 6.3). */
export function isThisMachine(url: URL): boolean {
  const host = hostOf(url);
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8);
  loopback.addAddress('::1', 'ipv6');
  return host === 'localhost' || host.endsWith('.localhost') || holds(loopback, host);
}

/** `*`, a name that stands for its subdomains too, an address or a network of addresses; each with a port or without. */
function isExempt(url: URL, list: string): boolean {
  const host = hostOf(url);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '' || entry === '*') return entry === '*';
      const [, name = entry, ofPort] = /^(.*[^:]):(\d+)$/.exec(isIP(entry) ? '' : entry) ?? [];
      if (ofPort !== undefined && ofPort !== port) return false;
      const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
      return bare.includes('/') ? inNetwork(host, bare) : host === bare || host.endsWith(`.${bare}`);
    });
}

/** `10.0.0.0/8`; what is no network matches nothing. */
function inNetwork(host: string, network: string): boolean {
  const [address = '', prefix = ''] = network.split('/');
  const bits = Number(prefix);
  if (!isIP(address) || prefix === '' || !(bits >= 0 && bits <= (isIP(address) === 6 ? 128 : 32)))
    return false;
  const list = new BlockList();
  list.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return holds(list, host);
}

function holds(list: BlockList, host: string): boolean {
  return isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
