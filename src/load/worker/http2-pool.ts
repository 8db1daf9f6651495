import type { Connection } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { Http2Exchange } from './http2-exchange.ts';
import { Http2Session, type StreamRequest } from './http2-session.ts';

/** Assumed of a server until its first connection has told its own limit: the least that RFC 9113, 6.5.2, advises. */
const assumedStreams = 100;

/**
 * The HTTP/2 connections to one server: requests share a connection up to the number of streams that the server takes
 * at a time, and the next request opens another one. So the load is limited by no number of ours, nor is it held back
 * in the client until a stream is free.
 */
export class Http2Pool extends ConnectionPool {
  readonly #idle: Http2Exchange[] = [];
  readonly #sessions = new Set<Http2Session>();
  #streamsExpected = assumedStreams;

  protected take(): Connection {
    return this.#idle.pop() ?? new Http2Exchange(this.#place, this.openReader(), this.clock);
  }

  protected takeBack(connection: Connection): void {
    this.#idle.push(connection as Http2Exchange);
  }

  protected closeIdle(): void {
    for (const session of this.#sessions) session.destroy();
    this.#sessions.clear();
    this.#idle.length = 0;
  }

  /** The first connection that takes one more stream; a new one where none does. */
  readonly #place = (request: StreamRequest): void => {
    for (const session of this.#sessions) if (session.hasRoom) return session.carry(request);
    const session = new Http2Session(this.shared, this.#streamsExpected, {
      onReady: (ready) => (this.#streamsExpected = ready.limit),
      onRefused: this.#place,
      onEnded: (ended) => this.#sessions.delete(ended),
    });
    this.#sessions.add(session);
    session.carry(request);
  };
}
