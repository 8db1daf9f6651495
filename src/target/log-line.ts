import { stripVTControlCharacters } from 'node:util';

export const tailLines = 20;
export const lineCharacters = 300;

/** A line of somebody else's output, fit for a terminal, a log and a report: no escape sequences, bounded. */
export function cleanLine(line: string): string {
  // Cc and Cf: control characters, and invisible ones such as those that turn the writing direction round.
  const printable = stripVTControlCharacters(line)
    .replace(/\t/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '');
  const characters = Array.from(printable);
  return characters.length > lineCharacters
    ? `${characters.slice(0, lineCharacters - 1).join('')}…`
    : printable;
}

/** The last lines of a text, cleaned; empty lines left out. */
export function lastLines(text: string): string[] {
  return text
    .split(/\r?\n|\r/u)
    .map(cleanLine)
    .filter((line) => line.trim() !== '')
    .slice(-tailLines);
}
