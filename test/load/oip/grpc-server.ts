import { join } from 'node:path';
import {
  Metadata,
  Server,
  ServerCredentials,
  type status,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { onTestFinished } from 'vitest';

const definition = protobuf.loadSync(join(import.meta.dirname, 'inference.proto'));
export const inferRequest = definition.lookupType('inference.ModelInferRequest');
export const inferResponse = definition.lookupType('inference.ModelInferResponse');
const readyResponse = definition.lookupType('inference.ServerReadyResponse');

export const goodAnswer = {
  modelName: 'tiny',
  outputs: [{ name: 'scores', datatype: 'FP32', shape: [1, 2] }],
  rawOutputContents: [Buffer.alloc(8)],
};

type Call = ServerUnaryCall<Buffer, Buffer>;

/** What becomes of a call: an answer, its bytes, a status, or nothing yet. */
export interface Reply {
  answer?: object;
  bytes?: Buffer;
  code?: status;
  details?: string;
  /** The answer begins before it ends. */
  early?: boolean;
  delayMs?: number;
}

export interface GrpcFixture {
  port: number;
  baseUrl: string;
  /** The messages of the calls, in the order in which they came. */
  requests: Buffer[];
  headers: Metadata[];
  /** The other ends of the connections that calls came on. */
  peers: Set<string>;
  /** Calls that are open now, and the most there ever were; those that the client gave up. */
  calls: { open: number; most: number; cancelled: number };
  kill(): void;
}

/** A server of the real library, whose calls are answered as `reply` says. */
export async function serveGrpc(
  reply: (request: Buffer, count: number) => Reply,
  { at = '127.0.0.1:0', credentials = ServerCredentials.createInsecure(), ready = (): boolean => true } = {},
): Promise<GrpcFixture> {
  const requests: Buffer[] = [];
  const headers: Metadata[] = [];
  const peers = new Set<string>();
  const calls = { open: 0, most: 0, cancelled: 0 };
  const server = new Server({ 'grpc.max_receive_message_length': 1024 * 1024 });
  const infer = (call: Call, respond: sendUnaryData<Buffer>) => {
    calls.most = Math.max(calls.most, ++calls.open);
    headers.push(call.metadata);
    peers.add(call.getPeer());
    const {
      answer,
      bytes,
      code,
      details = '',
      early,
      delayMs = 0,
    } = reply(call.request, requests.push(call.request));
    call.on('cancelled', () => calls.cancelled++);
    if (early) call.sendMetadata(new Metadata());
    const finish = () => {
      calls.open--;
      if (code !== undefined) respond({ code, details });
      else respond(null, bytes ?? Buffer.from(inferResponse.encode(inferResponse.create(answer)).finish()));
    };
    if (delayMs === Infinity) return;
    if (delayMs > 0) setTimeout(finish, delayMs);
    else finish();
  };
  const method = (name: string) => ({
    path: `/inference.GRPCInferenceService/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  });
  server.addService(
    { ModelInfer: method('ModelInfer'), ServerReady: method('ServerReady') },
    {
      ModelInfer: infer,
      ServerReady: (_: Call, respond: sendUnaryData<Buffer>) =>
        respond(null, Buffer.from(readyResponse.encode({ ready: ready() }).finish())),
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(at, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  onTestFinished(() => server.forceShutdown());
  return {
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    headers,
    peers,
    calls,
    kill: () => server.forceShutdown(),
  };
}
