import { once } from 'node:events';
import { connect, isIPv4 } from 'node:net';
import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import type { FaultsPlan } from '../model/scenario.ts';
import type { ContainerPlan, ProcessPlan } from '../model/target.ts';
import { usesHostNetwork } from './container-arguments.ts';
import { openDependencyProxy, type Address, type DependencyProxy } from './dependency-proxy.ts';
import { docker } from './exec.ts';

const reachableWithinMs = 3000;
const loopback = '127.0.0.1';

export interface StoodBetween {
  proxy: DependencyProxy;
  /** What the target has to be started with, so that it takes the proxy for its dependency. */
  env: Record<string, string>;
}

/**
 * Puts a proxy between a target and its dependency, where the target can reach it.
 * @throws SluiceError `dependency-unreachable`, `docker-unavailable`
 */
export async function standBetween(
  target: ContainerPlan | ProcessPlan,
  { host, port, variable, value }: FaultsPlan['dependency'],
): Promise<StoodBetween> {
  await assertReachable(host, port);
  const { proxy, seenAs } = await openWhereSeen(target, { host, port });
  const named = value.replaceAll('{host}', seenAs).replaceAll('{port}', String(proxy.port));
  return { proxy, env: { [variable]: named } };
}

async function assertReachable(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(reachableWithinMs) });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ABORT_ERR' ? `no answer in ${reachableWithinMs / 1000} s` : (code ?? String(cause));
    throw new SluiceError('dependency-unreachable', {
      fact: `The dependency ${host}:${port}, which is to be made faulty, cannot be reached from this machine: ${why}.`,
      remedy:
        'Start it in a step before and publish its port on this machine, or correct `scenarios.faults.dependency.address`.',
      cause,
    });
  } finally {
    socket.destroy();
  }
}

/** A proxy that the target can reach, and as what it sees the machine that it is on. */
async function openWhereSeen(
  target: ContainerPlan | ProcessPlan,
  dependency: Address,
): Promise<{ proxy: DependencyProxy; seenAs: string }> {
  if (target.kind === 'process' || usesHostNetwork(target))
    return { proxy: await openDependencyProxy(loopback, dependency), seenAs: loopback };
  const gateway = await readGateway(target.network ?? 'bridge');
  try {
    if (gateway !== undefined)
      return { proxy: await openDependencyProxy(gateway, dependency), seenAs: gateway };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
  }
  // The engine runs on a machine of its own, as that of Docker Desktop does; containers know this one by a name.
  return { proxy: await openDependencyProxy(loopback, dependency), seenAs: 'host.docker.internal' };
}

const ranges = z
  .array(z.object({ Gateway: z.string().optional(), Subnet: z.string().optional() }))
  .nullable();

/** Of a Docker network, as IPv4: the address of the machine that the engine runs on, seen from a container. */
async function readGateway(network: string): Promise<string | undefined> {
  const answer = await docker(['network', 'inspect', '--format', '{{json .IPAM.Config}}', '--', network], {
    timeoutMs: 30_000,
  });
  if (!answer.ok) return undefined;
  const configured = ranges.parse(JSON.parse(answer.stdout)) ?? [];
  const told = configured.find(({ Gateway }) => Gateway?.includes('.'))?.Gateway;
  // An engine does not tell it of a default network that it has made itself, until it is started again.
  return told ?? configured.map(({ Subnet }) => firstAddressIn(Subnet)).find(Boolean);
}

/** What a bridge gets where nobody says otherwise: of 172.17.0.0/16 the address 172.17.0.1. */
function firstAddressIn(subnet: string | undefined): string | undefined {
  const [network = ''] = subnet?.split('/') ?? [];
  return isIPv4(network) ? network.replace(/\d+$/, (last) => String(Number(last) + 1)) : undefined;
}
