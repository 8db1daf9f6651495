/** How large an image or how long a recording is. */
export type Extent = { width: number; height: number } | { seconds: number } | Record<never, never>;

/** Read from the head of a PNG, JPEG or WAV file; nothing for any other, and for one that is cut short. */
export function readExtent(bytes: Buffer): Extent {
  if (bytes.length >= 24 && bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n')
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === startOfImage) return readJpeg(bytes);
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE')
    return readWave(bytes);
  return {};
}

const startOfImage = 0xffd8;

/** C0 to CF begin a frame and hold its size, but for the tables and the conditions among them (ITU-T T.81, table B.1). */
const noFrames = [0xc4, 0xc8, 0xcc];

function readJpeg(bytes: Buffer): Extent {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] as number;
    if (marker >= 0xc0 && marker <= 0xcf && !noFrames.includes(marker))
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    // Any marker may be filled up with FF in front.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return {};
}

function readWave(bytes: Buffer): Extent {
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ' && at + 20 <= bytes.length) bytesPerSecond = bytes.readUInt32LE(at + 16);
    if (name === 'data' && bytesPerSecond > 0) {
      // A recorder that streams does not know the length beforehand and writes the largest number.
      const present = Math.min(length, bytes.length - at - 8);
      return { seconds: Math.round((1000 * present) / bytesPerSecond) / 1000 };
    }
    at += 8 + length + (length & 1);
  }
  return {};
}
