/** Decides when the requests of a block are sent. */
export interface Arrivals {
  start(startAtMs: number): void;
  /** The request of this row was answered or failed; closed loops send the next one. */
  onFinished(succeeded: boolean, row: number): void;
  /** By which a row belongs to a part of the block, from its start; absent: when it is due. */
  assignedAtMs?(row: number): number;
  /** No further request is sent. */
  stop(): void;
}

export interface ArrivalsOwner {
  /** Sends the request of this row now. */
  send(row: number): void;
  /** The last request has been sent, or none will be: what is in flight has until `deadlineMs` on the shared clock. */
  onExhausted(lastSendAtMs: number): void;
}
