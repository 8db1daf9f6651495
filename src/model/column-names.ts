const [mostNames, mostCharacters] = [20, 60];

/** The columns of a dataset for a message: of many the first ones, and long names cut. */
export function columnNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names
    .slice(0, mostNames)
    .map((name) => (name.length <= mostCharacters ? name : `${name.slice(0, mostCharacters)}...`))
    .join(', ');
}
