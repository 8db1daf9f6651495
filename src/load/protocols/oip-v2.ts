import type { OipPlan, RequestedTensor, TensorParameters } from '../../model/protocol.ts';
import { SluiceError } from '../../model/error.ts';
import { fieldOf } from '../streams/completion-usage.ts';
import { createHttpJson } from './http-json.ts';
import { encodeElements } from './oip-datatype.ts';
import { findOutputFault } from './oip-outputs.ts';
import { fillParameters, makeTensor, type Tensor } from './oip-tensor.ts';
import type { Protocol, ResponseReader, ResponseResult } from './protocol.ts';
import { headerValue } from './refusal.ts';
import { fillHeaders } from './request-headers.ts';
import { encodeForPath, fillText } from './template.ts';

/** How long the JSON is that raw bytes follow, in requests and in answers. */
const jsonLengthHeader = 'inference-header-content-length';

/**
 * The Open Inference Protocol over HTTP: `POST /v2/models/NAME/infer` with tensors as JSON, or with their raw bytes after
 * the JSON (the binary tensor data extension).
 */
export function createOip(plan: OipPlan): Protocol {
  const { kind, path, headers, check, outputs, encoding } = plan;
  const ownType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const written =
    encoding === 'binary' && !ownType ? { ...headers, 'content-type': 'application/octet-stream' } : headers;
  // The answer of the reader that is at its end: it is taken before another one ends.
  let answer: unknown;
  const http = createHttpJson({ kind: 'http-json', method: 'POST', path, headers, check }, (json) => {
    answer = json;
  });
  const takeAnswer = () => {
    const taken = answer;
    answer = undefined;
    return taken;
  };
  return {
    kind,
    prepare(item, className) {
      const { row } = item;
      const tensors = plan.inputs.map((input) => makeTensor(input, { row, className }));
      const own = fillParameters(plan, row, className);
      const asked = outputs.map((output) => ({
        ...output,
        parameters: fillParameters(output, row, className),
      }));
      const { json, raw } =
        encoding === 'binary'
          ? binaryRequest(tensors, own, asked)
          : jsonRequest(tensors, own, asked, className);
      const header = Buffer.from(JSON.stringify(json));
      return {
        method: 'POST',
        path: fillText(path, { row, className, place: 'path' }, encodeForPath),
        headers: [
          ...fillHeaders(written, item, className, true),
          ...(raw ? [jsonLengthHeader, String(header.length)] : []),
        ],
        body: raw ? Buffer.concat([header, ...raw]) : header,
      };
    },
    openReader: () => new OipReader(http.openReader(), outputs, takeAnswer),
  };
}

interface OipRequest {
  json: object;
  /** What follows it. */
  raw?: Buffer[];
}

function jsonRequest(
  tensors: Tensor[],
  own: TensorParameters,
  outputs: RequestedTensor[],
  className: string,
): OipRequest {
  for (const { name, elements, datatype } of tensors) {
    if (datatype !== 'BYTES' || elements.every((element) => typeof element === 'string')) continue;
    throw new SluiceError('template-invalid', {
      fact: `The input \`${name}\` of a request of class "${className}" is a file, and JSON holds no bytes.`,
      remedy: 'Write `encoding: binary` below `oip-v2`.',
    });
  }
  const inputs = tensors.map(({ name, datatype, shape, parameters, elements }) => ({
    name,
    datatype,
    shape,
    ...unlessEmpty(parameters),
    data: elements,
  }));
  const asked = outputs.map(({ name, parameters }) => ({ name, ...unlessEmpty(parameters) }));
  return { json: { ...unlessEmpty(own), inputs, ...(asked.length > 0 ? { outputs: asked } : {}) } };
}

/** The answer is asked for in the same form. */
function binaryRequest(tensors: Tensor[], own: TensorParameters, outputs: RequestedTensor[]): OipRequest {
  const raw = tensors.map(({ datatype, elements }) => encodeElements(datatype, elements));
  const inputs = tensors.map(({ name, datatype, shape, parameters }, index) => ({
    name,
    datatype,
    shape,
    parameters: { ...parameters, binary_data_size: raw[index]?.length },
  }));
  const json =
    outputs.length === 0
      ? { parameters: { binary_data_output: true, ...own }, inputs }
      : {
          ...unlessEmpty(own),
          inputs,
          outputs: outputs.map(({ name, parameters }) => ({
            name,
            parameters: { binary_data: true, ...parameters },
          })),
        };
  return { json, raw };
}

function unlessEmpty(parameters: TensorParameters): { parameters?: TensorParameters } {
  return Object.keys(parameters).length > 0 ? { parameters } : {};
}

/** Reads the JSON of an answer as any other, counts the raw bytes after it, and looks for the outputs. */
class OipReader implements ResponseReader {
  readonly #json: ResponseReader;
  readonly #outputs: readonly RequestedTensor[];
  readonly #takeAnswer: () => unknown;
  #jsonLeft = Number.POSITIVE_INFINITY;
  #rawBytes = 0;
  #succeeded = false;

  constructor(json: ResponseReader, outputs: readonly RequestedTensor[], takeAnswer: () => unknown) {
    this.#json = json;
    this.#outputs = outputs;
    this.#takeAnswer = takeAnswer;
  }

  onHeaders(status: number, headers: Buffer[]): void {
    const length = headerValue(headers, jsonLengthHeader);
    this.#jsonLeft = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
    this.#rawBytes = 0;
    this.#succeeded = status >= 200 && status < 300;
    this.#json.onHeaders(status, length === undefined ? headers : jsonHeaders);
  }

  onChunk(bytes: Buffer, atMs: number): void {
    const ofJson = Math.min(bytes.length, this.#jsonLeft);
    this.#jsonLeft -= ofJson;
    this.#rawBytes += bytes.length - ofJson;
    if (ofJson > 0) this.#json.onChunk(bytes.subarray(0, ofJson), atMs);
  }

  onEnd(): ResponseResult {
    const result = this.#json.onEnd();
    const answer = this.#takeAnswer();
    if (result.outcome !== 'ok' || !this.#succeeded) return result;
    const fault = this.#findFault(answer);
    if (fault !== undefined) {
      result.outcome = 'bad-response';
      result.message = fault;
    }
    return result;
  }

  #findFault(answer: unknown): string | undefined {
    const outputs = fieldOf(answer, 'outputs');
    if (!Array.isArray(outputs)) return 'the answer has no "outputs"';
    const names = outputs.map((output) => fieldOf(output, 'name'));
    const promised = outputs.reduce<number>((sum, output) => sum + rawSize(output), 0);
    const missing = findOutputFault(this.#outputs, names);
    if (missing !== undefined || promised === this.#rawBytes) return missing;
    return `the answer has ${this.#rawBytes} bytes after its JSON, and its outputs say ${promised}`;
  }
}

const jsonHeaders = [Buffer.from('content-type'), Buffer.from('application/json')];

function rawSize(output: unknown): number {
  const size = fieldOf(fieldOf(output, 'parameters'), 'binary_data_size');
  return typeof size === 'number' ? size : 0;
}
