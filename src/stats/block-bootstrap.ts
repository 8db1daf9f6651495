/**
 * A sample of the same size, drawn in stretches of neighbours with replacement, the end joined to the start: the circular
 * block bootstrap (Politis and Romano, in: Exploring the Limits of Bootstrap, 1992). What requests of one queue have in
 * common is kept within a stretch; stretches of length 1 are the plain bootstrap.
 * @returns how often each of the `count` observations was drawn
 */
export function resampleInBlocks(count: number, blockLength: number, random: () => number): Uint32Array {
  const times = new Uint32Array(count);
  for (let drawn = 0; drawn < count; drawn += blockLength) {
    const start = Math.floor(random() * count);
    const length = Math.min(blockLength, count - drawn);
    for (let i = 0; i < length; i += 1) times[(start + i) % count]! += 1;
  }
  return times;
}
