import { events, openings, remarks, subjects } from './prompt-grammar.ts';

/** Kinds of tokens as GGUF numbers them. */
export const tokenKinds = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

export interface VocabularyEntry {
  text: string;
  /** What the tokenizer prefers to merge: the higher score first. */
  score: number;
  kind: number;
}

export const unknownToken = 0;
export const beginToken = 1;
export const endToken = 2;

/** SentencePiece writes a space as U+2581. */
const space = '\u2581';

/**
 * A vocabulary in the manner of SentencePiece: the words of the prompts are one token each, other text falls apart into
 * characters, and what is not ASCII into bytes. The tokenizer joins two neighbours at a time, so every beginning of a
 * word is a token too.
 */
export function buildVocabulary(): VocabularyEntry[] {
  const entries: VocabularyEntry[] = [
    { text: '<unk>', score: 0, kind: tokenKinds.unknown },
    { text: '<s>', score: 0, kind: tokenKinds.control },
    { text: '</s>', score: 0, kind: tokenKinds.control },
  ];
  for (let byte = 0; byte < 256; byte++) {
    const hexadecimal = byte.toString(16).toUpperCase().padStart(2, '0');
    entries.push({ text: `<0x${hexadecimal}>`, score: 0, kind: tokenKinds.byte });
  }
  const texts = new Set([space]);
  for (let code = 0x21; code < 0x7f; code++) texts.add(String.fromCharCode(code));
  for (const word of knownWords()) {
    for (let length = 1; length <= word.length; length++) texts.add(space + word.slice(0, length));
  }
  for (const text of texts) entries.push({ text, score: text.length, kind: tokenKinds.normal });
  return entries;
}

function knownWords(): string[] {
  const text = [...openings, ...subjects, ...events, ...remarks].join(' ');
  const words = text.match(/[A-Za-z]+/gu) ?? [];
  const capitalized = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return [...new Set([...words, ...capitalized])].sort();
}
