/** How many tokens an input or an answer has; drawn for each input. What is drawn beyond a bound is set to the bound. */
export interface LengthPlan {
  shape: LengthShape;
  /** At least 1 where absent. */
  minimum?: number;
  maximum?: number;
}

export type LengthShape =
  | { kind: 'fixed'; tokens: number }
  /** Every whole number from `from` to `to` equally often. */
  | { kind: 'uniform'; from: number; to: number }
  /** Log-normal with this mean and this standard deviation, both in tokens. */
  | { kind: 'log-normal'; mean: number; deviation: number }
  /** Through these points, log-normal between and beyond them. */
  | { kind: 'percentiles'; p50: number; p95: number; p99?: number }
  | { kind: 'histogram'; bins: HistogramBin[] }
  /** All that the context holds besides the answer. */
  | { kind: 'maximum' };

/** So many of the measured lengths are above the bin before and at most `upTo`. */
export interface HistogramBin {
  upTo: number;
  count: number;
}

/** Inputs that are made from the seed: texts of so many tokens. */
export interface SyntheticSource {
  kind: 'synthetic';
  inputTokens: LengthPlan;
  /** Absent: nothing is said about the length of the answers. */
  outputTokens?: LengthPlan;
  /** How many distinct inputs are made. */
  count: number;
  sharedPrefix?: SharedPrefix;
  /** What input and answer may have together, the room that is kept for the chat template left out already. */
  contextTokens?: number;
}

/** The inputs are dealt to `groups` in turn; all inputs of one group begin with the same text. */
export type SharedPrefix =
  | { kind: 'tokens'; tokens: number; groups: number }
  /** Of each input, the salt included; above 0 and below 1. */
  | { kind: 'share'; share: number; groups: number };

/** What counts the tokens of synthetic inputs. */
export type TokenizerPlan =
  | { kind: 'o200k' }
  /** A `tokenizer.json` in the workspace, as Hugging Face writes it. */
  | { kind: 'file'; path: string }
  /** The endpoint of the candidate that cuts texts into tokens; the inputs are made when it is ready. */
  | { kind: 'server' };

export interface Tokenizer {
  /** As in messages: `o200k`, the file's path, or the server's address. */
  name: string;
  /**
   * How many tokens the model sees in each of the texts, without what a server adds: no marks of begin and end, no chat
   * template. Asynchronous, because a server may have to be asked.
   */
  count(texts: readonly string[]): Promise<number[]>;
}

/** The fewest and the most tokens that can be drawn; `longest` is Infinity where nothing bounds it. */
export function lengthBounds({ shape, minimum = 1, maximum = Infinity }: LengthPlan): {
  shortest: number;
  longest: number;
} {
  const [low, high] = shapeBounds(shape);
  return { shortest: Math.min(Math.max(low, minimum), maximum), longest: Math.min(high, maximum) };
}

function shapeBounds(shape: LengthShape): [number, number] {
  switch (shape.kind) {
    case 'fixed':
      return [shape.tokens, shape.tokens];
    case 'uniform':
      return [shape.from, shape.to];
    case 'histogram': {
      const first = shape.bins.findIndex(({ count }) => count > 0);
      const last = shape.bins.findLast(({ count }) => count > 0);
      return [(shape.bins[first - 1]?.upTo ?? 0) + 1, last?.upTo ?? Infinity];
    }
    case 'log-normal':
    case 'percentiles':
    case 'maximum':
      return [1, Infinity];
  }
}
