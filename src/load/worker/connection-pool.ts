import type { Clock } from '../clock.ts';
import type { ResolvedEndpoint } from '../endpoint.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { Connection } from './connection.ts';
import type { TlsSessions } from './connector.ts';

/**
 * The connections to one server. There is no upper bound: a request that finds no idle connection opens one, because a
 * request that waits in the client for a connection would be a hidden limit on the load. None is opened ahead of need
 * either: servers that give each connection a worker would be blocked by connections that say nothing.
 */
export class ConnectionPool {
  /** Those that carry a request, in no order. */
  readonly busy: Connection[] = [];
  readonly #endpoint: ResolvedEndpoint;
  readonly #protocol: Protocol;
  readonly #clock: Clock;
  readonly #idle: Connection[] = [];
  readonly #sessions: TlsSessions = { last: undefined };
  #released: Connection[] = [];

  constructor(endpoint: ResolvedEndpoint, protocol: Protocol, clock: Clock) {
    this.#endpoint = endpoint;
    this.#protocol = protocol;
    this.#clock = clock;
  }

  /** The connection that was used last, or a new one. */
  acquire(): Connection {
    const connection =
      this.#idle.pop() ??
      new Connection(this.#endpoint, this.#sessions, this.#protocol.openReader(), this.#clock);
    connection.busyIndex = this.busy.length;
    this.busy.push(connection);
    return connection;
  }

  /** Called while the client still works on the end of the answer: the connection is free a moment later. */
  release(connection: Connection): void {
    this.#leave(connection);
    if (this.#released.push(connection) > 1) return;
    queueMicrotask(() => {
      const released = this.#released;
      this.#released = [];
      for (const free of released) this.#idle.push(free);
    });
  }

  discard(connection: Connection): void {
    this.#leave(connection);
    connection.discard();
  }

  close(): void {
    for (const connection of [...this.busy, ...this.#idle, ...this.#released]) connection.discard();
    this.busy.length = this.#idle.length = this.#released.length = 0;
  }

  #leave(connection: Connection): void {
    const last = this.busy.pop();
    if (last && last !== connection) {
      this.busy[connection.busyIndex] = last;
      last.busyIndex = connection.busyIndex;
    }
    connection.busyIndex = -1;
  }
}
