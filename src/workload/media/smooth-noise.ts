import type { Random } from '../../model/schedule.ts';

/** Numbers in rows; a sound is a field of one row. */
export interface Field {
  width: number;
  height: number;
  values: Int32Array;
}

/** One layer of noise: a random number of at most `amplitude`, either sign, at every 2^`shift`th place. */
export interface Layer {
  shift: number;
  amplitude: number;
}

export function emptyField(width: number, height = 1): Field {
  return { width, height, values: new Int32Array(width * height) };
}

/**
 * Adds value noise: random numbers on a lattice, with straight lines between them. Layers whose amplitude halves with
 * the distance of their lattice look like photos (their spectra fall with the frequency: Field, 1987, J. Opt. Soc. Am. A 4:2379).
 * All arithmetic is in whole numbers below 2^31, so that every machine makes the same bytes: `amplitude` * 2^`shift` must
 * stay below 2^30.
 */
export function addNoise(
  { width, height, values }: Field,
  { shift, amplitude }: Layer,
  random: Random,
): void {
  const cell = 1 << shift;
  const columns = ((width - 1) >> shift) + 2;
  const rows = ((height - 1) >> shift) + 2;
  const lattice = new Int32Array(columns * rows);
  for (let i = 0; i < lattice.length; i++)
    lattice[i] = Math.floor(random() * (2 * amplitude + 1)) - amplitude;
  const line = new Int32Array(columns);
  for (let y = 0, place = 0; y < height; y++) {
    const above = (y >> shift) * columns;
    const down = y & (cell - 1);
    for (let i = 0; i < columns; i++) {
      const upper = lattice[above + i] as number;
      const lower = lattice[above + columns + i] as number;
      line[i] = (upper * (cell - down) + lower * down) >> shift;
    }
    for (let x = 0; x < width; x++, place++) {
      const i = x >> shift;
      const right = x & (cell - 1);
      const here = ((line[i] as number) * (cell - right) + (line[i + 1] as number) * right) >> shift;
      values[place] = (values[place] as number) + here;
    }
  }
}
