import { SluiceError } from '../model/error.ts';
import type { Random } from '../model/schedule.ts';
import type { Tokenizer } from '../model/synthetic.ts';
import { everyPiece, writeSentences } from './words-sentence.ts';

/** A text in pieces: words with the space before them, and punctuation. */
export interface TokenText {
  pieces: string[];
  /** What the tokenizer counts for the opening and the pieces together. */
  tokens: number;
}

export interface TextWriter {
  /** Of the opening alone. */
  openingTokens: number;
  /** What a piece adds to a text. */
  costOf(piece: string): number;
  /**
   * A text of so many tokens, the opening's among them, which goes on from `start`. Without any further piece where there
   * is no room for one.
   * @returns another number of tokens where none of a few attempts met it: the nearest
   */
  write(tokens: number, start?: readonly string[]): Promise<TokenText>;
}

/** Each attempt encodes the whole text again; nearly always the first one is exact. */
const mostAttempts = 16;

/**
 * Writes texts of exact token counts. Pieces that tokenizers do not join are put together by what each costs alone; then
 * the whole is counted, and what is too much or too little is corrected at its end. (Drawn tokens that are decoded would
 * not do: encoded again they are other tokens, and fewer.)
 * @param opening stands before every text, with a space between, and is counted with it; may be empty
 * @throws SluiceError tokenizer-invalid where the tokenizer makes nothing of a word
 */
export async function createTextWriter(
  tokenizer: Tokenizer,
  opening: string,
  random: Random,
): Promise<TextWriter> {
  const costs = await measureCosts(tokenizer);
  const costOf = (piece: string): number => costs.get(piece) ?? 1;
  const fillers = Map.groupBy(costs.keys(), costOf);
  const openingTokens = opening === '' ? 0 : await countOne(tokenizer, opening);

  /** The next piece of a sentence, or one that fills the gap where that piece is too long for it. */
  const choosePiece = (next: string, gap: number): string | undefined => {
    if (costOf(next) <= gap) return next;
    const longest = Math.max(...[...fillers.keys()].filter((cost) => cost > 0 && cost <= gap));
    const fitting = fillers.get(longest);
    return fitting?.[Math.floor(random() * fitting.length)];
  };

  const write: TextWriter['write'] = async (target, start = []) => {
    const nextPiece = writeSentences(random);
    const pieces = [...start];
    let expected = pieces.reduce((sum, piece) => sum + costOf(piece), openingTokens);
    let nearest: TokenText | undefined;
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      while (expected < target) {
        const piece = choosePiece(nextPiece(), target - expected);
        if (piece === undefined) break;
        pieces.push(piece);
        expected += costOf(piece);
      }
      const text = joinPieces(pieces);
      const tokens = await countOne(tokenizer, opening === '' ? text : `${opening} ${text}`);
      if (!nearest || Math.abs(target - tokens) < Math.abs(target - nearest.tokens)) {
        nearest = { pieces: [...pieces], tokens };
      }
      if (tokens === target) break;
      expected = tokens;
      // More than is too much, so that the next attempt ends in other words.
      for (
        let taken = 0;
        pieces.length > start.length && (expected > target || taken < attempt);
        taken += 1
      ) {
        expected -= costOf(pieces.pop() as string);
      }
    }
    return nearest as TokenText;
  };
  return { openingTokens, costOf, write };
}

/** The text of the pieces; the space before the first one is left out. */
export function joinPieces(pieces: readonly string[]): string {
  return pieces.join('').replace(/^ /, '');
}

async function countOne(tokenizer: Tokenizer, text: string): Promise<number> {
  return (await tokenizer.count([text]))[0] ?? 0;
}

/** Pieces are measured behind a word, because at the start of a text many tokenizers split them differently. */
async function measureCosts(tokenizer: Tokenizer): Promise<Map<string, number>> {
  const before = 'and so';
  const pieces = everyPiece();
  const [alone = 0, ...counts] = await tokenizer.count([before, ...pieces.map((piece) => before + piece)]);
  const costs = new Map(pieces.map((piece, i) => [piece, (counts[i] ?? 0) - alone]));
  // Punctuation may be nothing to a tokenizer; of words without tokens no text would ever be long enough.
  const lost = pieces.find((piece) => piece.startsWith(' ') && (costs.get(piece) ?? 0) <= 0);
  if (lost === undefined) return costs;
  throw new SluiceError('tokenizer-invalid', {
    location: tokenizer.name,
    fact: `The tokenizer ${tokenizer.name} gives no token for the word "${lost.trim()}".`,
    remedy: 'Use the tokenizer of the model that is served; this one leaves ordinary English words out.',
  });
}
