import type { ProtocolPlan } from '../../model/protocol.ts';
import { createProtocol } from '../protocols/index.ts';
import type { ResponseReader, ResponseResult } from '../protocols/protocol.ts';

/** Header values by name, as a tool tells them. */
export type ToolHeaders = Record<string, string>;

/**
 * Reads answers that another tool has received, with the readers of the built-in engine: what is an error there is one here,
 * and tokens are counted alike. A stream comes as one piece, so that nothing is known of its first token and its gaps.
 */
export class AnswerJudge {
  readonly #reader: ResponseReader;

  constructor(protocol: ProtocolPlan) {
    this.#reader = createProtocol(protocol).openReader();
  }

  /** The record is overwritten by the next answer. */
  judge(status: number, headers: ToolHeaders, body: Buffer, atMs: number): ResponseResult {
    const pairs = Object.entries(headers).flatMap(([name, value]) => [Buffer.from(name), Buffer.from(value)]);
    this.#reader.onHeaders(status, pairs);
    if (body.length > 0) this.#reader.onChunk(body, atMs);
    return this.#reader.onEnd();
  }
}
