import { decodeHistogram, encodeHistogram } from '../../../src/interop/histogram.ts';
import { deflateSync } from 'node:zlib';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, same } from '../properties.ts';

const plain = Buffer.from(
  '1c849313000000080000000000000003000000000000000100000000d693a4003ff00000000000000204ff0f02040602',
  'hex',
);

/** The plain bytes of an HdrHistogram, before they are packed: what is taken comes back as it was. */
export const histogram: FuzzTarget = {
  name: 'histogram',
  covers: ['src/interop/histogram'],
  seeds: () => [plain, Buffer.concat([plain, plain])],
  words: ['\xff\xff\xff\xff\x0f', '\x80\x80\x80\x80', '\0', '\x01'],
  check(bytes) {
    const packed = deflateSync(withLength(bytes));
    const head = Buffer.from('1c84931400000000', 'hex');
    head.writeUInt32BE(packed.length, 4);
    const decoded = decodeHistogram(Buffer.concat([head, packed]).toString('base64'));
    decodeHistogram(bytes.toString('base64'));
    if ('fault' in decoded) return;
    finite(decoded);
    same(decodeHistogram(encodeHistogram(decoded)), decoded, 'written and read again');
  },
};

/** A wrong length would hide everything behind it. */
function withLength(bytes: Buffer): Buffer {
  const fixed = Buffer.from(bytes);
  if (fixed.length >= 40) fixed.writeUInt32BE(fixed.length - 40, 4);
  return fixed;
}
