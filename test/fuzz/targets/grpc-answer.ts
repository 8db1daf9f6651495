import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import protobuf from 'protobufjs/minimal.js';
import { createOipGrpc } from '../../../src/load/protocols/oip-v2-grpc.ts';
import { classifyCallFault } from '../../../src/load/worker/grpc-fault.ts';
import { outcomes } from '../../../src/model/sample.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds } from '../properties.ts';

const protocol = createOipGrpc({
  ...{ kind: 'oip-v2-grpc', path: '/m', headers: {}, model: 'm', inputs: [], parameters: {} },
  outputs: [{ name: 'label', parameters: {} }],
  encoding: 'binary',
  check: {},
});

function goodMessage(): Buffer {
  const writer = protobuf.Writer.create();
  writer.uint32(10).string('model');
  writer.uint32(42).fork().uint32(10).string('label').uint32(18).string('INT8').ldelim();
  writer.uint32(50).bytes(Buffer.from('ab'));
  return Buffer.from(writer.finish());
}

/** An answer's message, and the words of a call that failed: both are the server's. */
export const grpcAnswer: FuzzTarget = {
  name: 'grpc-answer',
  covers: ['src/load/protocols/oip', 'src/load/worker/grpc-fault'],
  seeds: () => [
    goodMessage(),
    Buffer.concat([goodMessage(), goodMessage()]),
    'Received RST_STREAM with code 2 (Internal server error)',
    'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:9 (2026-01-02T03:04:05.678Z). Resolution note: ',
    'Received HTTP status code 503',
    'CUDA out of memory',
  ],
  words: ['\x0b', '\x2a\x05', '\x32\x02', 'Last error: ', 'Resolution note:', 'certificate', 'closed'],
  check(bytes) {
    const reader = protocol.openReader();
    reader.onHeaders(200, []);
    reader.onChunk(bytes, 5);
    const { outcome } = reader.onEnd();
    holds(outcome === 'ok' || outcome === 'bad-response', `the outcome is ${outcome}`);
    checkFault(bytes.toString());
  },
};

function checkFault(details: string): void {
  for (const phase of ['connecting', 'waiting', 'receiving'] as const)
    for (const connected of [true, false]) {
      const code = details.length % 17;
      const error = Object.assign(new Error(details), {
        code,
        details,
        metadata: new Metadata(),
      }) as ServiceError;
      const { outcome, httpStatus } = classifyCallFault(error, { phase, connected });
      holds((outcomes as readonly string[]).includes(outcome), `${status[code]} is ${outcome}`);
      holds(httpStatus >= 0, `the status is ${httpStatus}`);
    }
}
