/** Joining clauses that other rooms worded, whether or not they end with a full stop. Texts stay unescaped. */

export const withoutStop = (text: string): string => text.trim().replace(/\.$/, '');

/** With a capital and a full stop, to stand alone. */
export const asSentence = (text: string): string => {
  const clause = withoutStop(text);
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
};

/** `a; b; c; and 2 more.` */
export function asOneSentence(clauses: readonly string[], maximum: number): string {
  const shown = clauses.slice(0, maximum).map(withoutStop);
  const more = clauses.length - shown.length;
  return `${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')}.`;
}
