import type { TimingId } from './metric.ts';

/** A tool that puts the load on the target in place of Sluice's own engine. Runs of different engines are never compared: the hash of the plan tells them apart. */
export type EnginePlan = K6Plan | LocustPlan;

/** Grafana k6, started once a block. */
export interface K6Plan {
  kind: 'k6';
  /** The program: a name that is looked up in PATH, or a path, resolved from the folder of the settings. */
  command: string;
  /** So many processes share the load, each with its own execution segment. */
  segments: number;
  /** The user's own script in place of the one that Sluice writes. */
  script?: EngineScript;
}

/** Locust without its web page, started once a block. */
export interface LocustPlan {
  kind: 'locust';
  /** The program: a name that is looked up in PATH, or a path, resolved from the folder of the settings. */
  command: string;
  /** So many processes share the load, under a master. */
  workers: number;
  /** The user's own locustfile in place of the one that Sluice writes. */
  script?: EngineScript;
  /** Where workers on other machines join. Absent: all workers are started here. */
  master?: LocustMaster;
}

export interface LocustMaster {
  /** The address that the master listens on. */
  host: string;
  port: number;
  /** The load begins when so many have joined. */
  expectWorkers: number;
}

export interface EngineScript {
  /** Relative to the workspace. */
  file: string;
  /** SHA-256 of the file, in hexadecimal: another script is another load. */
  digest: string;
}

/** Which tool sent the load of a run. */
export interface EngineOrigin {
  kind: EnginePlan['kind'];
  version: string;
  /** What its timings are where they are not Sluice's own: `k6.http-req-duration/1`. */
  definitions?: Partial<Record<TimingId, string>>;
}
