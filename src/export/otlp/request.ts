import type { Arm, Block } from '../../model/run.ts';
import { outcomes } from '../../model/sample.ts';
import type { BlockSamples, Outcome } from '../../model/sample.ts';

/** One measured request, out of the columns: times in milliseconds since the epoch, absent where the event did not happen. */
export interface ObservedRequest {
  arm: Arm;
  scenario: Block['scenario'];
  block: number;
  variant?: string;
  class: string;
  /** Names the request in both arms: `mixed/4/17`. */
  key: string;
  dueAtMs: number;
  sentAtMs?: number;
  firstTokenAtMs?: number;
  endAtMs: number;
  /** Spent on opening the connection, which is not charged to the model. */
  connectMs: number;
  outcome: Outcome;
  httpStatus: number;
  inputTokens?: number;
  cachedTokens?: number;
  outputTokens?: number;
  reasoningTokens?: number;
}

export interface RequestPlace {
  arm: Arm;
  block: Block;
  /** Label of the request's class. */
  class: string;
  key: string;
}

/** A request that has no end, as one that was never sent, ends when it was due. */
export function requestAt(
  { samples, startedAtEpochMs }: BlockSamples,
  row: number,
  { arm, block, class: className, key }: RequestPlace,
): ObservedRequest {
  const at = (column: Float64Array): number | undefined => {
    const value = known(column[row]);
    return value === undefined ? undefined : startedAtEpochMs + value;
  };
  const dueAtMs = at(samples.dueAtMs) ?? startedAtEpochMs;
  return {
    arm,
    scenario: block.scenario,
    block: block.index,
    class: className,
    key,
    dueAtMs,
    endAtMs: at(samples.endAtMs) ?? dueAtMs,
    connectMs: known(samples.connectMs?.[row]) ?? 0,
    outcome: outcomes[samples.outcome[row] as number] ?? 'bad-response',
    httpStatus: samples.httpStatus[row] ?? 0,
    ...definedOf({
      variant: block.variant,
      sentAtMs: at(samples.sentAtMs),
      firstTokenAtMs: at(samples.firstTokenAtMs),
      inputTokens: known(samples.inputTokens[row]),
      cachedTokens: known(samples.cachedTokens?.[row]),
      outputTokens: known(samples.outputTokens[row]),
      reasoningTokens: known(samples.reasoningTokens?.[row]),
    }),
  };
}

/** Time to the first token, by the same clock as the gate's; undefined where nothing was streamed. */
export const ttftMs = ({ firstTokenAtMs, dueAtMs, connectMs }: ObservedRequest): number | undefined =>
  firstTokenAtMs === undefined ? undefined : firstTokenAtMs - dueAtMs - connectMs;

const known = (value: number | undefined): number | undefined =>
  value === undefined || Number.isNaN(value) ? undefined : value;

/** Without what is undefined. */
export function definedOf<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
