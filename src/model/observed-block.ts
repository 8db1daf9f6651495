import type { ProtocolPlan } from './protocol.ts';
import type { Arm, Block } from './run.ts';
import type { BlockSamples } from './sample.ts';
import type { Telemetry } from './telemetry.ts';

/** A block that was just kept in a run, for those who watch while the gate measures. */
export interface ObservedBlock {
  arm: Arm;
  /** Address of the server that answered. */
  baseUrl: string;
  protocol: ProtocolPlan;
  /** Names of the request classes, by the class index of `measured`. */
  classes: string[];
  /** The blocks that it was recorded as, each with its rows of `measured`: those of warm-up are in none. */
  parts: { block: Block; rows: Iterable<number> }[];
  /** Good until the next block: it lies in the same memory. */
  measured: BlockSamples;
  /** Of the arm so far. */
  telemetry?: Telemetry;
}

export type ObserveBlock = (observed: ObservedBlock) => void;
