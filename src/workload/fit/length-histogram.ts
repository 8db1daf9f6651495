/** A cell of the histogram: requests whose lengths are nearly the same, by their means. */
export interface LengthCell {
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

/** Lengths up to here have a bucket each. */
const exactUpTo = 64;
/** Above, a bucket is 2.2 % wide. */
const bucketsPerDoubling = 32;
/** More bits than any length needs: 2^31 tokens lie in bucket 864. */
const bucketBits = 12;

interface Tally {
  requests: number;
  input: number;
  output: number;
}

/**
 * Input and output lengths of any number of requests, counted together, in memory that is bounded by how different they
 * are. A length of up to 64 tokens is exact, and a larger one within 1.1 %, better where few lengths share a cell: each
 * cell keeps their mean.
 */
export class LengthHistogram {
  private readonly tallies = new Map<number, Tally>();

  add(inputTokens: number, outputTokens: number): void {
    const key = (bucketOf(inputTokens) << bucketBits) | bucketOf(outputTokens);
    const tally = this.tallies.get(key);
    if (tally) {
      tally.requests += 1;
      tally.input += inputTokens;
      tally.output += outputTokens;
    } else {
      this.tallies.set(key, { requests: 1, input: inputTokens, output: outputTokens });
    }
  }

  /** By length, so that what is computed from them does not depend on the order of the log. */
  cells(): LengthCell[] {
    return [...this.tallies]
      .sort(([a], [b]) => a - b)
      .map(([, { requests, input, output }]) => ({
        requests,
        inputTokens: Math.round(input / requests),
        outputTokens: Math.round(output / requests),
      }));
  }
}

function bucketOf(tokens: number): number {
  return tokens < exactUpTo
    ? tokens
    : exactUpTo + Math.floor(Math.log2(tokens / exactUpTo) * bucketsPerDoubling);
}
