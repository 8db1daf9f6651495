import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { docker } from './exec.ts';
import type { TargetState } from './running-target.ts';

const inspected = z.object({
  Image: z.string(),
  Config: z.object({ Image: z.string() }),
  State: z.object({ Status: z.string(), OOMKilled: z.boolean(), ExitCode: z.int(), Pid: z.int() }),
  NetworkSettings: z.object({
    Ports: z
      .record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable())
      .nullish(),
  }),
});

export interface ContainerState {
  /** Id of the image that it really runs; a tag may have moved since. */
  imageId: string;
  /** The image as Docker was asked for it. */
  imageName: string;
  state: TargetState;
  /** Its main process, as the engine's machine numbers it; 0 when it does not run. */
  pid: number;
  /** Where the container's TCP ports can be reached on this machine, by port inside. */
  hostPorts: Map<number, number>;
}

const exitedStates = new Set(['exited', 'dead', 'removing']);

/** Undefined when there is no such container any more. */
export async function inspectContainer(id: string): Promise<ContainerState | undefined> {
  const answer = await docker(['container', 'inspect', '--format', '{{json .}}', '--', id], {
    timeoutMs: 30_000,
  });
  if (!answer.ok) return undefined;
  const container = inspected.parse(JSON.parse(answer.stdout));
  const { Status, OOMKilled, ExitCode } = container.State;
  return {
    imageId: container.Image,
    imageName: container.Config.Image,
    state: exitedStates.has(Status)
      ? { kind: 'exited', exitCode: ExitCode, outOfMemory: OOMKilled }
      : { kind: 'running' },
    pid: container.State.Pid,
    hostPorts: readPorts(container.NetworkSettings.Ports ?? {}),
  };
}

type PublishedPorts = NonNullable<z.infer<typeof inspected>['NetworkSettings']['Ports']>;

function readPorts(published: PublishedPorts): Map<number, number> {
  const ports = new Map<number, number>();
  for (const [inside, bindings] of Object.entries(published)) {
    // The user may have published the port elsewhere, too; ours is on the loopback address.
    const binding = bindings?.find(({ HostIp }) => HostIp === '127.0.0.1') ?? bindings?.[0];
    if (inside.endsWith('/tcp') && binding) ports.set(Number.parseInt(inside, 10), Number(binding.HostPort));
  }
  return ports;
}

/** The state as a target's. A container that is not there any more has exited, and nobody knows how. */
export async function readContainerState(id: string): Promise<TargetState> {
  for (let attempt = 1; ; attempt += 1) {
    const state = (await inspectContainer(id))?.state;
    if (!state) return { kind: 'exited', exitCode: null, outOfMemory: false };
    // The engine learns of an out-of-memory kill (137 = SIGKILL) on another way than of the exit, sometimes later.
    const isSettled =
      state.kind === 'running' || state.exitCode !== 137 || state.outOfMemory || attempt === 3;
    if (isSettled) return state;
    await sleep(150);
  }
}
