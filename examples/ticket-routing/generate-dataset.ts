import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { countWords } from './slowdown.ts';
import {
  attempts,
  closings,
  contexts,
  grammars,
  greetings,
  impacts,
  slots,
  type TicketGrammar,
} from './ticket-grammar.ts';

export interface Ticket {
  id: string;
  /** The queue that the grammar meant; the model does not see it. */
  queue: string;
  words: number;
  text: string;
}

interface SizeRange {
  name: 'short' | 'medium' | 'long';
  rows: number;
  minWords: number;
  maxWords: number;
}

/** Three sizes with a gap between them, so that each has an inference time of its own. */
const sizeRanges: readonly SizeRange[] = [
  { name: 'short', rows: 150, minWords: 6, maxWords: 14 },
  { name: 'medium', rows: 100, minWords: 25, maxWords: 40 },
  { name: 'long', rows: 60, minWords: 80, maxWords: 110 },
];

/** The same seed gives the same tickets, in the same order, on every machine. */
export function generateTickets(seed: number): Ticket[] {
  const chance = createChance(seed);
  const queues = Object.entries(grammars);
  const texts = new Set<string>();
  return sizeRanges.flatMap((range) =>
    Array.from({ length: range.rows }, (_, row) => {
      const [queue, grammar] = queues[row % queues.length]!;
      const text = writeNewText(range, grammar, chance, texts);
      const id = `${range.name}-${String(row + 1).padStart(3, '0')}`;
      return { id, queue, words: countWords(text), text };
    }),
  );
}

export function toJsonLines(tickets: readonly Ticket[]): string {
  return tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join('');
}

/** Writes until a text is new and of the right size. */
function writeNewText(range: SizeRange, grammar: TicketGrammar, chance: Chance, texts: Set<string>): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const text = writeText(range, grammar, chance);
    const words = countWords(text);
    if (words < range.minWords || words > range.maxWords || texts.has(text)) continue;
    texts.add(text);
    return text;
  }
  throw new Error(`The grammar is too small for ${range.rows} different ${range.name} tickets.`);
}

function writeText(range: SizeRange, grammar: TicketGrammar, chance: Chance): string {
  const sentences = sentencesBySize[range.name](grammar, chance);
  return sentences.map((sentence) => fillSlots(sentence, chance)).join(' ');
}

const sentencesBySize: Record<SizeRange['name'], (grammar: TicketGrammar, chance: Chance) => string[]> = {
  short: (grammar, chance) => [chance.pick(grammar.problems)],
  medium: (grammar, chance) => [
    ...chance.sample(greetings, chance.integer(2)),
    chance.pick(grammar.problems),
    ...chance.sample(grammar.details, 1 + chance.integer(2)),
    ...chance.sample(grammar.asks, chance.integer(2)),
  ],
  long: (grammar, chance) => [
    ...chance.sample(greetings, chance.integer(2)),
    ...chance.sample(contexts, chance.integer(2)),
    chance.pick(grammar.problems),
    ...chance.sample(grammar.details, 2 + chance.integer(3)),
    ...chance.sample(attempts, chance.integer(3)),
    ...chance.sample(impacts, chance.integer(2)),
    chance.pick(grammar.asks),
    ...chance.sample(closings, chance.integer(2)),
  ],
};

function fillSlots(sentence: string, chance: Chance): string {
  return sentence.replace(/\{(\w+)\}/gu, (_, slot: string) => chance.pick(slots[slot]!));
}

interface Chance {
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
  pick<T>(choices: readonly T[]): T;
  /** `count` different choices, in random order. */
  sample<T>(choices: readonly T[], count: number): T[];
}

/** Mulberry32: 32 bits of state, ample for a few thousand draws and the same on every platform. */
function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const integer = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  const sample = <T>(choices: readonly T[], count: number): T[] => {
    const remaining = [...choices];
    return Array.from({ length: count }, () => remaining.splice(integer(remaining.length), 1)[0]!);
  };
  return { integer, pick: (choices) => choices[integer(choices.length)]!, sample };
}

if (import.meta.main) {
  const output = fileURLToPath(new URL('./tickets.jsonl', import.meta.url));
  await writeFile(output, toJsonLines(generateTickets(1)));
}
