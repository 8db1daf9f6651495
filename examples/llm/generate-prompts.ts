/** Writes prompts.jsonl: the same bytes each time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { events, openings, remarks, subjects } from './prompt-grammar.ts';
import { seededRandom } from './random.ts';

export interface Prompt {
  text: string;
  words: number;
}

const seed = 1;

/** 40 short prompts of one or two sentences, and 20 long ones of 20 to 50. */
export function generatePrompts(): Prompt[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = (texts: string[]): string => texts[below(texts.length)]!;
  const sentence = (): string => {
    const text = `${pick(subjects)} ${pick(events)}.`;
    return text.slice(0, 1).toUpperCase() + text.slice(1);
  };
  const prompt = (sentences: number): Prompt => {
    const parts = [pick(openings)];
    while (parts.length <= sentences) parts.push(random() < 0.7 ? sentence() : pick(remarks));
    const text = parts.join(' ');
    return { text, words: text.split(' ').length };
  };
  return [
    ...Array.from({ length: 40 }, () => prompt(1 + below(2))),
    ...Array.from({ length: 20 }, () => prompt(20 + below(31))),
  ];
}

if (import.meta.main) {
  const lines = generatePrompts().map((prompt) => JSON.stringify(prompt));
  writeFileSync(join(import.meta.dirname, 'prompts.jsonl'), `${lines.join('\n')}\n`);
}
