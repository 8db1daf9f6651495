import { closest, distance } from 'fastest-levenshtein';

/** The known word that a mistyped one probably stands for, or undefined when none is near enough to be a help. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(word.toLowerCase(), known as string[]);
  const mostEdits = Math.max(2, Math.floor(candidate.length / 3));
  return distance(word.toLowerCase(), candidate) <= mostEdits ? candidate : undefined;
}

/** The remedy for an unknown word: the nearest known one, or all of them. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
}
