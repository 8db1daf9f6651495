import type { Between, ImageSource, MediaRow } from '../../model/media.ts';
import type { Random } from '../../model/schedule.ts';
import { drawPicture } from './draw-picture.ts';
import { loadEncoder } from './encode-picture.ts';
import { mediaRow } from './media-row.ts';

/**
 * Images one after the other, each by chance its own. Both sides grow together: a class of `320-1920` by `240-1080`
 * has small and large images, and none that is a ribbon.
 * @param mark plain characters that stand in every file without being seen
 */
export async function* makeImages(
  { count, width, height, format, content }: ImageSource,
  random: Random,
  mark: string,
): AsyncGenerator<MediaRow> {
  const encode = await loadEncoder(format);
  for (let number = 1; number <= count; number++) {
    const share = random();
    const size = { width: side(width, share), height: side(height, share) };
    const bytes = encode(drawPicture({ ...size, content }, random), mark);
    yield mediaRow(bytes, `image-${number}.${format === 'jpeg' ? 'jpg' : 'png'}`, `image/${format}`);
  }
}

/** `share` below 1 of the whole numbers of a range. */
function side({ from, to }: Between, share: number): number {
  return from + Math.floor(share * (to - from + 1));
}
