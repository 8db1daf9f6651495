import { SluiceError } from '../../model/error.ts';
import type { ArrivalSummary } from './arrival-tally.ts';
import { clusterLengths } from './cluster-lengths.ts';
import type { LengthCell } from './length-histogram.ts';
import { distanceOf, summariseLengths } from './length-summary.ts';
import type { LengthSummary, WeightedLength } from './length-summary.ts';
import type { Traffic } from './traffic.ts';

export interface TrafficFit {
  requests: number;
  /** Requests of no input, and of no output where others have some: they failed, and are no part of the classes. */
  withoutTokens: number;
  /** From the most to the least frequent. */
  models: { name: string; requests: number }[];
  /** By ascending length. */
  classes: FittedClass[];
  arrivals: ArrivalSummary;
  /** Kolmogorov-Smirnov distance between drawn and measured lengths of all classes together. */
  distance: { input: number; output?: number };
}

export interface FittedClass {
  name: string;
  requests: number;
  /** Of the requests of all classes. */
  share: number;
  input: LengthSummary;
  /** Absent where no request of the log has output, as for embeddings. */
  output?: LengthSummary;
  /** Of the tokens of all classes, input and output together: what most of the work is for. */
  tokens: number;
}

/** With fewer, a p99 would be a guess. */
const fewestRequests = 100;

/**
 * Request classes and an arrival pattern that stand for the traffic of a log.
 * @param classes at most so many
 * @throws SluiceError dataset-malformed where the log has too few requests, or all of them at one time
 */
export function fitTraffic(traffic: Traffic, name: string, classes: number): TrafficFit {
  const cells = traffic.lengths.cells();
  const generates = cells.some(({ outputTokens }) => outputTokens > 0);
  const usable = cells.filter(
    ({ inputTokens, outputTokens }) => inputTokens > 0 && (outputTokens > 0 || !generates),
  );
  const requests = countOf(usable);
  checkEnough(requests, traffic, name);
  const groups = clusterLengths(usable, classes);
  return {
    requests,
    withoutTokens: traffic.requests - requests,
    models: [...traffic.models]
      .map(([model, count]) => ({ name: model, requests: count }))
      .sort((a, b) => b.requests - a.requests),
    classes: nameClasses(groups, requests, generates),
    arrivals: traffic.arrivals.summarise(),
    distance: {
      input: distanceOf(groups.map(inputsOf)),
      ...(generates && { output: distanceOf(groups.map(outputsOf)) }),
    },
  };
}

/** Named by their median lengths, which is what tells them apart. */
function nameClasses(
  groups: readonly (readonly LengthCell[])[],
  requests: number,
  generates: boolean,
): FittedClass[] {
  const allTokens = tokensOf(groups.flat());
  const classes = groups
    .map((cells) => ({
      tokens: tokensOf(cells) / allTokens,
      requests: countOf(cells),
      share: countOf(cells) / requests,
      input: summariseLengths(inputsOf(cells)),
      ...(generates && { output: summariseLengths(outputsOf(cells)) }),
    }))
    .sort((a, b) => a.input.p50 - b.input.p50 || (a.output?.p50 ?? 0) - (b.output?.p50 ?? 0));
  const names = classes.map(({ input, output }) => `in-${input.p50}${output ? `-out-${output.p50}` : ''}`);
  return classes.map((each, i) => {
    const name = names[i] ?? '';
    const earlier = names.slice(0, i).filter((other) => other === name).length;
    return { name: earlier === 0 ? name : `${name}-${earlier + 1}`, ...each };
  });
}

function checkEnough(requests: number, traffic: Traffic, name: string): void {
  const fact =
    requests < fewestRequests
      ? `${name} has ${requests} requests with tokens; at least ${fewestRequests} are needed.`
      : 'All requests of the log have the same time.';
  const { firstMs, lastMs } = traffic.arrivals.span();
  if (requests >= fewestRequests && lastMs > firstMs) return;
  throw new SluiceError('dataset-malformed', {
    location: name,
    fact,
    remedy: 'Fit some days of production traffic; `--time`, `--input` and `--output` name the columns.',
  });
}

const countOf = (cells: readonly LengthCell[]): number =>
  cells.reduce((sum, { requests }) => sum + requests, 0);

const tokensOf = (cells: readonly LengthCell[]): number =>
  cells.reduce(
    (sum, { requests, inputTokens, outputTokens }) => sum + requests * (inputTokens + outputTokens),
    0,
  );

const inputsOf = (cells: readonly LengthCell[]): WeightedLength[] =>
  cells.map(({ requests, inputTokens }) => ({ requests, tokens: inputTokens }));

const outputsOf = (cells: readonly LengthCell[]): WeightedLength[] =>
  cells.map(({ requests, outputTokens }) => ({ requests, tokens: outputTokens }));
