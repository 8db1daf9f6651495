import type { Connection } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { Http1Connection } from './http1-connection.ts';

/**
 * The HTTP/1.1 connections to one server. A request that finds no idle connection opens one, because a request that waits
 * in the client for a connection would be a hidden limit on the load. None is opened ahead of need either: servers that
 * give each connection a worker would be blocked by connections that say nothing.
 */
export class Http1Pool extends ConnectionPool {
  readonly #idle: Connection[] = [];
  #released: Connection[] = [];

  /** The connection that was used last, or a new one. */
  protected take(): Connection {
    return this.#idle.pop() ?? new Http1Connection(this.shared, this.openReader(), this.clock);
  }

  /** Called while the client still works on the end of the answer: the connection is free a moment later. */
  protected takeBack(connection: Connection): void {
    if (this.#released.push(connection) > 1) return;
    queueMicrotask(() => {
      const released = this.#released;
      this.#released = [];
      for (const free of released) this.#idle.push(free);
    });
  }

  protected closeIdle(): void {
    for (const connection of [...this.#idle, ...this.#released]) connection.discard();
    this.#idle.length = this.#released.length = 0;
  }
}
