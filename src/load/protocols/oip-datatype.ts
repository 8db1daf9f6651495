/// <reference lib="es2025.float16" />
import type { JsonValue, TensorDatatype } from '../../model/protocol.ts';

/** How one element lies in the raw bytes of a tensor: little-endian, without padding. */
interface FixedDatatype {
  bytes: number;
  /** What an element must be, for messages. */
  noun: string;
  holds(value: JsonValue): boolean;
  write(view: DataView, offset: number, value: never): void;
}

const bool: FixedDatatype = {
  bytes: 1,
  noun: 'true or false',
  holds: (value) => typeof value === 'boolean',
  write: (view, offset, value: boolean) => view.setUint8(offset, value ? 1 : 0),
};

function integer(
  bytes: number,
  least: number,
  most: number,
  write: (view: DataView, offset: number, value: number) => void,
): FixedDatatype {
  return {
    bytes,
    noun: `a whole number from ${least} to ${most}`,
    holds: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    write,
  };
}

/** @param round to the nearest number of the type; infinite where it has none so large */
function float(
  bytes: number,
  round: (value: number) => number,
  write: (view: DataView, offset: number, value: number) => void,
): FixedDatatype {
  return {
    bytes,
    noun: 'a number that the type can hold',
    holds: (value) => typeof value === 'number' && Number.isFinite(round(value)),
    write,
  };
}

/** Beyond this a number of JSON is no longer exact. */
const safe = Number.MAX_SAFE_INTEGER;

const fixed: Record<Exclude<TensorDatatype, 'BYTES'>, FixedDatatype> = {
  BOOL: bool,
  UINT8: integer(1, 0, 0xff, (view, offset, value) => view.setUint8(offset, value)),
  UINT16: integer(2, 0, 0xffff, (view, offset, value) => view.setUint16(offset, value, true)),
  UINT32: integer(4, 0, 0xffff_ffff, (view, offset, value) => view.setUint32(offset, value, true)),
  UINT64: integer(8, 0, safe, (view, offset, value) => view.setBigUint64(offset, BigInt(value), true)),
  INT8: integer(1, -0x80, 0x7f, (view, offset, value) => view.setInt8(offset, value)),
  INT16: integer(2, -0x8000, 0x7fff, (view, offset, value) => view.setInt16(offset, value, true)),
  INT32: integer(4, -0x8000_0000, 0x7fff_ffff, (view, offset, value) => view.setInt32(offset, value, true)),
  INT64: integer(8, -safe, safe, (view, offset, value) => view.setBigInt64(offset, BigInt(value), true)),
  FP16: float(2, Math.f16round, (view, offset, value) => view.setFloat16(offset, value, true)),
  BF16: float(2, roundToBfloat16, (view, offset, value) => view.setUint16(offset, bfloat16Bits(value), true)),
  FP32: float(4, Math.fround, (view, offset, value) => view.setFloat32(offset, value, true)),
  FP64: float(
    8,
    (value) => value,
    (view, offset, value) => view.setFloat64(offset, value, true),
  ),
};

/** What an element of the type must be. */
export function elementNoun(datatype: TensorDatatype): string {
  return datatype === 'BYTES' ? 'a text or a file' : fixed[datatype].noun;
}

export function isElement(datatype: TensorDatatype, value: JsonValue): boolean {
  return datatype === 'BYTES' ? bytesOf(value) !== undefined : fixed[datatype].holds(value);
}

/** The raw bytes of elements that are of the type. Those of BYTES follow their length, a 32-bit number. */
export function encodeElements(datatype: TensorDatatype, elements: readonly JsonValue[]): Buffer {
  if (datatype === 'BYTES') {
    return Buffer.concat(
      elements.flatMap((element) => {
        const bytes = bytesOf(element) as Buffer;
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return [length, bytes];
      }),
    );
  }
  const { bytes, write } = fixed[datatype];
  const encoded = Buffer.alloc(elements.length * bytes);
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
  elements.forEach((element, index) => write(view, index * bytes, element as never));
  return encoded;
}

/** Of a text its UTF-8, of a `FileCell` what it holds. */
function bytesOf(value: JsonValue): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return typeof value['base64'] === 'string' ? Buffer.from(value['base64'], 'base64') : undefined;
}

const words = new DataView(new ArrayBuffer(4));

/** The upper half of the 32-bit float, rounded to the nearest, ties to even. */
function bfloat16Bits(value: number): number {
  words.setFloat32(0, value);
  const bits = words.getUint32(0);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function roundToBfloat16(value: number): number {
  words.setUint32(0, bfloat16Bits(value) << 16);
  return words.getFloat32(0);
}
