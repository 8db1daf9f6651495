import type { Random } from '../model/schedule.ts';
import { words } from './words.ts';

type Kind = keyof typeof words;

/** Slots that are filled from the words of their kind; what is in quotes stands as it is. */
type Slot = Kind | `'${string}'`;

const split = (pattern: string): Slot[] => pattern.split(' ') as Slot[];

const subject = 'articles adjectives people';
const patterns: readonly Slot[][] = [
  `${subject} transitive articles things prepositions articles places '.'`,
  `names transitive articles adjectives things 'and' intransitive adverbs '.'`,
  `'On' times ',' names intransitive prepositions articles places '.'`,
  `articles people transitive articles things 'number' numbers connectives names intransitive '.'`,
  `'Did' names 'know' 'that' articles things 'was' adjectives '?'`,
  `articles things 'and' articles things 'were' adjectives 'but' articles people adverbs transitive 'them' '.'`,
  `'In' articles places ',' articles people intransitive connectives articles things 'was' 'not' adjectives '.'`,
  `numbers 'of' 'us' intransitive adverbs prepositions articles adjectives places ',' 'and' names intransitive '.'`,
  `names 'said' ':' 'it' 'is' 'too' adjectives 'for' articles places '.'`,
  `'By' times 'the' people 'of' 'the' places transitive articles things 'for' names '.'`,
  `connectives articles people intransitive ',' names transitive 'the' things adverbs '.'`,
  `'It' 'cost' numbers 'to' 'have' articles things transitive ',' 'so' names intransitive '.'`,
].map(split);

/**
 * Sentences without end, in pieces as tokenizers split them: a word with the space before it, or a mark of punctuation.
 * The same pieces for the same `random`.
 */
export function writeSentences(random: Random): () => string {
  let pieces: string[] = [];
  let next = 0;
  return () => {
    if (next === pieces.length) {
      pieces = pick(patterns, random).map((slot, place) => pieceOf(pick(wordsOf(slot), random), place));
      next = 0;
    }
    return pieces[next++] as string;
  };
}

/** Each piece that may stand in a sentence, once. */
export function everyPiece(): string[] {
  return [
    ...new Set(
      patterns.flatMap((slots) =>
        slots.flatMap((slot, place) => wordsOf(slot).map((word) => pieceOf(word, place))),
      ),
    ),
  ];
}

const wordsOf = (slot: Slot): readonly string[] =>
  slot.startsWith("'") ? [slot.slice(1, -1)] : words[slot as Kind];

function pieceOf(word: string, place: number): string {
  if (/^[.,:?]$/.test(word)) return word;
  return ` ${place === 0 ? word.slice(0, 1).toUpperCase() + word.slice(1) : word}`;
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)] as Item;
}
