import type { HttpVersion } from './endpoint.ts';
import type { MetricsPreset, TelemetryId } from './telemetry.ts';

export type TargetPlan = ContainerPlan | ProcessPlan | UrlPlan;

export interface ReadinessPlan {
  path: string;
  /** Asked in turn where the server has no such path: only where the user names none. */
  otherPaths?: string[];
  /** The path is that of a method of gRPC, which takes an empty message and answers with a first field of true. */
  grpc?: boolean;
  /** Must stand in the answer. */
  contains?: string;
  timeoutMs: number;
  /** Pause between two probes. */
  intervalMs: number;
}

interface TargetCommon {
  ready: ReadinessPlan;
  /** Absent: `auto`. */
  http?: HttpVersion;
  metrics?: MetricsPlan;
}

/** The server's own metrics, as Prometheus text or OpenMetrics. */
export interface MetricsPlan {
  path: string;
  /** Of the same host, over plain HTTP, where it is not the server's own: 8002 of Triton. Not of processes, which share the ports of this machine. */
  port?: number;
  /** Absent: recognised by the names. */
  preset?: MetricsPreset;
  /** Names of the server's own for ids of ours; they go before the preset's. `name` or `name{label="value"}`. */
  map?: Partial<Record<TelemetryId, string>>;
}

export interface ContainerPlan extends TargetCommon {
  kind: 'container';
  /** Empty where it is still to be built. */
  image: string;
  /** Made by the gate itself, from the workspace and from the commit of a baseline. */
  build?: BuildPlan;
  /** The port that the server listens on inside the container. */
  port: number;
  env: Record<string, string>;
  /** As Docker writes it: `2g`, `512m`. */
  memory?: string;
  cpus?: number;
  gpus?: string;
  /** `auto`: bound to cores of its own where Docker and the machine allow it; the generator keeps the others. */
  isolation: 'auto' | 'none';
  /** The cores that it is bound to: chosen by the gate, the same for both arms. */
  cores?: number[];
  /** `host-path:container-path[:ro]`, host paths relative to the workspace. */
  volumes: string[];
  network?: string;
  pull: 'missing' | 'always' | 'never';
  /** Further arguments for `docker create`, before the image. */
  extraArguments: string[];
  /** Those of them that are taken although not any change may give them: opened where a pull request cannot. */
  openedArguments?: readonly string[];
  /** Replaces the image's command. */
  command: string[];
}

/** What `docker build` gets. Paths are relative to the workspace. */
export interface BuildPlan {
  context: string;
  dockerfile: string;
  args: Record<string, string>;
}

export interface ProcessPlan extends TargetCommon {
  kind: 'process';
  /** Program and arguments; never given to a shell. `{port}` in an argument becomes the port. */
  command: [string, ...string[]];
  /** Fixed port, or undefined: a free one is chosen, and handed over as `PORT` and `{port}`. */
  port?: number;
  env: Record<string, string>;
  /** Relative to the workspace. */
  directory: string;
  /** Makes a fresh checkout of the baseline's commit ready to be started; as `command`, in the same folder. */
  prepare?: [string, ...string[]];
}

export interface UrlPlan extends TargetCommon {
  kind: 'url';
  url: string;
  /** A unix socket to connect to, relative to the workspace; the url then only names the host in the requests. */
  socketPath?: string;
  /** `ca`: file of certificates (PEM) that are trusted besides those of this machine, relative to the workspace. */
  tls?: { ca: string };
  /** Hosts and addresses that the limits name. */
  allowedHosts?: readonly string[];
}
