const formatBytes = 16;
const bytesPerSample = 2;

/**
 * A WAV file: samples of 16 bits in little-endian order, of each channel in turn (IBM and Microsoft, Multimedia Programming
 * Interface and Data Specifications 1.0, 1991).
 * The mark lies in a comment behind the sound.
 * @param channels equally long, whole numbers within 16 bits
 * @param mark an even number of plain characters
 */
export function encodeWave(channels: readonly Int32Array[], rate: number, mark: string): Buffer {
  const frame = channels.length * bytesPerSample;
  const data = Buffer.alloc((channels[0]?.length ?? 0) * frame);
  for (const [number, samples] of channels.entries()) {
    samples.forEach((sample, place) => data.writeInt16LE(sample, place * frame + number * bytesPerSample));
  }
  const format = Buffer.alloc(formatBytes);
  format.writeUInt16LE(1, 0); // PCM
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * frame, 8);
  format.writeUInt16LE(frame, 12);
  format.writeUInt16LE(8 * bytesPerSample, 14);
  const comment = [Buffer.from('INFO'), chunk('ICMT', [Buffer.from(mark, 'latin1')])];
  return chunk('RIFF', [
    Buffer.from('WAVE'),
    chunk('fmt ', [format]),
    chunk('data', [data]),
    chunk('LIST', comment),
  ]);
}

function chunk(name: string, content: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(
    content.reduce((sum, { length }) => sum + length, 0),
    4,
  );
  return Buffer.concat([head, ...content]);
}
