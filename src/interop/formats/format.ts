import type { ImportedOrigin, ReportedValue } from '../../model/run.ts';
import type { ErrorKind } from '../../model/sample.ts';
import type { SampleRequest } from '../sample-line.ts';

/** The tools whose results are read, as `--format` names them. */
export const toolNames = [
  'vllm',
  'sglang',
  'guidellm',
  'aiperf',
  'llmperf',
  'k6',
  'locust',
  'jmeter',
  'gatling',
  'vegeta',
  'oha',
  'autocannon',
  'hey',
] as const;

export type ToolName = (typeof toolNames)[number];

/** One request as another tool recorded it, in milliseconds. Fields that the tool does not tell are undefined, never 0. */
export interface ImportedRequest extends Omit<SampleRequest, 'scheduledAtMs'> {
  /** When it was due; where the tool does not tell, when it was sent. On any clock; NaN where there is none. */
  startedAtMs: number;
}

/** What a file tells besides its requests. */
export interface Origin extends Pick<ImportedOrigin, 'version' | 'definitions'> {
  /** What the tool was asked for, as far as the file tells: runs that differ in it are never compared. */
  asked?: string;
  /** Of `startedAtMs`: since 1970, or from some start. */
  clock: 'epoch' | 'run';
  /** When the tool began, where the file tells it and the requests do not. */
  beganAtEpochMs?: number | undefined;
  /** Of the whole run, as the file tells it. */
  durationMs?: number | undefined;
  /** What is left out, and what the numbers do not mean: told with every verdict. */
  notes: string[];
}

/** A file with single requests. */
export interface ImportedRequests {
  kind: 'requests';
  origin: Origin;
  requests: ImportedRequest[];
}

/** Counts of a stretch of time, without a single time. */
export interface ImportedWindow {
  startMs: number;
  durationMs: number;
  attempted: number;
  errors: Partial<Record<ErrorKind, number>>;
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
}

/** A file with the tool's own numbers. One window, or several where it has a history. */
export interface ImportedSummary {
  kind: 'summary';
  origin: Origin;
  windows: ImportedWindow[];
  reported: ReportedValue[];
}

/** One form of file of one tool. Pure: texts come in. */
export type ResultFormat = WholeFormat | LineFormat;

interface Recognised {
  tool: ToolName;
  /** As people know it: `k6, --out json`. */
  title: string;
  /** Whether a file that begins so (at most `headCharacters`) is of this form. */
  recognise(head: string): boolean;
}

export interface WholeFormat extends Recognised {
  reading: 'whole';
  parse(text: string, name: string): ImportedRequests | ImportedSummary;
}

/** For files of any size: line by line, and nothing is kept. */
export interface LineFormat extends Recognised {
  reading: 'lines';
  start(name: string): LineReader;
}

export interface LineReader {
  /** The request in this line, counted from 1; undefined where it holds none. */
  read(text: string, line: number): ImportedRequest | undefined;
  /** What was learnt of the run, once all lines are read. */
  close(): Origin;
}

export const headCharacters = 64 * 1024;

/** Where nothing else is known of a request. */
export const unknownRequest = {
  className: 'default',
  ttftMs: undefined,
  tpotMs: undefined,
  inputTokens: undefined,
  outputTokens: undefined,
} as const;
