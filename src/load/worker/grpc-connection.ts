import {
  connectivityState,
  Metadata,
  type Client,
  type ClientUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import type { Clock } from '../clock.ts';
import type { ResponseReader } from '../protocols/protocol.ts';
import { Connection } from './connection.ts';
import type { SharedByConnections } from './connector.ts';
import { openGrpcClient } from './grpc-client.ts';
import { classifyCallFault } from './grpc-fault.ts';
import type { WireRequest } from './wire-requests.ts';

/**
 * One connection of gRPC with one call at a time. Calls could share a connection, but then one would wait behind the
 * bytes of another, or inside the client for the server's limit of streams, and its wait would count as the model's.
 */
export class GrpcConnection extends Connection {
  readonly #shared: SharedByConnections;
  #client: Client | null = null;
  #call: ClientUnaryCall | null = null;

  constructor(shared: SharedByConnections, reader: ResponseReader, clock: Clock) {
    super(reader, clock);
    this.#shared = shared;
  }

  protected dispatch(request: WireRequest): void {
    const client = (this.#client ??= openGrpcClient(this.#shared));
    if (stateOf(client) === connectivityState.READY) this.#begin(client, request, false);
    else this.#connect(client, request);
  }

  /** The connection is closed with it. */
  discard(): void {
    this.observer = null;
    this.#call?.cancel();
    this.#close();
  }

  #connect(client: Client, request: WireRequest): void {
    const channel = client.getChannel();
    channel.getConnectivityState(true);
    const waitOn = (): void =>
      channel.watchConnectivityState(stateOf(client), Infinity, () => {
        // Given up in the meantime.
        if (this.#client !== client) return;
        switch (stateOf(client)) {
          case connectivityState.READY:
            this.#shared.counts.opened++;
            return this.#begin(client, request, true);
          case connectivityState.TRANSIENT_FAILURE:
            // The reason is told to calls only, so this one is made to fail.
            this.#call = this.#makeCall(client, request);
            return;
          default:
            waitOn();
        }
      });
    waitOn();
  }

  #begin(client: Client, request: WireRequest, hadToConnect: boolean): void {
    this.noteSent(hadToConnect);
    this.#call = this.#makeCall(client, request);
  }

  #makeCall(client: Client, { path, headers, body }: WireRequest): ClientUnaryCall {
    const call = client.makeUnaryRequest<Buffer, Buffer>(
      path,
      asItIs,
      asItIs,
      body as Buffer,
      metadataOf(headers as string[]),
      {},
      (error, message) => {
        if (this.#call !== call) return;
        this.#call = null;
        if (error) this.#fail(error);
        else this.#answer(message as Buffer);
      },
    );
    call.once('metadata', () => {
      if (this.#call === call) this.firstByteAt = this.lastByteAt = this.clock();
    });
    return call;
  }

  #answer(message: Buffer): void {
    const now = this.clock();
    this.status = 200;
    this.bytes = message.length;
    this.reader.onHeaders(200, []);
    this.reader.onChunk(message, now);
    this.noteAnswered();
  }

  #fail(error: ServiceError): void {
    const { observer, phase } = this;
    this.observer = null;
    const connected = this.#client !== null && stateOf(this.#client) === connectivityState.READY;
    const { httpStatus, ...fault } = classifyCallFault(error, { phase, connected });
    this.status = httpStatus;
    if (httpStatus === 0 || !connected) this.#close();
    observer?.onFailed(this, fault);
  }

  /** The next request opens another one. */
  #close(): void {
    const client = this.#client;
    this.#client = null;
    this.#call = null;
    client?.close();
  }
}

function stateOf(client: Client): connectivityState {
  return client.getChannel().getConnectivityState(false);
}

/** Messages are encoded before the load, and decoded by the reader. */
const asItIs = (bytes: Buffer): Buffer => bytes;

/** Of header lists, which many requests share. */
const known = new WeakMap<readonly string[], Metadata>();

function metadataOf(headers: readonly string[]): Metadata {
  const before = known.get(headers);
  if (before) return before;
  const metadata = new Metadata();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name, value] = [(headers[index] as string).toLowerCase(), headers[index + 1] as string];
    // A name that ends so holds bytes, which are written in base64 on the wire as in the settings.
    metadata.add(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  }
  known.set(headers, metadata);
  return metadata;
}
