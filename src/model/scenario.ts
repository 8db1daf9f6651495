import type { JsonValue } from './protocol.ts';

/** The only list of their names; the union below has one member, or several, for each. */
export const scenarioNames = [
  'cold-start',
  'single',
  'ramp',
  'mixed',
  'closed',
  'spike',
  'sustained',
  'soak',
  'endurance',
  'long-context',
  'batching',
  'faults',
  'edge-cases',
] as const satisfies readonly ScenarioPlan['kind'][];

export type ScenarioName = ScenarioPlan['kind'];

export type ScenarioPlan =
  | ColdStartPlan
  | { kind: 'single'; requestsPerClass: number; maximumMs: number }
  /**
   * Open loop from `from` to `to` times the expected rate: in steps of one rate each, or on one line, which is cut into
   * as many equal parts for the report.
   */
  | { kind: 'ramp'; shape: 'steps' | 'linear'; from: number; to: number; steps: number; stepMs: number }
  /** The steady variable-input load that the verdict is made from. */
  | { kind: 'mixed' }
  /** Closed loop of all classes: so many users, each of whom waits for the answer, thinks, and sends again. */
  | { kind: 'closed'; concurrency: number; durationMs: number; thinkTime: ThinkTimePlan }
  | SpikePlan
  | SteadyPlan
  | LongContextPlan
  | BatchingPlan
  | FaultsPlan
  | EdgeCasesPlan;

/** Starts of the target, each with its first answers. */
export interface ColdStartPlan {
  kind: 'cold-start';
  /** Of each arm, the first one included. */
  starts: number;
}

/** Open loop: the mixed rate, then within a second up to a multiple of the expected rate, held, and back again. */
export interface SpikePlan {
  kind: 'spike';
  /** Times the expected rate; a block for each. */
  heights: number[];
  beforeMs: number;
  holdMs: number;
  /** Watched after the spike, at the mixed rate. */
  afterMs: number;
}

/** One rate for minutes to hours, block after block, to see what drifts. Of the candidate alone. */
export interface SteadyPlan {
  kind: 'sustained' | 'soak' | 'endurance';
  durationMs: number;
  blockMs: number;
  /** `capacity`: of what the ramp of this run measured, or of the expected rate where it told nothing. */
  level: { kind: 'rate'; ratePerSecond: number } | { kind: 'capacity'; share: number };
}

/** Closed loop of the longest inputs, with more and more users until the server has no room for their context. */
export interface LongContextPlan {
  kind: 'long-context';
  /** Absent: the class with the longest inputs. */
  className?: string;
  mostConcurrency: number;
  stepMs: number;
}

/** Closed loops of all classes, for each number of users and each setting of the server. Of the candidate alone. */
export interface BatchingPlan {
  kind: 'batching';
  /** Ascending. */
  concurrency: number[];
  stepMs: number;
  /** The server is started anew with each; as it is where there are none. */
  settings: ServerSetting[];
}

export interface ServerSetting {
  name: string;
  /** Added to the target's own. */
  env: Record<string, string>;
  /** Added to the target's own command. */
  arguments: string[];
}

/** A dependency of the target that is slow, failing or gone, behind a proxy of Sluice. Of the candidate alone. */
export interface FaultsPlan {
  kind: 'faults';
  dependency: {
    host: string;
    port: number;
    /** The variable of the target that names the dependency, and its value with `{host}` and `{port}` in place of the address. */
    variable: string;
    value: string;
  };
  faults: DependencyFault[];
  beforeMs: number;
  holdMs: number;
  afterMs: number;
}

export type DependencyFault =
  | { kind: 'slow'; delayMs: number }
  /** Connections are closed before an answer. */
  | { kind: 'reset' }
  /** Answers 503 to every request of HTTP/1.1. */
  | { kind: 'failing' }
  /** No connection can be opened. */
  | { kind: 'gone' };

/** Odd and broken requests, one kind after the other, among few good ones; after everything else is measured. */
export interface EdgeCasesPlan {
  kind: 'edge-cases';
  cases: EdgeCasePlan[];
  /** Of the requests of this scenario. */
  share: number;
  /** In characters: the longest input that the server is meant to take. */
  maximumLength: number;
}

export interface EdgeCasePlan {
  name: string;
  make: BuiltinEdgeCase | { row: Record<string, JsonValue> } | { body: string };
  /** Statuses that are right: `200`, `4xx`. */
  expect: string[];
}

export type BuiltinEdgeCase =
  | 'empty'
  | 'one-character'
  | 'max-length'
  | 'over-max-length'
  | 'unicode'
  | 'control-characters'
  | 'deep-nesting'
  | 'malformed-json'
  | 'wrong-content-type'
  | 'huge-numbers'
  | 'missing-fields';

/** What a user does between an answer and the next request. */
export type ThinkTimePlan =
  { kind: 'none' } | { kind: 'constant'; thinkMs: number } | { kind: 'exponential'; meanMs: number };
