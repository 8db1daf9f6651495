import type { ImageSource } from '../../model/media.ts';
import type { Picture } from './draw-picture.ts';

/** A usual quality of photos on the web. */
const jpegQuality = 85;

/** A picture as a file; the mark, of plain characters, is in it without being seen. */
export type EncodePicture = (picture: Picture, mark: string) => Buffer;

/** The encoders are loaded only where there are pictures. Both are plain JavaScript: the same bytes on every machine. */
export async function loadEncoder(format: ImageSource['format']): Promise<EncodePicture> {
  switch (format) {
    case 'jpeg': {
      const { encode } = await import('jpeg-js');
      return (picture, mark) =>
        encode(
          { width: picture.width, height: picture.height, data: withAlpha(picture), comments: [mark] },
          jpegQuality,
        ).data;
    }
    case 'png': {
      const { encode } = await import('fast-png');
      return ({ width, height, colours }, mark) => {
        // `mem` is given because its default comes from Math.log, which machines may round differently.
        const png = encode({ width, height, channels: 3, data: colours }, { zlib: { level: 6, mem: 8 } });
        // Behind the end of the image, where decoders do not look. A chunk would need a checksum over the mark,
        // and the mark is replaced before each block.
        return Buffer.concat([png, Buffer.from(mark, 'latin1')]);
      };
    }
  }
}

function withAlpha({ width, height, colours }: Picture): Buffer {
  const data = Buffer.alloc(4 * width * height, 255);
  for (let from = 0, to = 0; from < colours.length; from += 3, to += 4) {
    data[to] = colours[from] as number;
    data[to + 1] = colours[from + 1] as number;
    data[to + 2] = colours[from + 2] as number;
  }
  return data;
}
