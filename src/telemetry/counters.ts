/** Cumulative counters by series (`name{labels}`), as one answer of a server tells them. */
export type Counters = ReadonlyMap<string, number>;

/** More series of the wanted names than this are no counters of one server. */
const mostSeries = 1000;
const number = /^\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

/**
 * The wanted counters in a text of the Prometheus or OpenMetrics format: one sample a line, `name{labels} value`, with a
 * timestamp or an exemplar after it. Every other line is passed over, and so is a wanted one that is malformed or whose value
 * is negative or no finite number. Takes time in proportion to the text.
 *
 * Own code, because the one parser on npm (parse-prometheus-text-format) builds every sample of a text that we want two of,
 * throws on the first malformed line, and knows neither types nor OpenMetrics.
 */
export function parseCounters(text: string, wanted: ReadonlySet<string>): Counters {
  const counters = new Map<string, number>();
  for (let start = 0; start < text.length && counters.size < mostSeries;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    start = end + 1;
    const name = /^[a-z_:][\w:]*/iu.exec(line)?.[0];
    if (name === undefined || !wanted.has(name)) continue;
    const labelsEnd = endOfLabels(line, name.length);
    const value = labelsEnd === undefined ? undefined : /^[ \t]*(\S+)/u.exec(line.slice(labelsEnd))?.[1];
    if (value === undefined || !number.test(value) || !Number.isFinite(Number(value))) continue;
    counters.set(line.slice(0, labelsEnd), Number(value));
  }
  return counters;
}

/** Where the value may begin; label values are quoted and may hold any character. Undefined where quotes or braces stay open. */
function endOfLabels(line: string, from: number): number | undefined {
  if (line[from] === ' ' || line[from] === '\t') return from;
  if (line[from] !== '{') return undefined;
  let quoted = false;
  for (let i = from + 1; i < line.length; i++) {
    if (quoted && line[i] === '\\') i++;
    else if (line[i] === '"') quoted = !quoted;
    else if (!quoted && line[i] === '}') return i + 1;
  }
  return undefined;
}

/**
 * How much a counter rose between two readings, over all its series. A series that fell was begun anew from 0, as after a
 * restart, and one that was not there before began in between.
 */
export function increaseOf(name: string, before: Counters, after: Counters): number {
  let increase = 0;
  for (const [series, now] of after) {
    if (series !== name && !series.startsWith(`${name}{`)) continue;
    const then = before.get(series) ?? 0;
    increase += now >= then ? now - then : now;
  }
  return increase;
}
