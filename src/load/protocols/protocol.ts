import type { ErrorKind } from '../../model/sample.ts';
import type { WorkloadItem } from '../../model/schedule.ts';
import type { ChunkGaps } from '../streams/chunk-gaps.ts';

/** One distinct input, ready to be sent as often as the schedule asks. `saltMarker` may still stand in it. */
export interface PreparedRequest {
  method: string;
  /** With the query; starts with `/`. */
  path: string;
  /** Names and values in turn. */
  headers: string[];
  body: Buffer | null;
}

/** How the answer to one request is read. A reader serves one connection, and one request after another. */
export interface ResponseReader {
  /** The final status line and headers are there; header names and values in turn, as bytes. */
  onHeaders(status: number, headers: Buffer[]): void;
  /** `bytes` stays valid for as long as it is held. */
  onChunk(bytes: Buffer, atMs: number): void;
  /** The answer is complete by the rules of HTTP. Returns the reader's own record, which the next request overwrites. */
  onEnd(): ResponseResult;
}

export interface ResponseResult {
  outcome: 'ok' | ErrorKind;
  /** Why it is no success; empty for a success. Not yet cut or masked. */
  message: string;
  /** NaN where the answer holds no token. */
  firstTokenAtMs: number;
  inputTokens: number;
  /** Of `inputTokens`, those from the server's prefix cache. */
  cachedTokens: number;
  outputTokens: number;
  /** Of `outputTokens`. */
  reasoningTokens: number;
  /** Of a stream; the next answer overwrites them. */
  gaps: ChunkGaps | undefined;
  /** What the server said, where it was asked to be kept. */
  answer?: string;
}

/** That the texts of answers are kept, and where they stand in an unstreamed one: a dotted path, else the protocol's own. */
export interface AnswerPlan {
  path?: string;
}

/** What an API looks like on the wire. */
export interface Protocol {
  kind: string;
  /** Throws `template-invalid` when the input lacks a column that the plan names. */
  prepare(item: WorkloadItem, className: string): PreparedRequest;
  openReader(): ResponseReader;
}

export function emptyResult(): ResponseResult {
  return {
    outcome: 'ok',
    message: '',
    firstTokenAtMs: Number.NaN,
    inputTokens: Number.NaN,
    cachedTokens: Number.NaN,
    outputTokens: Number.NaN,
    reasoningTokens: Number.NaN,
    gaps: undefined,
  };
}
