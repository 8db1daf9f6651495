/**
 * Markers of fixed width that stand in the inputs of a conversation until its answers and its name are known. Hexadecimal,
 * so that no encoding of JSON, urls or headers changes them.
 */
const answerPrefix = 'a9c0ffee5a17';

/** Stands for the server's answer to turn `turn`, from 0, of at most 65,536. */
export const answerMarker = (turn: number): string => answerPrefix + turn.toString(16).padStart(4, '0');

/** Stands for the name of the session: the same in all its turns, another in every other session and block. */
export const sessionMarker = '5e55105a17ca5e0f';

/** Finds every answer's marker in a text; the first group holds the turn, hexadecimal. */
export const answerPattern = new RegExp(`${answerPrefix}([0-9a-f]{4})`, 'g');

/** The request class of one turn, counted from 1, of the sessions of a class. */
export const turnClass = (sessionClass: string, turn: number): string => `${sessionClass} turn ${turn}`;

/** What `turnClass` was made from; undefined for a class that is no turn. */
export function turnOf(className: string): { sessionClass: string; turn: number } | undefined {
  const [, sessionClass, turn] = /^(.+) turn ([1-9]\d{0,4})$/s.exec(className) ?? [];
  return sessionClass === undefined ? undefined : { sessionClass, turn: Number(turn) };
}
