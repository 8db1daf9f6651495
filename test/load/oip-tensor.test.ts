import { describe, expect, it, test } from 'vitest';
import { encodeElements } from '../../src/load/protocols/oip-datatype.ts';
import { flatten, settleShape } from '../../src/load/protocols/oip-shape.ts';
import { makeTensor } from '../../src/load/protocols/oip-tensor.ts';
import type { JsonValue, TensorDatatype, TensorPlan } from '../../src/model/protocol.ts';
import { errorOf } from '../config/workspace.ts';

/** The bytes of an array of the platform, which is little-endian on every machine that Node runs on. */
const bytesOf = (array: ArrayBufferView): number[] => [
  ...new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
];

describe('the raw bytes of a tensor', () => {
  test.each<[TensorDatatype, JsonValue[], number[]]>([
    ['BOOL', [true, false], [1, 0]],
    ['UINT8', [0, 255], bytesOf(Uint8Array.of(0, 255))],
    ['UINT16', [1, 65_535], bytesOf(Uint16Array.of(1, 65_535))],
    ['UINT32', [1, 4_294_967_295], bytesOf(Uint32Array.of(1, 4_294_967_295))],
    ['UINT64', [2 ** 53 - 1], bytesOf(BigUint64Array.of(2n ** 53n - 1n))],
    ['INT8', [-128, 127], bytesOf(Int8Array.of(-128, 127))],
    ['INT16', [-32_768, 2], bytesOf(Int16Array.of(-32_768, 2))],
    ['INT32', [-2_147_483_648, 2], bytesOf(Int32Array.of(-2_147_483_648, 2))],
    ['INT64', [-(2 ** 53 - 1), 2], bytesOf(BigInt64Array.of(-(2n ** 53n - 1n), 2n))],
    ['FP32', [0.1, -1e-40], bytesOf(Float32Array.of(0.1, -1e-40))],
    ['FP64', [0.1, 1e300], bytesOf(Float64Array.of(0.1, 1e300))],
    // IEEE 754 half precision: 1, -2, the largest, the smallest.
    ['FP16', [1, -2, 65_504, 2 ** -24], bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001))],
    // bfloat16: the upper half of the single, ties to even.
    ['BF16', [1, -2, 1 + 2 ** -8, 1 + 3 * 2 ** -8], bytesOf(Uint16Array.of(0x3f80, 0xc000, 0x3f80, 0x3f82))],
    ['BYTES', ['aü', ''], [3, 0, 0, 0, 97, 0xc3, 0xbc, 0, 0, 0, 0]],
    ['BYTES', [{ base64: '/wA=', type: 'image/png', name: 'a.png' }], [2, 0, 0, 0, 255, 0]],
  ])('of %s %j are little-endian and without gaps', (datatype, elements, expected) => {
    expect([...encodeElements(datatype, elements)]).toEqual(expected);
  });
});

describe('a shape', () => {
  test.each<[string, number[] | undefined, JsonValue, number[]]>([
    ['that is declared is kept', [2, 2], [1, 2, 3, 4], [2, 2]],
    ['of one open size follows from the count', [1, -1], [1, 2, 3], [1, 3]],
    ['of no size is one value', [], 5, []],
    ['that is not declared is that of nested data', undefined, [[1, 2, 3]], [1, 3]],
    ['that is not declared is that of a list', undefined, [1, 2], [2]],
    ['that is not declared is one value', undefined, 'a', [1]],
    ['of two open sizes follows from nested data', [-1, -1], [[1], [2]], [2, 1]],
    ['of no values is empty', [-1], [], [0]],
  ])('%s', (_, declared, data, expected) => {
    expect(settleShape(declared, flatten(data) as never)).toEqual(expected);
  });

  test.each<[string, number[], JsonValue, RegExp]>([
    ['that takes more values', [2, 2], [1, 2, 3], /takes 4 values, and its data has 3/],
    ['whose open size is no whole number', [-1, 2], [1, 2, 3], /3 values, which is no multiple of 2/],
    ['of two open sizes and flat data', [-1, -1], [1, 2], /more than one size open/],
    [
      'of another nesting',
      [4],
      [
        [1, 2],
        [3, 4],
      ],
      /nested as \[2, 2\]/,
    ],
    ['of another nested size', [-1, 3], [[1, 2]], /nested as \[1, 2\]/],
  ])('%s does not fit', (_, declared, data, message) => {
    expect(settleShape(declared, flatten(data) as never)).toMatch(message);
  });

  it('has no lists of different lengths or depths', () => {
    for (const ragged of [
      [[1, 2], [3]],
      [1, [2]],
      [[1], 2],
      [[], [1]],
    ]) {
      expect(flatten(ragged)).toBeUndefined();
    }
  });
});

describe('an input that cannot be sent', () => {
  const plan = (more: Partial<TensorPlan>): TensorPlan => ({
    name: 'x',
    datatype: 'INT8',
    data: '{{x}}',
    parameters: {},
    ...more,
  });

  test.each<[string, Partial<TensorPlan>, Record<string, JsonValue>, RegExp]>([
    ['of the wrong size', { shape: [1, 2] }, { x: [1] }, /`x`.*"long".*\[1, 2\].*takes 2 values.*has 1/],
    ['of ragged lists', {}, { x: [[1, 2], [3]] }, /lists of different lengths/],
    ['of a number out of range', {}, { x: [1, 300] }, /300 at position 1.*whole number from -128 to 127/],
    ['of a fraction', {}, { x: 0.5 }, /0\.5 at position 0/],
    ['of a text among numbers', {}, { x: ['1'] }, /"1" at position 0/],
    ['of a number that the type cannot hold', { datatype: 'FP16' }, { x: 1e6 }, /1000000.*can hold/],
    ['of an inexact 64-bit number', { datatype: 'INT64' }, { x: 2 ** 60 }, /whole number/],
    ['of a number for bytes', { datatype: 'BYTES' }, { x: 4 }, /4 at position 0.*text or a file/],
    ['of a missing column', {}, { y: 1 }, /column "x".*Its columns: y/],
  ])('%s is template-invalid and says why', (_, more, row, fact) => {
    const error = errorOf(() => makeTensor(plan(more), { row, className: 'long' }));
    expect(error.code).toBe('template-invalid');
    expect(error.fact).toMatch(fact);
    expect(error.remedy).not.toBe('');
  });
});
