import { Client, type Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import type { ResponseReader } from '../protocols/protocol.ts';
import { Connection } from './connection.ts';
import { createConnector, type ConnectAttempt, type SharedByConnections } from './connector.ts';
import { classifyTransportFault } from './transport-fault.ts';
import type { WireRequest } from './wire-requests.ts';

/**
 * How long before the end that a server announces for an idle connection (`Keep-Alive: timeout=1`) it is closed here. The
 * client's own margin is 2 s, with which a server that keeps connections for so long would get a new one each time.
 */
const closeBeforeServerMs = 500;

/**
 * One TCP connection and the request on it: an undici client of pipelining 1 with a handler of its own, so that as
 * many requests can be in flight as the schedule asks for and each chunk is timed when it is read.
 */
export class Http1Connection extends Connection implements Dispatcher.DispatchHandlers {
  /** How often this connection was opened: servers may close it between two requests. */
  opened = 0;
  readonly #client: Client;
  readonly #attempt: ConnectAttempt = { opening: null };
  #openedBefore = 0;
  #hasHeaders = false;

  constructor(shared: SharedByConnections, reader: ResponseReader, clock: Clock) {
    super(reader, clock);
    const connector = createConnector(shared, this.#attempt, () => !this.#hasHeaders);
    this.#client = new Client(shared.endpoint.origin, {
      pipelining: 1,
      // The client's own time-outs run on a timer of about one second; ours are kept by the deadlines.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeoutThreshold: closeBeforeServerMs,
      connect: (options, callback) => {
        this.opened++;
        connector(options, callback);
      },
    });
  }

  protected dispatch(request: WireRequest): void {
    this.#hasHeaders = false;
    this.#openedBefore = this.opened;
    this.#client.dispatch(request, this);
  }

  /** The connection is closed with it. */
  discard(): void {
    this.observer = null;
    this.#attempt.opening?.cancel();
    this.#client.destroy().catch(() => undefined);
  }

  /** The client calls it in the moment before it writes the request to the socket. */
  onConnect(): void {
    this.noteSent(this.opened !== this.#openedBefore);
  }

  onResponseStarted(): void {
    this.firstByteAt = this.lastByteAt = this.clock();
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    if (status < 200) {
      // An interim answer (103 Early Hints): the final one is still to come.
      this.firstByteAt = Number.NaN;
      return true;
    }
    this.#hasHeaders = true;
    this.noteHeaders(status, headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    const now = this.clock();
    this.lastByteAt = now;
    this.bytes += chunk.length;
    this.reader.onChunk(chunk, now);
    return true;
  }

  onComplete(): void {
    this.noteAnswered();
  }

  onError(error: Error): void {
    const { observer } = this;
    if (!observer) return;
    this.observer = null;
    observer.onFailed(this, classifyTransportFault(error, this.phase));
  }
}
