import type { Clock } from '../clock.ts';
import type { BlockOrder, SessionOrder } from '../messages.ts';
import type { Arrivals, ArrivalsOwner } from './arrivals.ts';
import { OpenArrivals, type Pacer } from './open-arrivals.ts';

/**
 * Sessions start on the absolute schedule; in each, the next turn is due when the answer is there and the user has thought
 * about it. A turn that fails ends its session. A worker takes its sessions whole, since a turn needs the answers before it.
 */
export class SessionArrivals implements Arrivals {
  readonly #order: BlockOrder;
  readonly #sessions: SessionOrder;
  readonly #owner: ArrivalsOwner;
  readonly #clock: Clock;
  readonly #starts: OpenArrivals;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #sessionOf: Uint32Array;
  #startAtMs = 0;
  #open = 0;
  #allStarted = false;
  #stopped = false;

  constructor(order: BlockOrder, sessions: SessionOrder, owner: ArrivalsOwner, pacer: Pacer, clock: Clock) {
    this.#order = order;
    this.#sessions = sessions;
    this.#owner = owner;
    this.#clock = clock;
    this.#sessionOf = sessionOfRows(sessions.firstRow, order.columns.count);
    const starting: ArrivalsOwner = {
      send: (row) => {
        this.#open++;
        owner.send(row);
      },
      onExhausted: () => {
        this.#allStarted = true;
        this.#endWhenDone();
      },
    };
    const { startAtMs: dueAtMs, firstRow } = sessions;
    const rowOf = (session: number) => firstRow[session] as number;
    this.#starts = new OpenArrivals(order, starting, pacer, clock, { dueAtMs, rowOf });
  }

  start(startAtMs: number): void {
    this.#startAtMs = startAtMs;
    this.#starts.start(startAtMs);
  }

  onFinished(succeeded: boolean, row: number): void {
    if (this.#stopped) return;
    const isLast = this.#sessionOf[row + 1] !== this.#sessionOf[row];
    if (!succeeded || isLast) {
      this.#open--;
      this.#endWhenDone();
      return;
    }
    const dueAtMs = this.#clock() + (this.#sessions.thinkMs[row] as number);
    // Not at once: the connection is free a moment later.
    if (dueAtMs <= this.#clock()) queueMicrotask(() => this.#ask(row + 1, dueAtMs));
    else this.#askAt(row + 1, dueAtMs);
  }

  assignedAtMs(row: number): number {
    return this.#sessions.startAtMs[this.#sessionOf[row] as number] as number;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#starts.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#owner.onExhausted(this.#clock());
  }

  #endWhenDone(): void {
    if (this.#allStarted && this.#open === 0) this.stop();
  }

  /** Timers ring up to a millisecond early: such a one is set again. */
  #askAt(row: number, dueAtMs: number): void {
    const leftMs = dueAtMs - this.#clock();
    if (leftMs <= 0) return this.#ask(row, dueAtMs);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#askAt(row, dueAtMs);
    }, leftMs);
    this.#timers.add(timer);
  }

  #ask(row: number, dueAtMs: number): void {
    if (this.#stopped) return;
    this.#order.columns.dueAtMs[row] = dueAtMs - this.#startAtMs;
    this.#owner.send(row);
  }
}

/** The session that each row is a turn of. */
export function sessionOfRows(firstRow: Uint32Array, rows: number): Uint32Array {
  const sessionOf = new Uint32Array(rows);
  for (const [session, from] of firstRow.entries())
    sessionOf.fill(session, from, firstRow[session + 1] ?? rows);
  return sessionOf;
}
