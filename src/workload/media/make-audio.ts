import type { AudioSource, MediaRow } from '../../model/media.ts';
import type { Random } from '../../model/schedule.ts';
import { mediaRow } from './media-row.ts';
import { addNoise, emptyField, type Layer } from './smooth-noise.ts';
import { encodeWave } from './wave.ts';

const loudest = 1 << 14;

/** From low tones to hiss; together never above the loudest. */
const tones: Layer[] = [
  { shift: 6, amplitude: loudest >> 2 },
  { shift: 4, amplitude: loudest >> 2 },
  { shift: 2, amplitude: loudest >> 2 },
  { shift: 0, amplitude: loudest >> 4 },
];

/** The most that the loudness may be, in whole numbers. */
const full = 1 << 12;

/**
 * Recordings one after the other: coloured noise that swells and falls about as often as syllables do. It is no speech.
 * @param mark plain characters that stand in every file without being heard
 */
export function* makeAudio(
  { count, seconds, rate, channels }: AudioSource,
  random: Random,
  mark: string,
): Generator<MediaRow> {
  for (let number = 1; number <= count; number++) {
    const asked = seconds.from + random() * (seconds.to - seconds.from);
    const length = Math.max(1, Math.round(asked * rate));
    const sound = Array.from({ length: channels }, () => makeSound(length, rate, random));
    yield mediaRow(encodeWave(sound, rate, mark), `audio-${number}.wav`, 'audio/wav');
  }
}

function makeSound(length: number, rate: number, random: Random): Int32Array {
  const voice = emptyField(length);
  for (const layer of tones) addNoise(voice, layer, random);
  const loudness = emptyField(length);
  // A new loudness every 125 to 250 ms, whatever the rate.
  addNoise(loudness, { shift: 29 - Math.clz32(rate), amplitude: full }, random);
  return voice.values.map((sample, place) => (sample * Math.abs(loudness.values[place] as number)) / full);
}
