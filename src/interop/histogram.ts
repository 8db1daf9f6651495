import { inflateSync } from 'node:zlib';
import * as hdr from 'hdr-histogram-js';
import { bucketCount, centreOf, highestTrackableUs } from '../model/distribution.ts';
import type { Distribution } from '../model/run.ts';

const significantDigits = 3;
/** Of one histogram in a file: a full one of 3 digits over an hour stays well below. */
const mostBase64Characters = 300_000;
const mostInflatedBytes = 200_000;
/** Cookies of the V2 encoding: the compressed layer, and the plain one inside it. */
const compressedCookie = 0x1c849314;
const plainCookie = 0x1c849313;
const headerBytes = 40;

/** Used for one distribution after the other: to make it takes longer than to fill it. */
const histogram = hdr.build({
  bitBucketSize: 32,
  autoResize: false,
  lowestDiscernibleValue: 1,
  highestTrackableValue: highestTrackableUs,
  numberOfSignificantValueDigits: significantDigits,
});

/**
 * A distribution as an HdrHistogram in the V2 encoding, compressed, in base64, with 3 significant digits and a unit of
 * 1 µs: what every HDR tool reads.
 */
export function encodeHistogram({ valuesMs, counts }: Distribution): string {
  histogram.reset();
  valuesMs.forEach((valueMs, i) => histogram.recordValueWithCount(Math.round(valueMs * 1000), counts[i]!));
  return hdr.encodeIntoCompressedBase64(histogram);
}

/** What is wrong with a histogram, as the rest of a sentence. */
export interface HistogramFault {
  fault: string;
}

/**
 * Reads what `encodeHistogram` wrote, or says what is wrong with it. The library trusts lengths and zero runs inside
 * the data, which a file from elsewhere may have made endless; this reader is bounded by the histogram's own size.
 */
export function decodeHistogram(base64: string): Distribution | HistogramFault {
  if (base64.length > mostBase64Characters)
    return { fault: `is longer than ${mostBase64Characters} characters` };
  const compressed = Buffer.from(base64, 'base64');
  if (compressed.length < 9 || compressed.readUInt32BE(0) !== compressedCookie)
    return { fault: 'is no compressed HdrHistogram of version 2' };
  let plain: Buffer;
  try {
    plain = inflateSync(compressed.subarray(8), { maxOutputLength: mostInflatedBytes });
  } catch (cause) {
    return { fault: `does not inflate: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  return headerFault(plain) ?? readCounts(plain.subarray(headerBytes));
}

function headerFault(plain: Buffer): HistogramFault | null {
  if (plain.length < headerBytes || plain.readUInt32BE(0) !== plainCookie)
    return { fault: 'holds no HdrHistogram of version 2' };
  if (plain.readUInt32BE(4) !== plain.length - headerBytes) return { fault: 'is cut short or has a tail' };
  const digits = plain.readUInt32BE(12);
  const unit = plain.readBigInt64BE(16);
  if (digits !== significantDigits || unit !== 1n)
    return { fault: `has ${digits} digits at a unit of ${unit}, not ${significantDigits} at 1 µs` };
  return null;
}

/** Zigzag LEB128: a positive number is the count of the next bucket, a negative one a run of empty buckets. */
function readCounts(payload: Buffer): Distribution | HistogramFault {
  const valuesMs: number[] = [];
  const counts: number[] = [];
  let bucket = 0;
  for (let at = 0; at < payload.length;) {
    let raw = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = payload[at++] ?? 0;
      raw += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80 && scale <= 2 ** 35);
    if (raw > 2 ** 33) return { fault: 'holds a count that is too large' };
    if (raw % 2 === 1) bucket += (raw + 1) / 2;
    else {
      if (raw > 0) {
        valuesMs.push(centreOf(bucket));
        counts.push(raw / 2);
      }
      bucket++;
    }
    if (bucket > bucketCount) return { fault: 'holds more buckets than an hour has' };
  }
  return { valuesMs, counts };
}
