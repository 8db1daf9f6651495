import type { ScenarioName } from './scenario.ts';

/** Which part of the load this machine sends, and when all of them begin. */
export interface ShardPlan {
  /** From 1 to `of`. */
  index: number;
  of: number;
  /** By the common clock. */
  startAtEpochMs: number;
  /** Whose `Date` headers are the common clock. Absent: the candidate's. */
  clock?: string;
  /** From the end of one block to the start of the next: what is in flight has to be answered by then. */
  pauseMs: number;
}

/** Of a run that is one part of several, which were measured at the same time on different machines. */
export interface Shard {
  /** From 1 to `of`. */
  index: number;
  of: number;
  /** ISO 8601, UTC, by the common clock: when the first block begins in all shards. */
  startAt: string;
  clock: ShardClock;
  /** The blocks of both arms in the order of time, the same in all shards: what was not measured can be named. */
  timetable: ShardSlot[];
}

/** What the common clock shows minus what this machine's shows; the truth is within the uncertainty of it. */
export interface ShardClock {
  /** The host whose `Date` headers were read. */
  source: string;
  offsetMs: number;
  uncertaintyMs: number;
}

export interface ShardSlot {
  arm: 'base' | 'candidate';
  scenario: ScenarioName;
  /** The `order` of the block that is recorded, of the first of several. */
  order: number;
  /** As how many blocks it is recorded. */
  blocks: number;
  /** From the common start. */
  atMs: number;
}

/** What a block was asked to be over all shards, kept in the part that one of them measured. */
export interface WholeBlock {
  /** Where what is recorded begins, from the start of what is sent. */
  measuredFromMs: number;
  /** Measured requests; of open loops. */
  requests?: number;
  /** Position of the first measured request in the schedule. Request i of a schedule belongs to shard i mod n + 1. */
  firstRow?: number;
  /** As in `BlockRequests`. */
  schedule?: string;
  ratePerSecond?: number;
  /** Users; of closed loops. */
  concurrency?: number;
}

/** Where a part of a merged run comes from. */
export interface ShardOrigin {
  index: number;
  clock: ShardClock;
  /** Of the machine. */
  fingerprint: string;
  cpuModel: string;
}
