/** One reading of a server's page: by name the series of that name, and of each the value, by its labels as they are written. */
export type Metrics = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** More series of the wanted names than this are no metrics of one server. */
const mostSeries = 1000;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

/**
 * The wanted metrics in a text of the Prometheus or OpenMetrics format: one sample a line, `name{labels} value`, with a
 * timestamp or an exemplar after it, up to `# EOF`. Every other line is passed over, and so is a wanted one that is malformed
 * or whose value is no finite number: `NaN` and `Inf` say that the server does not know. Takes time in proportion to the text.
 *
 * Own code, because the one parser on npm (parse-prometheus-text-format) builds every sample of a text that we want a dozen of,
 * throws on the first malformed line, and knows neither types nor OpenMetrics.
 */
export function parseMetrics(text: string, wanted: ReadonlySet<string>): Metrics {
  const metrics = new Map<string, Map<string, number>>();
  if (wanted.size === 0) return metrics;
  const end = endOfMetrics(text);
  let count = 0;
  for (const { 0: name, index } of text.matchAll(atLineStart(wanted))) {
    if (index >= end || count === mostSeries) break;
    const newline = text.indexOf('\n', index);
    const sample = parseSample(text.slice(index, newline < 0 ? text.length : newline), name.length);
    if (!sample) continue;
    const series = metrics.get(name) ?? new Map<string, number>();
    metrics.set(name, series.set(sample.labels, sample.value));
    count += 1;
  }
  return metrics;
}

/** One search for all names together: of the thousands of lines of a page, a dozen are wanted. */
function atLineStart(names: ReadonlySet<string>): RegExp {
  return new RegExp(`(?<![^\\n])(?:${[...names].join('|')})(?=[ \\t{])`, 'gu');
}

function endOfMetrics(text: string): number {
  const end = text.indexOf('\n# EOF');
  return end < 0 ? text.length : end;
}

/** What follows the name. */
function parseSample(line: string, from: number): { labels: string; value: number } | undefined {
  const begin = skipBlanks(line, from);
  const labelsEnd = line[begin] === '{' ? endOfLabels(line, begin) : begin;
  // Without labels, a blank stands between name and value.
  if (labelsEnd === undefined || (labelsEnd === begin && begin === from)) return undefined;
  const [, value = ''] = /^[ \t]*(\S+)/u.exec(line.slice(labelsEnd)) ?? [];
  if (!number.test(value) || !Number.isFinite(Number(value))) return undefined;
  return { labels: line.slice(begin + 1, Math.max(begin, labelsEnd - 1)), value: Number(value) };
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at += 1;
  return at;
}

/** After the closing brace; label values are quoted and may hold any character. Undefined where quotes or braces stay open. */
function endOfLabels(line: string, from: number): number | undefined {
  let quoted = false;
  for (let i = from + 1; i < line.length; i++) {
    if (quoted && line[i] === '\\') i++;
    else if (line[i] === '"') quoted = !quoted;
    else if (!quoted && line[i] === '}') return i + 1;
  }
  return undefined;
}

/**
 * How much a counter rose between two readings, over the series that `counts` takes. A series that fell was begun anew from 0,
 * as after a restart, and one that was not there before began in between.
 */
export function increaseOf(
  name: string,
  before: Metrics,
  after: Metrics,
  counts: (labels: string) => boolean = () => true,
): number {
  let increase = 0;
  for (const [labels, now] of after.get(name) ?? []) {
    if (now < 0 || !counts(labels)) continue;
    const then = before.get(name)?.get(labels) ?? 0;
    increase += now >= then ? now - then : now;
  }
  return increase;
}
