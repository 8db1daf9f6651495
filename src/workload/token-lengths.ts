import type { Random } from '../model/schedule.ts';
import type { LengthPlan, SyntheticSource } from '../model/synthetic.ts';
import { quantileOf } from './distribution.ts';

export interface TokenLengths {
  inputTokens: number;
  outputTokens?: number;
}

/**
 * The lengths of `plan.count` inputs and their answers, independent of each other. Where the context is known, an input
 * that does not fit beside its answer is shortened, and where even the shortest input does not fit, the answer is.
 * @param smallest an input cannot be made shorter than this; what is drawn below is raised to it
 */
export function drawLengths(
  { inputTokens, outputTokens, count, contextTokens = Infinity }: SyntheticSource,
  smallest: number,
  random: Random,
): TokenLengths[] {
  const inputs = drawStratified(inputTokens, count, random);
  const outputs = outputTokens && drawStratified(outputTokens, count, random);
  return inputs.map((drawn, i) => {
    const output = outputs?.[i];
    const room = contextTokens - (output ?? 0);
    const length = Math.max(smallest, Math.min(drawn, room));
    return {
      inputTokens: length,
      ...(output !== undefined && { outputTokens: Math.min(output, contextTokens - length) }),
    };
  });
}

/**
 * One draw from each of `count` equally likely strata, in a drawn order: each draw has the distribution, and all of them
 * together follow it far closer than independent draws would (McKay, Beckman, Conover, Technometrics 21, 1979: Latin
 * hypercube sampling), so that a few hundred inputs have the percentiles that were asked for.
 */
function drawStratified(plan: LengthPlan, count: number, random: Random): number[] {
  const quantile = quantileOf(plan);
  return Array.from({ length: count }, (_, stratum) => ({
    // Never 0, where some quantile functions have no value.
    length: quantile((stratum + Math.max(random(), Number.EPSILON)) / count),
    key: random(),
  }))
    .sort((a, b) => a.key - b.key)
    .map(({ length }) => length);
}
