import type { Clock } from '../clock.ts';
import type { Protocol, ResponseReader } from '../protocols/protocol.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import { createTlsMaterial } from '../tls-material.ts';
import type { Connection } from './connection.ts';
import type { ConnectionCounts, SharedByConnections } from './connector.ts';

/** What carries requests to one server. There is no upper bound: a request never waits for another one's end. */
export abstract class ConnectionPool {
  /** Those that carry a request, in no order. */
  readonly busy: Connection[] = [];
  readonly counts: ConnectionCounts = { opened: 0, resumed: 0 };
  protected readonly shared: SharedByConnections;
  protected readonly clock: Clock;
  readonly #protocol: Protocol;

  constructor(endpoint: ResolvedEndpoint, protocol: Protocol, clock: Clock) {
    this.shared = { endpoint, tls: createTlsMaterial(endpoint), counts: this.counts };
    this.clock = clock;
    this.#protocol = protocol;
  }

  acquire(): Connection {
    const connection = this.take();
    connection.busyIndex = this.busy.length;
    this.busy.push(connection);
    return connection;
  }

  /** Gives back what has carried its request to the end, whatever became of it. */
  release(connection: Connection): void {
    this.#leave(connection);
    this.takeBack(connection);
  }

  /** The server closed the kept connection of a request before it answered. To be called before its release. */
  noteLost(_connection: Connection): void {
    // Only HTTP/1.1 leaves it open to either side when a connection ends.
  }

  /** Gives the request up, and what carries it with it. */
  discard(connection: Connection): void {
    this.#leave(connection);
    connection.discard();
  }

  close(): void {
    for (const connection of this.busy) connection.discard();
    this.busy.length = 0;
    this.closeIdle();
  }

  protected openReader(): ResponseReader {
    return this.#protocol.openReader();
  }

  /** One that is idle, or a new one. */
  protected abstract take(): Connection;
  protected abstract takeBack(connection: Connection): void;
  protected abstract closeIdle(): void;

  #leave(connection: Connection): void {
    const last = this.busy.pop();
    if (last && last !== connection) {
      this.busy[connection.busyIndex] = last;
      last.busyIndex = connection.busyIndex;
    }
    connection.busyIndex = -1;
  }
}
