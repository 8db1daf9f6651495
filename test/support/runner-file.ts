/**
 * Reads what a step wrote for the runner: `name=value` lines, and values of several lines between delimiters
 * (`name<<DELIMITER`). As strict as the runner: a line that is neither, or a value without an end, is an error.
 */
export function parseRunnerFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const line = (lines[i] ?? '').replace(/\r$/, '');
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const end = lines.indexOf(line.slice(heredoc + 2), i + 1);
      if (end < 0) throw new Error(`no end of the value of ${line.slice(0, heredoc)}`);
      values[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else if (equals >= 0) values[line.slice(0, equals)] = line.slice(equals + 1);
    else throw new Error(`neither a name with a value nor the start of one: ${line}`);
  }
  return values;
}
