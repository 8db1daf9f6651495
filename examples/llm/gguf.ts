/**
 * Writes the GGUF file format, version 3 (the specification is docs/gguf.md of the ggml project): a header, metadata,
 * the descriptions of the tensors, and their data, each aligned to 32 bytes. All numbers are little-endian.
 */
export type MetadataValue =
  | { type: 'uint32' | 'float32'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: string[] }
  | { type: 'float32s' | 'int32s'; value: number[] };

export interface Tensor {
  name: string;
  /** The fastest-running dimension first. */
  shape: number[];
  data: Float32Array | Float16Array;
}

const alignment = 32;
const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 };
const tensorTypes = { float32: 0, float16: 1 };

/** The pieces of the file, in order. */
export function encodeGguf(metadata: Record<string, MetadataValue>, tensors: Tensor[]): Uint8Array[] {
  const head = [
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    uint64(Object.keys(metadata).length),
    ...Object.entries(metadata).flatMap(([key, value]) => [string(key), ...metadataValue(value)]),
  ];
  const data: Uint8Array[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    head.push(...tensorInfo(tensor, offset));
    const bytes = new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    const gap = padding(bytes.length);
    data.push(bytes, gap);
    offset += bytes.length + gap.length;
  }
  const header = Buffer.concat(head);
  return [header, padding(header.length), ...data];
}

function tensorInfo({ name, shape, data }: Tensor, offset: number): Buffer[] {
  const type = data instanceof Float32Array ? tensorTypes.float32 : tensorTypes.float16;
  return [string(name), uint32(shape.length), ...shape.map(uint64), uint32(type), uint64(offset)];
}

function metadataValue(entry: MetadataValue): Buffer[] {
  switch (entry.type) {
    case 'uint32':
      return [uint32(valueTypes.uint32), uint32(entry.value)];
    case 'float32':
      return [uint32(valueTypes.float32), float32(entry.value)];
    case 'bool':
      return [uint32(valueTypes.bool), Buffer.from([Number(entry.value)])];
    case 'string':
      return [uint32(valueTypes.string), string(entry.value)];
    case 'strings':
      return [...arrayHead(valueTypes.string, entry.value.length), ...entry.value.map(string)];
    case 'float32s':
      return [...arrayHead(valueTypes.float32, entry.value.length), ...entry.value.map(float32)];
    case 'int32s':
      return [...arrayHead(valueTypes.int32, entry.value.length), ...entry.value.map(uint32)];
  }
}

const arrayHead = (elementType: number, length: number): Buffer[] => [
  uint32(valueTypes.array),
  uint32(elementType),
  uint64(length),
];

const padding = (length: number): Buffer => Buffer.alloc((alignment - (length % alignment)) % alignment);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}
