import {
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { Clock } from '../clock.ts';
import type { ResponseReader } from '../protocols/protocol.ts';
import { Connection } from './connection.ts';
import type { Http2Session, StreamRequest } from './http2-session.ts';
import { classifyStreamFault, type StreamEnd } from './transport-fault.ts';
import type { WireRequest } from './wire-requests.ts';

/** One request at a time, on a stream of its own of whichever HTTP/2 connection has room. */
export class Http2Exchange extends Connection implements StreamRequest {
  readonly #place: (exchange: Http2Exchange) => void;
  #request: WireRequest | null = null;
  /** That it waits for, or that its stream is on. */
  #session: Http2Session | null = null;
  #stream: ClientHttp2Stream | null = null;
  #waited = false;

  constructor(place: (exchange: Http2Exchange) => void, reader: ResponseReader, clock: Clock) {
    super(reader, clock);
    this.#place = place;
  }

  protected dispatch(request: WireRequest): void {
    this.#waited = false;
    this.#request = request;
    this.#place(this);
  }

  /** Resets the stream. The connection goes on unless it has been silent since the request was sent: it may be dead. */
  discard(): void {
    const session = this.#session;
    const stream = this.#stream;
    this.observer = null;
    this.#leave();
    if (!stream) return session?.leave(this);
    stream.close(constants.NGHTTP2_CANCEL);
    if (session && session.lastReadAt < this.sentAt) session.retire();
  }

  /** The session's: it is not open yet. */
  awaitSession(session: Http2Session): void {
    this.#session = session;
    this.#waited = true;
  }

  failToConnect(error: Error): void {
    this.#fail({ error, resetCode: 0, goAwayCode: null, connectionEnded: true });
  }

  /** The session's: it is open and has room. */
  start(session: Http2Session, client: ClientHttp2Session): void {
    const { fields, body } = this.#request as WireRequest;
    this.#session = session;
    this.noteSent(this.#waited);
    let stream: ClientHttp2Stream;
    try {
      stream = client.request(fields, { endStream: !body });
    } catch (error) {
      session.streamClosed();
      return this.#fail({
        error: error as Error,
        resetCode: 0,
        goAwayCode: null,
        connectionEnded: session.ended,
      });
    }
    this.#stream = stream;
    this.#listen(stream, session);
    if (body) stream.end(body);
  }

  #listen(stream: ClientHttp2Stream, session: Http2Session): void {
    let fault: Error | null = null;
    let open = true;
    const closed = () => {
      if (open) session.streamClosed();
      open = false;
    };
    stream.on('response', (headers) => {
      if (this.#stream !== stream) return;
      session.lastReadAt = this.firstByteAt = this.lastByteAt = this.clock();
      this.noteHeaders(Number(headers[':status']), bytesOf(headers));
      // Not earlier: what came together with the headers would be handed over before them.
      stream.on('data', (chunk: Buffer) => {
        if (this.#stream !== stream) return;
        const now = this.clock();
        session.lastReadAt = this.lastByteAt = now;
        this.bytes += chunk.length;
        this.reader.onChunk(chunk, now);
      });
    });
    stream.on('end', () => {
      if (this.#stream !== stream || stream.rstCode !== constants.NGHTTP2_NO_ERROR || this.status === 0)
        return;
      // With both sides at their end the stream counts no longer for the peer either.
      if (stream.writableFinished) closed();
      this.#leave();
      this.noteAnswered();
    });
    stream.on('error', (error) => (fault = error));
    stream.on('close', () => {
      closed();
      if (this.#stream !== stream) return;
      this.#fail({
        error: fault ?? session.fault,
        resetCode: stream.rstCode ?? constants.NGHTTP2_NO_ERROR,
        goAwayCode: session.goAwayCode,
        connectionEnded: session.ended,
      });
    });
  }

  #fail(end: StreamEnd): void {
    const { observer } = this;
    this.observer = null;
    this.#leave();
    observer?.onFailed(this, classifyStreamFault(end, this.phase));
  }

  #leave(): void {
    this.#session = null;
    this.#stream = null;
  }
}

/** Names and values in turn, as the readers take them. */
function bytesOf(headers: IncomingHttpHeaders): Buffer[] {
  const bytes: Buffer[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    for (const one of Array.isArray(value) ? value : [value]) bytes.push(Buffer.from(name), Buffer.from(one));
  }
  return bytes;
}
