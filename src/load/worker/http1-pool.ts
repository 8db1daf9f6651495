import type { Connection } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { Http1Connection } from './http1-connection.ts';

/** By then the end of a connection has arrived that the server closed right after its answer. */
const restMs = 20;

/**
 * The HTTP/1.1 connections to one server. A request that finds no idle connection opens one, because a request that waits
 * in the client for a connection would be a hidden limit on the load. None is opened ahead of need either: servers that
 * give each connection a worker would be blocked by connections that say nothing.
 */
export class Http1Pool extends ConnectionPool {
  readonly #idle: Connection[] = [];
  #released: Connection[] = [];
  readonly #resting = new Set<Connection>();
  #mustRest = false;

  /**
   * Some servers close a connection right after an answer although they said that they would keep it (llama.cpp's, after each
   * stream). A request that follows at once is lost on it. From the first such loss on, each connection rests before it is
   * used again: users who follow one another at once have connections of their own.
   */
  override noteLost({ sentAt, answeredAt }: Connection): void {
    if (sentAt - answeredAt < restMs) this.#mustRest = true;
  }

  /** The connection that was used last, or a new one. */
  protected take(): Connection {
    return this.#idle.pop() ?? new Http1Connection(this.shared, this.openReader(), this.clock);
  }

  /** Called while the client still works on the end of the answer: the connection is free a moment later. */
  protected takeBack(connection: Connection): void {
    if (this.#mustRest) return this.#letRest(connection);
    if (this.#released.push(connection) > 1) return;
    queueMicrotask(() => {
      const released = this.#released;
      this.#released = [];
      for (const free of released) this.#idle.push(free);
    });
  }

  #letRest(connection: Connection): void {
    this.#resting.add(connection);
    setTimeout(() => {
      if (this.#resting.delete(connection)) this.#idle.push(connection);
    }, restMs).unref();
  }

  protected closeIdle(): void {
    for (const connection of [...this.#idle, ...this.#released, ...this.#resting]) connection.discard();
    this.#idle.length = this.#released.length = 0;
    this.#resting.clear();
  }
}
