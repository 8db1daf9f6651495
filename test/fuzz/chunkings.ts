import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { crc32 } from 'node:zlib';

/** Longer inputs are not cut into single bytes: that takes long, and shows nothing that cuts by chance do not. */
const mostSingleBytes = 2000;
const byChance = 6;

/** Ways to cut the bytes into chunks, empty ones among them; the same for the same bytes. */
export function chunkings(bytes: Buffer): Buffer[][] {
  const generator = xoroshiro128plus(crc32(bytes));
  const cutsOf = (count: number): number[] =>
    Array.from({ length: count }, () => uniformInt(generator, 0, bytes.length)).sort((a, b) => a - b);
  const cuts = Array.from({ length: byChance }, (_, way) => cutsOf(1 << way));
  if (bytes.length <= mostSingleBytes) cuts.push([...bytes.keys()]);
  return cuts.map((places) => cutAt(bytes, places));
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  return [...places, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : places[i - 1], end));
}
