import { SluiceError } from '../../model/error.ts';
import type { OipPlan, RequestedTensor } from '../../model/protocol.ts';
import { decodeInferResponse, encodeInferRequest } from './oip-message.ts';
import { findOutputFault } from './oip-outputs.ts';
import { fillParameters, makeTensor } from './oip-tensor.ts';
import { emptyResult, type Protocol, type ResponseReader, type ResponseResult } from './protocol.ts';
import { fillHeaders } from './request-headers.ts';

/** The Open Inference Protocol over gRPC: one call of `ModelInfer`, whose message is encoded before the load. */
export function createOipGrpc(plan: OipPlan): Protocol {
  const { kind, path, model, version } = plan;
  return {
    kind,
    prepare(item, className) {
      const { row } = item;
      const headers = fillHeaders(plan.headers, item, className, false);
      refuseUnsendable(headers);
      const body = encodeInferRequest({
        model,
        ...(version === undefined ? {} : { version }),
        parameters: fillParameters(plan, row, className),
        inputs: plan.inputs.map((input) => makeTensor(input, { row, className })),
        outputs: plan.outputs.map((output) => ({
          ...output,
          parameters: fillParameters(output, row, className),
        })),
      });
      return { method: 'POST', path, headers, body };
    },
    openReader: () => new OipGrpcReader(plan.outputs),
  };
}

/** What a header may hold is less in gRPC than in HTTP. */
function refuseUnsendable(headers: readonly string[]): void {
  const wrong = headers.findIndex((text, index) => index % 2 === 1 && !/^[ -~]*$/.test(text));
  if (wrong === -1) return;
  throw new SluiceError('template-invalid', {
    fact: `The request header "${headers[wrong - 1]}" would hold characters that gRPC does not send.`,
    remedy: 'Give it a value of printable ASCII characters.',
  });
}

/** Reads the one message of an answer. That the call itself succeeded is known before. */
class OipGrpcReader implements ResponseReader {
  readonly #asked: readonly RequestedTensor[];
  readonly #result: ResponseResult = emptyResult();
  #message: Buffer | undefined;

  constructor(asked: readonly RequestedTensor[]) {
    this.#asked = asked;
  }

  onHeaders(): void {
    this.#message = undefined;
  }

  onChunk(bytes: Buffer): void {
    this.#message = bytes;
  }

  onEnd(): ResponseResult {
    const result = Object.assign(this.#result, emptyResult());
    const fault = this.#findFault();
    this.#message = undefined;
    if (fault !== undefined) {
      result.outcome = 'bad-response';
      result.message = fault;
    }
    return result;
  }

  #findFault(): string | undefined {
    try {
      const { outputs, rawContents } = decodeInferResponse(this.#message ?? Buffer.alloc(0));
      const fault = findOutputFault(this.#asked, outputs);
      if (fault !== undefined || rawContents === 0 || rawContents === outputs.length) return fault;
      return `the answer has ${outputs.length} outputs, and the bytes of ${rawContents}`;
    } catch (error) {
      return `the answer is no ModelInferResponse: ${(error as Error).message}`;
    }
  }
}
