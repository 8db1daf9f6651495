import type { DatasetRow } from '../model/plan.ts';
import type { Random } from '../model/schedule.ts';
import { writeSentences } from './words-sentence.ts';

/** Lengths in words, so that each third of the inputs fits one of the classes that a first draft declares. */
const lengths = [
  [6, 16],
  [30, 70],
  [120, 200],
] as const;

/** Made-up texts of three lengths, `count` of each, in turn. */
export function makeSampleInputs(count: number, random: Random): DatasetRow[] {
  return Array.from({ length: count }, () =>
    lengths.map(([least, most]): DatasetRow => {
      const wanted = least + Math.floor(random() * (most - least + 1));
      const nextPiece = writeSentences(random);
      const pieces: string[] = [];
      for (let words = 0; words < wanted;) {
        const piece = nextPiece();
        pieces.push(piece);
        if (piece.startsWith(' ')) words += 1;
      }
      return { text: pieces.join('').trim(), words: wanted };
    }),
  ).flat();
}
