import type { ReportInput } from './report.ts';
import type { Run } from './run.ts';

/** Whom a finished gate is told to besides GitHub, by the settings; what is absent is not told. */
export interface ExportsPlan {
  mlflow?: MlflowExport;
  wandb?: WandbExport;
  clearml?: ClearmlExport;
  prometheus?: PrometheusExport;
  otlp?: OtlpExport;
  webhook?: WebhookExport;
}

/** Names of environment variables stand for secrets: the settings are in the repository. */
export interface MlflowExport {
  trackingUrl: string;
  experiment: string;
  /** Registered model whose version gets the capacity statement as a tag. */
  model?: { name: string; version: string };
  tokenVariable?: string;
}

export interface WandbExport {
  baseUrl: string;
  entity?: string;
  project: string;
  keyVariable: string;
}

export interface ClearmlExport {
  apiUrl: string;
  /** Where the report is put; absent: nowhere. */
  filesUrl?: string;
  project: string;
  accessKeyVariable: string;
  secretKeyVariable: string;
}

export interface PrometheusExport {
  /** While the gate runs, its metrics are served here. */
  listen?: { host: string; port: number };
  pushGateway?: string;
  remoteWrite?: string;
  tokenVariable?: string;
}

export interface OtlpExport {
  /** Base address of a collector: `/v1/traces` and `/v1/metrics` are below it. */
  endpoint: string;
  /** Header name to the environment variable that holds its value. */
  headerVariables: Record<string, string>;
  /** Of all requests, how many become spans, 0 to 1. */
  sampledShare: number;
}

/** Either the address or the variable that holds it. */
export interface WebhookExport {
  url?: string;
  urlVariable?: string;
  format: 'json' | 'slack' | 'teams';
  secretVariable?: string;
}

/** What every export is made of: a finished gate and where it ran. */
export interface ExportInput {
  report: ReportInput;
  candidate: Run;
  base?: Run;
  sluiceVersion: string;
  /** What sent the load: `built-in`, `k6`, `locust`. */
  engine?: string;
  origin: ExportOrigin;
  /** Worded for chats; absent where none is told. */
  messages?: ChatMessages;
  /** Absolute paths of what the gate has written. */
  files: { directory: string; result: string; report: string; comment: string; junit: string };
}

/** As far as the CI system tells; all of it is absent at a terminal. */
export interface ExportOrigin {
  commit?: string;
  branch?: string;
  /** Number of the pull or merge request. */
  pullRequest?: string;
  repository?: string;
  /** Page of the job that measured. */
  runUrl?: string;
}

/** What the webhook of each chat takes. */
export interface ChatMessages {
  slack: object;
  teams: object;
}
