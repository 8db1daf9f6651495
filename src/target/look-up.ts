import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../model/error.ts';

/**
 * Where clouds hand out credentials and settings to whoever asks from within, and what is no single host: link-local
 * addresses (AWS, Azure, Google and others), those of AWS, Google, Azure, Alibaba and Oracle that are not, multicast.
 */
const refused = new BlockList();
for (const [network, bits, family] of [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const) {
  refused.addSubnet(network, bits, family);
}

export interface LookUpWait {
  timeoutMs: number;
  intervalMs: number;
  signal: AbortSignal;
  /** Hosts and addresses that are named in the limits: those are taken whatever they are. */
  allowed: readonly string[];
}

/**
 * The addresses of a host. Every connection of a gate goes to one of them, so that no later answer of the name service can
 * move its load elsewhere.
 * @returns why there is none yet, where the time was over before one was found; also where the signal came
 * @throws SluiceError `limits-exceeded` where one is refused
 */
export async function lookUpHost(hostname: string, wait: LookUpWait): Promise<string[] | { last: string }> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const deadlineMs = performance.now() + wait.timeoutMs;
  for (;;) {
    try {
      const found = isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);
      return checkAddresses(found, host, wait.allowed);
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      const last = (error as NodeJS.ErrnoException).code ?? String(error);
      if (performance.now() + wait.intervalMs >= deadlineMs || wait.signal.aborted) return { last };
      await sleep(wait.intervalMs, undefined, { signal: wait.signal }).catch(() => undefined);
    }
  }
}

/** @throws SluiceError `limits-exceeded` */
export function checkAddresses(addresses: string[], host: string, allowed: readonly string[]): string[] {
  const bad = addresses.find(
    (address) => !allowed.includes(address) && refused.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  );
  if (bad === undefined) return addresses;
  throw new SluiceError('limits-exceeded', {
    fact:
      bad === host
        ? `The url target is at ${bad}, an address of the network itself, or of the cloud's own services.`
        : `The url target is on ${host}, which is the address ${bad}: one of the network itself, or of the cloud's own services.`,
    remedy:
      'Name the host of a model server. If it is one, name this very address under `limits.hosts` in sluice.yml of the base branch.',
  });
}
