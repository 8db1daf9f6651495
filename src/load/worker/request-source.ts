import type { ResponseResult } from '../protocols/protocol.ts';
import type { WireRequest } from './wire-requests.ts';

/** Where the requests of a block come from. */
export interface RequestSource {
  /** The request of a row, which sends this item. */
  optionsOf(item: number, row: number): WireRequest;
  /** The row was answered well. `headers`: names and values in turn. */
  onAnswered?(row: number, result: ResponseResult, headers: readonly Buffer[]): void;
}
