import type { Connection } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { GrpcConnection } from './grpc-connection.ts';

/** The connections of gRPC to one server: a call that finds none idle opens one, as over HTTP/1.1. */
export class GrpcPool extends ConnectionPool {
  readonly #idle: Connection[] = [];

  /** The connection that was used last, or a new one. */
  protected take(): Connection {
    return this.#idle.pop() ?? new GrpcConnection(this.shared, this.openReader(), this.clock);
  }

  protected takeBack(connection: Connection): void {
    this.#idle.push(connection);
  }

  protected closeIdle(): void {
    for (const connection of this.#idle) connection.discard();
    this.#idle.length = 0;
  }
}
