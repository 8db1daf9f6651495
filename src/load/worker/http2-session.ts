import { connect, type ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { openConnection, type Opened, type Opening } from '../open-connection.ts';
import type { SharedByConnections } from './connector.ts';

/** A request that goes onto a stream of the session. */
export interface StreamRequest {
  /** The session is not open yet. */
  awaitSession(session: Http2Session): void;
  /** The session is open and has room. */
  start(session: Http2Session, client: ClientHttp2Session): void;
  failToConnect(error: Error): void;
}

export interface SessionOwner {
  /** The server has said how many streams it takes. */
  onReady(session: Http2Session): void;
  /** The server takes fewer streams than were waiting for this connection: the request needs another one. */
  onRefused(request: StreamRequest): void;
  onEnded(session: Http2Session): void;
}

/** As for HTTP/1.1 connections; what is idle for longer may be closed by the server while a request is on its way. */
const idleMs = 4000;
/** So wide that a fast stream never waits for our permission to go on, alone or beside others. */
const streamWindowBytes = 8 * 2 ** 20;
const sessionWindowBytes = 64 * 2 ** 20;
/** The default of 10 MB would end streams that the server is allowed to open. */
const sessionMemoryMegabytes = 2000;

/**
 * One HTTP/2 connection. It is open when the server's SETTINGS have come, which are the first it says: from then on its
 * limit of concurrent streams is known, and requests are never sent only to be refused.
 */
export class Http2Session {
  /** How many streams the server takes at a time; what is expected until it has said so. */
  limit: number;
  /** When something last came in on it, on the clock of the requests. */
  lastReadAt = Number.NEGATIVE_INFINITY;
  goAwayCode: number | null = null;
  /** Why the whole connection failed. */
  fault: Error | null = null;
  readonly #owner: SessionOwner;
  readonly #waiting = new Set<StreamRequest>();
  #opening: Opening | null;
  #socket: Socket | null = null;
  #client: ClientHttp2Session | null = null;
  #open = 0;
  #ready = false;
  #usable = true;

  constructor(shared: SharedByConnections, streamsExpected: number, owner: SessionOwner) {
    this.limit = streamsExpected;
    this.#owner = owner;
    const { endpoint, tls, counts } = shared;
    const done = (opened: Opened) => {
      this.#opening = null;
      if (!opened.ok) {
        this.fault = opened.error;
        return this.#end();
      }
      counts.opened++;
      if (opened.resumed) counts.resumed++;
      this.#begin(endpoint.origin, opened.socket);
    };
    this.#opening = openConnection(endpoint, ['2'], done, tls);
  }

  get hasRoom(): boolean {
    // A connection that has just failed says so a moment before it is closed.
    return this.#usable && !(this.#ready && this.ended) && this.#open + this.#waiting.size < this.limit;
  }

  /** The connection has ended or is ending, by whichever side. */
  get ended(): boolean {
    return !this.#client || this.#client.closed || this.#client.destroyed || this.#socket?.destroyed === true;
  }

  /** Sends the request, at once or when the connection is open. */
  carry(request: StreamRequest): void {
    if (this.#ready && this.#client) {
      this.#open++;
      request.start(this, this.#client);
    } else {
      this.#waiting.add(request);
      request.awaitSession(this);
    }
  }

  /** One of its streams is closed. */
  streamClosed(): void {
    this.#open--;
    if (!this.#usable) this.#closeWhenUnused();
  }

  /** A request that waited for it to open was given up. Whoever comes next shall not wait on it, too. */
  leave(request: StreamRequest): void {
    this.#waiting.delete(request);
    this.retire();
  }

  /** Takes no further request, and is closed after the last that it carries. */
  retire(): void {
    this.#usable = false;
    this.#closeWhenUnused();
  }

  destroy(): void {
    this.#usable = false;
    this.#waiting.clear();
    this.#opening?.cancel();
    this.#client?.destroy();
  }

  #begin(origin: string, socket: Socket): void {
    this.#socket = socket;
    const client = connect(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
      maxSessionMemory: sessionMemoryMegabytes,
    });
    this.#client = client;
    client.on('error', (error) => (this.fault ??= error));
    client.on('goaway', (code) => {
      this.goAwayCode = code;
      this.#usable = false;
    });
    client.on('close', () => this.#end());
    client.once('connect', () => client.setLocalWindowSize(sessionWindowBytes));
    client.on('remoteSettings', ({ maxConcurrentStreams }) => {
      this.limit = maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
      if (!this.#ready) this.#letGo();
    });
    client.setTimeout(idleMs, () => {
      if (this.#ready && this.#open === 0) this.retire();
    });
  }

  /** The connection is open: as many of the waiting requests as the server takes are sent, the others go elsewhere. */
  #letGo(): void {
    this.#ready = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    if (this.limit === 0) {
      this.#usable = false;
      const fault = new Error('the server takes no HTTP/2 streams (SETTINGS_MAX_CONCURRENT_STREAMS is 0)');
      for (const request of waiting) request.failToConnect(fault);
      return this.#closeWhenUnused();
    }
    this.#owner.onReady(this);
    for (const request of waiting) {
      if (this.hasRoom) this.carry(request);
      else this.#owner.onRefused(request);
    }
  }

  #closeWhenUnused(): void {
    if (this.#open > 0 || this.#waiting.size > 0) return;
    if (this.#opening) this.#opening.cancel();
    else if (this.#ready) this.#client?.close();
    else this.#client?.destroy();
  }

  #end(): void {
    this.#usable = false;
    this.#owner.onEnded(this);
    const fault =
      this.fault ?? new Error('the connection was closed before the server sent its HTTP/2 settings');
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const request of waiting) request.failToConnect(fault);
  }
}
