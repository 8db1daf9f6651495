import protobuf from 'protobufjs/minimal.js';
import type { RequestedTensor, TensorParameters } from '../../model/protocol.ts';
import type { Tensor } from './oip-tensor.ts';
import { encodeElements } from './oip-datatype.ts';

/**
 * The two messages of `ModelInfer` as `inference.GRPCInferenceService` defines them (KServe's and Triton's
 * grpc_service.proto), as far as they are written or read here. The numbers are those of the fields.
 */
const request = { modelName: 1, modelVersion: 2, parameters: 4, inputs: 5, outputs: 6, rawInputContents: 7 };
const inputTensor = { name: 1, datatype: 2, shape: 3, parameters: 4 };
const requestedOutput = { name: 1, parameters: 2 };
const parameterEntry = { key: 1, value: 2 };
const parameterValue = { bool: 1, int64: 2, string: 3, double: 4 };
const response = { outputs: 5, rawOutputContents: 6 };
const outputTensor = { name: 1 };

export interface InferRequest {
  model: string;
  version?: string;
  parameters: TensorParameters;
  inputs: readonly Tensor[];
  outputs: readonly RequestedTensor[];
}

/** A `ModelInferRequest`, its tensors as raw bytes. */
export function encodeInferRequest(message: InferRequest): Buffer {
  const writer = protobuf.Writer.create();
  writer.uint32(bytesTag(request.modelName)).string(message.model);
  if (message.version !== undefined) writer.uint32(bytesTag(request.modelVersion)).string(message.version);
  writeParameters(writer, request.parameters, message.parameters);
  for (const { name, datatype, shape, parameters } of message.inputs) {
    writer.uint32(bytesTag(request.inputs)).fork();
    writer.uint32(bytesTag(inputTensor.name)).string(name);
    writer.uint32(bytesTag(inputTensor.datatype)).string(datatype);
    writer.uint32(bytesTag(inputTensor.shape)).fork();
    for (const size of shape) writer.int64(size);
    writer.ldelim();
    writeParameters(writer, inputTensor.parameters, parameters);
    writer.ldelim();
  }
  for (const { name, parameters } of message.outputs) {
    writer.uint32(bytesTag(request.outputs)).fork();
    writer.uint32(bytesTag(requestedOutput.name)).string(name);
    writeParameters(writer, requestedOutput.parameters, parameters);
    writer.ldelim();
  }
  for (const { datatype, elements } of message.inputs) {
    writer.uint32(bytesTag(request.rawInputContents)).bytes(encodeElements(datatype, elements));
  }
  return Buffer.from(writer.finish());
}

export interface InferResponse {
  /** The names of its outputs. */
  outputs: string[];
  rawContents: number;
}

/** What matters of a `ModelInferResponse`. Throws where the bytes are none. */
export function decodeInferResponse(bytes: Uint8Array): InferResponse {
  const outputs: string[] = [];
  let rawContents = 0;
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === bytesTag(response.outputs)) {
      outputs.push(readName(reader, reader.uint32() + reader.pos));
    } else {
      if (tag === bytesTag(response.rawOutputContents)) rawContents++;
      reader.skipType(tag & 7);
    }
  }
  return { outputs, rawContents };
}

function readName(reader: protobuf.Reader, end: number): string {
  let name = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === bytesTag(outputTensor.name)) name = reader.string();
    else reader.skipType(tag & 7);
  }
  return name;
}

/** A map is a list of messages of a key and a value. */
function writeParameters(writer: protobuf.Writer, field: number, parameters: TensorParameters): void {
  for (const [key, value] of Object.entries(parameters)) {
    writer.uint32(bytesTag(field)).fork();
    writer.uint32(bytesTag(parameterEntry.key)).string(key);
    writer.uint32(bytesTag(parameterEntry.value)).fork();
    if (typeof value === 'boolean') writer.uint32(varintTag(parameterValue.bool)).bool(value);
    else if (typeof value === 'string') writer.uint32(bytesTag(parameterValue.string)).string(value);
    else if (Number.isSafeInteger(value)) writer.uint32(varintTag(parameterValue.int64)).int64(value);
    else writer.uint32(fixed64Tag(parameterValue.double)).double(value);
    writer.ldelim().ldelim();
  }
}

/** A field's number with its wire type: numbers of variable length, 64 bits, and what has a length before it. */
const varintTag = (field: number): number => field << 3;
const fixed64Tag = (field: number): number => (field << 3) | 1;
const bytesTag = (field: number): number => (field << 3) | 2;
