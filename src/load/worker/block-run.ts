import type { TimeoutPlan } from '../../model/plan.ts';
import { outcomes, type ErrorKind, type Outcome } from '../../model/sample.ts';
import type { Clock } from '../clock.ts';
import { GapHistograms } from '../gap-histograms.ts';
import { cell, noteLatency } from '../live-counters.ts';
import type { BlockOrder } from '../messages.ts';
import type { ResponseResult } from '../protocols/protocol.ts';
import type { Arrivals, ArrivalsOwner } from './arrivals.ts';
import type { Connection, RequestObserver } from './connection.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { deadlineIntervalMs, findTimeout } from './deadlines.ts';
import type { ErrorExamples } from './error-examples.ts';
import type { RequestSource } from './request-source.ts';
import type { TransportFault } from './transport-fault.ts';

const outcomeIndex = Object.fromEntries(outcomes.map((outcome, index) => [outcome, index])) as Record<
  Outcome,
  number
>;

export interface BlockRunParts {
  order: BlockOrder;
  pool: ConnectionPool;
  requests: RequestSource;
  examples: ErrorExamples;
  classNames: string[];
  timeouts: TimeoutPlan;
  clock: Clock;
  createArrivals(owner: ArrivalsOwner): Arrivals;
  onDone(): void;
}

/** One worker's share of one block, from the first send to the last row written. */
export class BlockRun implements ArrivalsOwner, RequestObserver {
  handled = 0;
  localFaults = 0;
  /** Requests on a kept connection that the server closed before it answered. */
  keptConnectionsLost = 0;
  /** Of each measured part of the block. */
  readonly gaps: GapHistograms[];
  readonly #parts: BlockRunParts;
  readonly #arrivals: Arrivals;
  #startAtMs = 0;
  #exhausted = false;
  #done = false;
  #deadlines: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;

  constructor(parts: BlockRunParts) {
    this.#parts = parts;
    this.gaps = parts.order.measured.map(() => new GapHistograms());
    this.#arrivals = parts.createArrivals(this);
  }

  start(startAtMs: number): void {
    this.#startAtMs = startAtMs;
    this.#deadlines = setInterval(() => this.#checkDeadlines(), deadlineIntervalMs(this.#parts.timeouts));
    this.#arrivals.start(startAtMs);
  }

  /** Ends the block now: nothing more is sent, and what is in flight counts as aborted. */
  stop(reason: string): void {
    this.#arrivals.stop();
    this.#abortAll(reason);
  }

  send(row: number): void {
    const { order, pool, requests } = this.#parts;
    const item = order.columns.itemIndex[row] as number;
    this.handled++;
    Atomics.add(order.live.counts, cell.sent, 1);
    const connection = pool.acquire();
    connection.send(row, requests.optionsOf(item, row), this);
  }

  onExhausted(lastSendAtMs: number): void {
    const { clock, timeouts } = this.#parts;
    this.#exhausted = true;
    const reason = `still in flight ${timeouts.graceMs} ms after the last request of the block`;
    const waitMs = Math.max(0, lastSendAtMs + timeouts.graceMs - clock());
    this.#grace = setTimeout(() => this.#abortAll(reason), waitMs);
    this.#endWhenDone();
  }

  onSent(connection: Connection): void {
    const { columns } = this.#parts.order;
    columns.sentAtMs[connection.row] = connection.sentAt - this.#startAtMs;
    columns.connectMs[connection.row] = connection.connectMs;
  }

  onAnswered(connection: Connection, result: ResponseResult): void {
    const { columns } = this.#parts.order;
    const row = connection.row;
    columns.firstTokenAtMs[row] = result.firstTokenAtMs - this.#startAtMs;
    columns.inputTokens[row] = result.inputTokens;
    columns.cachedTokens[row] = result.cachedTokens;
    columns.outputTokens[row] = result.outputTokens;
    columns.reasoningTokens[row] = result.reasoningTokens;
    if (result.outcome === 'ok') {
      this.#countGaps(row, result);
      this.#parts.requests.onAnswered?.(row, result, connection.headers);
    }
    this.#parts.pool.release(connection);
    this.#finish(connection, result.outcome, connection.lastByteAt, result.message);
  }

  onFailed(connection: Connection, { outcome, message, local, unanswered }: TransportFault): void {
    if (local) this.localFaults++;
    if (unanswered && connection.connectMs === 0) {
      this.keptConnectionsLost++;
      this.#parts.pool.noteLost(connection);
    }
    // The client opens the connection anew for the next request.
    this.#parts.pool.release(connection);
    this.#finish(connection, outcome, this.#parts.clock(), message);
  }

  /** Only now is it known that the request completed. */
  #countGaps(row: number, { gaps }: ResponseResult): void {
    if (!gaps || gaps.count === 0) return;
    const { columns, measured } = this.#parts.order;
    const due = this.#arrivals.assignedAtMs?.(row) ?? (columns.dueAtMs[row] as number);
    const classIndex = columns.classIndex[row] as number;
    measured.forEach(({ startMs, endMs }, part) => {
      if (due >= startMs && due <= endMs) gaps.forEach((bucket) => this.gaps[part]?.add(classIndex, bucket));
    });
  }

  #finish(connection: Connection, outcome: Outcome, endAtMs: number, message: string): void {
    const { order, examples, classNames } = this.#parts;
    const { columns, live } = order;
    const row = connection.row;
    const endMs = endAtMs - this.#startAtMs;
    // Where no connection could be opened, the generator has done its part when it tried.
    if (connection.phase === 'connecting') columns.sentAtMs[row] = connection.dispatchedAt - this.#startAtMs;
    columns.firstByteAtMs[row] = connection.firstByteAt - this.#startAtMs;
    columns.endAtMs[row] = endMs;
    columns.httpStatus[row] = connection.status;
    columns.responseBytes[row] = connection.bytes;
    columns.outcome[row] = outcomeIndex[outcome];
    if (outcome === 'ok') {
      Atomics.add(live.counts, cell.completed, 1);
      noteLatency(live, endMs, endMs - (columns.dueAtMs[row] as number) - connection.connectMs);
    } else {
      Atomics.add(live.counts, cell.errors, 1);
      const className = classNames[columns.classIndex[row] as number] ?? '';
      examples.note(outcome, className, connection.status, message);
    }
    this.#arrivals.onFinished(outcome === 'ok', row);
    this.#endWhenDone();
  }

  #checkDeadlines(): void {
    const now = this.#parts.clock();
    // Backwards, because a connection that is given up leaves the list.
    for (let index = this.#parts.pool.busy.length - 1; index >= 0; index--) {
      const connection = this.#parts.pool.busy[index] as Connection;
      const message = findTimeout(connection, this.#parts.timeouts, now);
      if (message !== undefined) this.#giveUp(connection, 'timeout', message);
    }
  }

  #abortAll(reason: string): void {
    for (const connection of [...this.#parts.pool.busy]) this.#giveUp(connection, 'aborted', reason);
  }

  #giveUp(connection: Connection, outcome: ErrorKind, message: string): void {
    this.#parts.pool.discard(connection);
    this.#finish(connection, outcome, this.#parts.clock(), message);
  }

  #endWhenDone(): void {
    if (this.#done || !this.#exhausted || this.#parts.pool.busy.length > 0) return;
    this.#done = true;
    clearInterval(this.#deadlines);
    clearTimeout(this.#grace);
    this.#parts.onDone();
  }
}
