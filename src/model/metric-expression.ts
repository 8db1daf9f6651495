/**
 * How a value of ours is read from a server's page of metrics:
 *
 *   name                               all its series together
 *   name{label="value"}                those series alone
 *   name / 100    name * 1048576       in another unit
 *   used / total                       a share
 *   increase(sum) / increase(count)    the mean of a histogram since the last reading
 */
export interface MetricExpression {
  left: SeriesTerm;
  right?: { operator: '*' | '/'; by: SeriesTerm | number };
}

export interface SeriesTerm {
  name: string;
  /** Each must be so. */
  labels: readonly (readonly [name: string, value: string])[];
  /** By how much it rose since the last reading, in place of its value. */
  increase: boolean;
}

const pattern = {
  number: /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu,
  series: /^([a-z_:][\w:]*)\s*(?:\{(.*)\})?$/iu,
  increase: /^increase\s*\((.*)\)$/iu,
  label: /^\s*([a-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/iu,
};

/** Longer than any name with its labels; names become parts of a pattern, which has its own bounds. */
const mostCharacters = 2000;

/** Undefined where the text is no such expression. */
export function parseMetricExpression(text: string): MetricExpression | undefined {
  if (text.length > mostCharacters) return undefined;
  const [first = '', operator, second = '', ...more] = splitAtOperators(text);
  const left = parseTerm(first);
  if (!left || more.length > 0) return undefined;
  if (operator === undefined) return left.increase ? undefined : { left };
  const by = pattern.number.test(second) ? Number(second) : parseTerm(second);
  if (by === undefined || by === 0 || left.increase !== (typeof by === 'object' && by.increase))
    return undefined;
  return { left, right: { operator: operator as '*' | '/', by } };
}

/** Term, operator, term: what stands in quotes is no operator. */
function splitAtOperators(text: string): string[] {
  return text.split(/([*/])(?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/u).map((part) => part.trim());
}

function parseTerm(text: string): SeriesTerm | undefined {
  const within = pattern.increase.exec(text)?.[1]?.trim();
  const [, name, inBraces] = pattern.series.exec(within ?? text) ?? [];
  const labels = parseLabels(inBraces ?? '');
  return name === undefined || !labels ? undefined : { name, labels, increase: within !== undefined };
}

/** `a="1",b="2"` as names and values, with `\\`, `\"` and `\n` undone; undefined where it is anything else. */
export function parseLabels(text: string): [name: string, value: string][] | undefined {
  const labels: [string, string][] = [];
  for (let rest = text; rest.trim() !== '';) {
    const [whole, name, value] = pattern.label.exec(rest) ?? [];
    if (whole === undefined || name === undefined || value === undefined) return undefined;
    labels.push([name, value.replace(/\\(.)/gu, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))]);
    rest = rest.slice(whole.length);
  }
  return labels;
}

/** The names that it reads. */
export function namesIn({ left, right }: MetricExpression): string[] {
  return [left.name, ...(typeof right?.by === 'object' ? [right.by.name] : [])];
}
