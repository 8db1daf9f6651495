import type { ImageSource } from '../../model/media.ts';
import type { Random } from '../../model/schedule.ts';
import { addNoise, emptyField, type Layer } from './smooth-noise.ts';

export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, pixel after pixel. */
  colours: Uint8ClampedArray;
}

/** Layers are in sixteenths of a colour's step, so that the weak ones are not rounded away. */
const steps = 4;

/** Lightness: from large shapes down to grain. */
const photoLightness: Layer[] = [
  { shift: 7, amplitude: 1120 },
  { shift: 6, amplitude: 760 },
  { shift: 5, amplitude: 520 },
  { shift: 4, amplitude: 370 },
  { shift: 3, amplitude: 280 },
  { shift: 2, amplitude: 230 },
  { shift: 1, amplitude: 170 },
  { shift: 0, amplitude: 90 },
];

/** Colours of photos change more slowly than their lightness. */
const photoColour: Layer[] = [{ shift: 6, amplitude: 640 }];

const wholeRange = 128 << steps;

/** A picture of nothing, which costs an encoder, the wire and a decoder what a real one does. */
export function drawPicture(
  { width, height, content }: Pick<ImageSource, 'content'> & { width: number; height: number },
  random: Random,
): Picture {
  const lightness = emptyField(width, height);
  if (content === 'photo-like') for (const layer of photoLightness) addNoise(lightness, layer, random);
  const colours = new Uint8ClampedArray(3 * width * height);
  for (const colour of [0, 1, 2]) {
    const tint = emptyField(width, height);
    for (const layer of colourLayers(content, width, height)) addNoise(tint, layer, random);
    for (let place = 0; place < tint.values.length; place++) {
      const level = (lightness.values[place] as number) + (tint.values[place] as number);
      colours[3 * place + colour] = 128 + (level >> steps);
    }
  }
  return { width, height, colours };
}

function colourLayers(content: ImageSource['content'], width: number, height: number): Layer[] {
  switch (content) {
    case 'photo-like':
      return photoColour;
    case 'gradient':
      // One cell that holds the whole picture: straight from corner to corner.
      return [{ shift: 32 - Math.clz32(Math.max(width, height) - 1), amplitude: wholeRange }];
    case 'noise':
      return [{ shift: 0, amplitude: wholeRange }];
  }
}
